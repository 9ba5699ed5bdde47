//! Calls to a running system as somebody with a role: the public gRPC API, with a token and the current trace.

use crate::{impact::Asker, system::System};
use contracts::{
    career::v1::{
        competency_evidence_service_client::CompetencyEvidenceServiceClient,
        competency_profile_service_client::CompetencyProfileServiceClient, course_service_client::CourseServiceClient,
        credit_service_client::CreditServiceClient, onboarding_service_client::OnboardingServiceClient,
        pre_service_service_client::PreServiceServiceClient, probation_service_client::ProbationServiceClient,
        promotion_service_client::PromotionServiceClient, record_exchange_service_client::RecordExchangeServiceClient,
        record_service_client::RecordServiceClient, retirement_service_client::RetirementServiceClient,
        servant_service_client::ServantServiceClient, talent_box_service_client::TalentBoxServiceClient,
        training_hours_service_client::TrainingHoursServiceClient,
        training_session_service_client::TrainingSessionServiceClient,
    },
    delivery::v1::delivery_service_client::DeliveryServiceClient,
    evaluation::v1::{
        appraisal_service_client::AppraisalServiceClient, complaint_service_client::ComplaintServiceClient,
        programme_service_client::ProgrammeServiceClient, questionnaire_service_client::QuestionnaireServiceClient,
        servant_account_service_client::ServantAccountServiceClient, signal_service_client::SignalServiceClient,
        skp_plan_service_client::SkpPlanServiceClient, skp_view_service_client::SkpViewServiceClient,
        survey_service_client::SurveyServiceClient,
    },
    needs::v1::{
        competency_service_client::CompetencyServiceClient, consultation_service_client::ConsultationServiceClient,
        position_service_client::PositionServiceClient, projection_service_client::ProjectionServiceClient,
        proposal_service_client::ProposalServiceClient, reassessment_service_client::ReassessmentServiceClient,
        workload_service_client::WorkloadServiceClient,
    },
    recruitment::v1::{
        application_service_client::ApplicationServiceClient, vacancy_service_client::VacancyServiceClient,
        verification_service_client::VerificationServiceClient,
    },
};
use platform::{issuer::Issuer, telemetry};
use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};

/// A channel that says who calls.
pub type Caller = InterceptedService<Channel, Credentials>;

/// Adds a token and the current trace to each call.
#[derive(Clone)]
pub struct Credentials(MetadataValue<Ascii>);

impl Credentials {
    /// Calls with this token.
    pub fn new(token: &str) -> anyhow::Result<Self> {
        Ok(Self(format!("Bearer {}", token.trim()).parse()?))
    }
}

impl Interceptor for Credentials {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.0.clone());
        telemetry::inject(request.metadata_mut());
        Ok(request)
    }
}

/// Connections to the four services.
#[derive(Clone)]
pub struct Calls {
    channels: BTreeMap<&'static str, Channel>,
    issuer: Arc<Issuer>,
    tenants: Vec<String>,
}

impl Calls {
    /// Connections to a running system, for the province.
    pub fn to(system: &System) -> anyhow::Result<Self> {
        Self::to_addresses(&system.addresses, system.site.issuer.clone())
    }

    /// Connections to services at known addresses.
    pub fn to_addresses(addresses: &BTreeMap<&'static str, SocketAddr>, issuer: Arc<Issuer>) -> anyhow::Result<Self> {
        let connect = |(name, address): (&&'static str, &SocketAddr)| {
            let endpoint = Endpoint::from_shared(format!("http://{address}"))?.tcp_nodelay(true);
            Ok((*name, endpoint.connect_lazy()))
        };
        let channels = addresses.iter().map(connect).collect::<anyhow::Result<_>>()?;
        Ok(Self { channels, issuer, tenants: vec!["-".to_owned()] })
    }

    fn channel(&self, service: &str) -> Channel {
        let channel = self.channels.get(service).cloned();
        channel.unwrap_or_else(|| Endpoint::from_static("http://127.0.0.1:1").connect_lazy())
    }

    fn caller(&self, service: &str, role: &str) -> Caller {
        self.caller_as(&format!("demo-{role}"), service, role)
    }

    fn caller_as(&self, account: &str, service: &str, role: &str) -> Caller {
        let tenants: Vec<&str> = self.tenants.iter().map(String::as_str).collect();
        let token = self.issuer.token(account, &[role], &tenants, 12 * 3600).unwrap_or_default();
        // A token is ASCII; without one the service says clearly what is missing.
        let credentials = Credentials::new(&token).unwrap_or(Credentials(MetadataValue::from_static("Bearer")));
        InterceptedService::new(self.channel(service), credentials)
    }

    /// Units, positions and workload.
    pub fn positions(&self, role: &str) -> PositionServiceClient<Caller> {
        PositionServiceClient::new(self.caller("needs", role))
    }

    /// Proposals and needs.
    pub fn proposals(&self, role: &str) -> ProposalServiceClient<Caller> {
        ProposalServiceClient::new(self.caller("needs", role))
    }

    /// Needs and how they were computed.
    pub fn workloads(&self, role: &str) -> WorkloadServiceClient<Caller> {
        WorkloadServiceClient::new(self.caller("needs", role))
    }

    /// The next five years.
    pub fn projections(&self, role: &str) -> ProjectionServiceClient<Caller> {
        ProjectionServiceClient::new(self.caller("needs", role))
    }

    /// Reassessments and explanations.
    pub fn reassessments(&self, role: &str) -> ReassessmentServiceClient<Caller> {
        ReassessmentServiceClient::new(self.caller("needs", role))
    }

    /// Competencies and the standards of jobs.
    pub fn competencies(&self, role: &str) -> CompetencyServiceClient<Caller> {
        CompetencyServiceClient::new(self.caller("needs", role))
    }

    /// Public consultations and priorities.
    pub fn consultations(&self, role: &str) -> ConsultationServiceClient<Caller> {
        ConsultationServiceClient::new(self.caller("needs", role))
    }

    /// The same for somebody without an account.
    pub fn public_consultations(&self) -> ConsultationServiceClient<Channel> {
        ConsultationServiceClient::new(self.channel("needs"))
    }

    /// Boxes of the talent map.
    pub fn talent_boxes(&self, role: &str) -> TalentBoxServiceClient<Caller> {
        TalentBoxServiceClient::new(self.caller("career", role))
    }

    /// Vacancies.
    pub fn vacancies(&self, role: &str) -> VacancyServiceClient<Caller> {
        VacancyServiceClient::new(self.caller("recruitment", role))
    }

    /// The administrative selection.
    pub fn verifications(&self, role: &str) -> VerificationServiceClient<Caller> {
        VerificationServiceClient::new(self.caller("recruitment", role))
    }

    /// Applications and results.
    pub fn applications(&self, role: &str) -> ApplicationServiceClient<Caller> {
        ApplicationServiceClient::new(self.caller("recruitment", role))
    }

    /// Retirements.
    pub fn retirements(&self, role: &str) -> RetirementServiceClient<Caller> {
        RetirementServiceClient::new(self.caller("career", role))
    }

    /// Servants.
    pub fn servants(&self, role: &str) -> ServantServiceClient<Caller> {
        ServantServiceClient::new(self.caller("career", role))
    }

    /// Rows of servants' records.
    pub fn records(&self, role: &str) -> RecordServiceClient<Caller> {
        RecordServiceClient::new(self.caller("career", role))
    }

    /// Records in and out.
    pub fn record_exchange(&self, role: &str) -> RecordExchangeServiceClient<Caller> {
        RecordExchangeServiceClient::new(self.caller("career", role))
    }

    /// Tasks of the first year.
    pub fn onboardings(&self, role: &str) -> OnboardingServiceClient<Caller> {
        OnboardingServiceClient::new(self.caller("career", role))
    }

    /// Pre-service training.
    pub fn pre_services(&self, role: &str) -> PreServiceServiceClient<Caller> {
        PreServiceServiceClient::new(self.caller("career", role))
    }

    /// Probation and permanent appointment.
    pub fn probations(&self, role: &str) -> ProbationServiceClient<Caller> {
        ProbationServiceClient::new(self.caller("career", role))
    }

    /// Evidence of competencies.
    pub fn competency_evidence(&self, role: &str) -> CompetencyEvidenceServiceClient<Caller> {
        CompetencyEvidenceServiceClient::new(self.caller("career", role))
    }

    /// Competency profiles and gaps.
    pub fn competency_profiles(&self, role: &str) -> CompetencyProfileServiceClient<Caller> {
        CompetencyProfileServiceClient::new(self.caller("career", role))
    }

    /// The training catalogue.
    pub fn courses(&self, role: &str) -> CourseServiceClient<Caller> {
        CourseServiceClient::new(self.caller("career", role))
    }

    /// Training sessions, nominations and results.
    pub fn training_sessions(&self, role: &str) -> TrainingSessionServiceClient<Caller> {
        TrainingSessionServiceClient::new(self.caller("career", role))
    }

    /// Lesson hours.
    pub fn training_hours(&self, role: &str) -> TrainingHoursServiceClient<Caller> {
        TrainingHoursServiceClient::new(self.caller("career", role))
    }

    /// Credit points.
    pub fn credits(&self, role: &str) -> CreditServiceClient<Caller> {
        CreditServiceClient::new(self.caller("career", role))
    }

    /// Rank promotions.
    pub fn promotions(&self, role: &str) -> PromotionServiceClient<Caller> {
        PromotionServiceClient::new(self.caller("career", role))
    }

    /// Appraisals.
    pub fn appraisals(&self, role: &str) -> AppraisalServiceClient<Caller> {
        AppraisalServiceClient::new(self.caller("evaluation", role))
    }

    /// Which account is which servant.
    pub fn servant_accounts(&self, role: &str) -> ServantAccountServiceClient<Caller> {
        ServantAccountServiceClient::new(self.caller("evaluation", role))
    }

    /// What a servant sees of the own plans and ratings.
    pub fn own_views(&self, account: &str) -> SkpViewServiceClient<Caller> {
        SkpViewServiceClient::new(self.caller_as(account, "evaluation", "servant"))
    }

    /// A servant's steps in the own plans and ratings.
    pub fn own_plans(&self, account: &str) -> SkpPlanServiceClient<Caller> {
        SkpPlanServiceClient::new(self.caller_as(account, "evaluation", "servant"))
    }

    /// Surveys of those who use a service, as their office sees them.
    pub fn surveys(&self, role: &str) -> SurveyServiceClient<Caller> {
        SurveyServiceClient::new(self.caller("evaluation", role))
    }

    /// Questionnaires and published surveys, without a token.
    pub fn questionnaires(&self) -> QuestionnaireServiceClient<Channel> {
        QuestionnaireServiceClient::new(self.channel("evaluation"))
    }

    /// Public services and complaints.
    pub fn complaints(&self, role: &str) -> ComplaintServiceClient<Caller> {
        ComplaintServiceClient::new(self.caller("evaluation", role))
    }

    /// Signals of the quality of public services.
    pub fn quality_signals(&self, role: &str) -> SignalServiceClient<Caller> {
        SignalServiceClient::new(self.caller("evaluation", role))
    }

    /// Evaluations of programmes.
    pub fn programmes(&self, role: &str) -> ProgrammeServiceClient<Caller> {
        ProgrammeServiceClient::new(self.caller("evaluation", role))
    }

    /// The question what became of a need, to all four services.
    pub fn impact(&self, role: &str) -> Asker {
        let caller = |service| self.caller(service, role);
        Asker::through(caller("needs"), caller("recruitment"), caller("career"), caller("evaluation"))
    }

    /// Ledgers, watermarks and dead letters of one service.
    pub fn delivery(&self, service: &str, role: &str) -> DeliveryServiceClient<Caller> {
        DeliveryServiceClient::new(self.caller(service, role))
    }
}
