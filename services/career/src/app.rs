//! Puts the service together.

use crate::{
    SERVICE,
    commands::{PromotionBook, TalentBook, WelfareBook},
    config::Rules,
    domain::{
        competency_rules::CompetencyRules, correction_request::CorrectionRules, mentoring_rules::MentoringRules,
        onboarding_rules::OnboardingRules, professionalism::ProfessionalismRules, record_rules::RecordRules,
    },
    events::Incoming,
    grpc, rulesets,
};
use contracts::career::v1::{
    adaptation_service_server::AdaptationServiceServer, allowance_service_server::AllowanceServiceServer,
    award_service_server::AwardServiceServer, competency_evidence_service_server::CompetencyEvidenceServiceServer,
    competency_profile_service_server::CompetencyProfileServiceServer,
    correction_request_service_server::CorrectionRequestServiceServer, course_service_server::CourseServiceServer,
    credit_service_server::CreditServiceServer, development_item_service_server::DevelopmentItemServiceServer,
    exit_service_server::ExitServiceServer, facility_service_server::FacilityServiceServer,
    impact_service_server::ImpactServiceServer, mentorship_service_server::MentorshipServiceServer,
    onboarding_service_server::OnboardingServiceServer, own_record_service_server::OwnRecordServiceServer,
    pay_service_server::PayServiceServer, pre_service_service_server::PreServiceServiceServer,
    probation_service_server::ProbationServiceServer, promotion_service_server::PromotionServiceServer,
    record_exchange_service_server::RecordExchangeServiceServer, record_rules_service_server::RecordRulesServiceServer,
    record_service_server::RecordServiceServer, retirement_service_server::RetirementServiceServer,
    servant_service_server::ServantServiceServer, succession_service_server::SuccessionServiceServer,
    talent_box_service_server::TalentBoxServiceServer, training_hours_service_server::TrainingHoursServiceServer,
    training_plan_service_server::TrainingPlanServiceServer,
    training_session_service_server::TrainingSessionServiceServer, transfer_service_server::TransferServiceServer,
    welfare_report_service_server::WelfareReportServiceServer,
    work_agreement_service_server::WorkAgreementServiceServer,
};
use platform::{App, Clock, Kit, Settings, grpc::MESSAGE_LIMIT};
use std::sync::Arc;
use tonic::service::Routes;

/// Builds the service; it serves when it is run.
pub async fn build(settings: &Settings<Rules>, clock: Clock) -> anyhow::Result<App<Incoming>> {
    let books = Books::choose(&settings.rules)?;
    let incoming = Incoming { onboarding: books.onboarding.clone(), competency: books.competency.clone() };
    App::build(&SERVICE, settings, clock, incoming, |kit| {
        let routes = record(kit, &books);
        let routes = first_year(routes, kit, &books);
        let routes = competency(routes, kit, &books);
        let routes = training(routes, kit, &books);
        let routes = promotion(routes, kit, &books);
        let routes = talent(routes, kit, &books);
        let routes = welfare(routes, kit, &books);
        let routes = departure(routes, kit, &books);
        impact(own_view(routes, kit, &books), kit)
    })
    .await
}

/// The rulesets in use.
struct Books {
    record: Arc<RecordRules>,
    onboarding: Arc<OnboardingRules>,
    competency: Arc<CompetencyRules>,
    professionalism: ProfessionalismRules,
    mentoring: Arc<MentoringRules>,
    promotion: Arc<PromotionBook>,
    talent: Arc<TalentBook>,
    welfare: Arc<WelfareBook>,
    corrections: Arc<CorrectionRules>,
}

impl Books {
    /// Those that the configuration names.
    fn choose(rules: &Rules) -> anyhow::Result<Self> {
        let competency = Arc::new(rulesets::competency::profile_rules(&rules.competency)?);
        let professionalism = rulesets::competency::professionalism_rules(&rules.professionalism)?;
        let promotion = PromotionBook {
            rules: rulesets::promotion::find(&rules.promotion)?,
            credit: rulesets::credit_ruleset(&rules.credit)?,
            competency: competency.clone(),
        };
        let talent = TalentBook {
            rules: rulesets::talent::find(&rules.talent)?,
            transfers: rulesets::transfer::find(&rules.transfer)?,
            promotions: promotion.rules.clone(),
            levels: professionalism.clone(),
            competency: competency.clone(),
        };
        let welfare = WelfareBook {
            rules: rulesets::welfare::find(&rules.welfare)?,
            pay: rulesets::pay_tables()?,
            allowances: rulesets::allowance::all(&rules.allowance)?,
            allowance: rules.allowance.clone(),
        };
        Ok(Self {
            record: Arc::new(rulesets::record::find(&rules.record, &promotion.rules)?),
            onboarding: Arc::new(rulesets::onboarding::find(&rules.onboarding)?),
            competency,
            professionalism,
            mentoring: Arc::new(rulesets::mentoring::find(&rules.mentoring)?),
            promotion: Arc::new(promotion),
            talent: Arc::new(talent),
            welfare: Arc::new(welfare),
            corrections: Arc::new(rulesets::correction::find(&rules.correction)?),
        })
    }
}

/// Servants, the histories of their records, and exchange with others.
fn record(kit: &Kit, books: &Books) -> Routes {
    let (rules, competency) = (books.record.clone(), books.competency.clone());
    let servants = grpc::servants::Servants { kit: kit.clone(), competency: competency.clone() };
    let records = grpc::records::Records { kit: kit.clone(), rules: rules.clone(), competency: competency.clone() };
    let exchanges = grpc::exchanges::Exchanges { kit: kit.clone(), rules: rules.clone(), competency };
    let record_books = grpc::record_books::RecordBooks { kit: kit.clone(), rules };
    Routes::new(ServantServiceServer::new(servants).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(RecordServiceServer::new(records).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(RecordExchangeServiceServer::new(exchanges).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(RecordRulesServiceServer::new(record_books).max_decoding_message_size(MESSAGE_LIMIT))
}

/// The first year: tasks, pre-service training, probation, agreements, follow-ups.
fn first_year(routes: Routes, kit: &Kit, books: &Books) -> Routes {
    let (rules, competency) = (books.onboarding.clone(), books.competency.clone());
    let onboardings = grpc::onboardings::Onboardings { kit: kit.clone(), rules: rules.clone() };
    let pre_services = grpc::pre_services::PreServices { kit: kit.clone(), rules: rules.clone() };
    let probations =
        grpc::probations::Probations { kit: kit.clone(), rules: rules.clone(), competency: competency.clone() };
    let agreements = grpc::work_agreements::WorkAgreements { kit: kit.clone(), rules: rules.clone() };
    let adaptations = grpc::adaptations::Adaptations { kit: kit.clone(), rules, competency };
    routes
        .add_service(OnboardingServiceServer::new(onboardings).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(PreServiceServiceServer::new(pre_services).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(ProbationServiceServer::new(probations).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(WorkAgreementServiceServer::new(agreements).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(AdaptationServiceServer::new(adaptations).max_decoding_message_size(MESSAGE_LIMIT))
}

/// Evidence, profiles, plans and mentoring.
fn competency(routes: Routes, kit: &Kit, books: &Books) -> Routes {
    let rules = books.competency.clone();
    let professionalism = books.professionalism.clone();
    let smallest = books.welfare.rules.equity.smallest_cell;
    let evidence = grpc::competency_evidence::CompetencyEvidences { kit: kit.clone(), rules: rules.clone() };
    let profiles = grpc::competency_profiles::CompetencyProfiles {
        kit: kit.clone(),
        rules: rules.clone(),
        professionalism,
        smallest,
    };
    let development = grpc::development_items::DevelopmentItems { kit: kit.clone() };
    let mentorships =
        grpc::mentorships::Mentorships { kit: kit.clone(), rules: books.mentoring.clone(), competency: rules };
    routes
        .add_service(CompetencyEvidenceServiceServer::new(evidence).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(CompetencyProfileServiceServer::new(profiles).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(DevelopmentItemServiceServer::new(development).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(MentorshipServiceServer::new(mentorships).max_decoding_message_size(MESSAGE_LIMIT))
}

/// Courses, sessions, hours and plans.
fn training(routes: Routes, kit: &Kit, books: &Books) -> Routes {
    let (competency, smallest) = (books.competency.clone(), books.welfare.rules.equity.smallest_cell);
    let courses = grpc::courses::Courses { kit: kit.clone(), competency: competency.clone(), smallest };
    let sessions = grpc::training_sessions::TrainingSessions { kit: kit.clone(), competency: competency.clone() };
    let hours = grpc::training_hours::TrainingHours { kit: kit.clone(), competency, smallest };
    let plans = grpc::training_plans::TrainingPlans { kit: kit.clone(), smallest };
    routes
        .add_service(CourseServiceServer::new(courses).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(TrainingSessionServiceServer::new(sessions).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(TrainingHoursServiceServer::new(hours).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(TrainingPlanServiceServer::new(plans).max_decoding_message_size(MESSAGE_LIMIT))
}

/// Promotions and credit points.
fn promotion(routes: Routes, kit: &Kit, books: &Books) -> Routes {
    let promotions = grpc::promotions::Promotions { kit: kit.clone(), book: books.promotion.clone() };
    let credits = grpc::credits::Credits { kit: kit.clone(), book: books.promotion.clone() };
    routes
        .add_service(PromotionServiceServer::new(promotions).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(CreditServiceServer::new(credits).max_decoding_message_size(MESSAGE_LIMIT))
}

/// Boxes, pools and transfers.
fn talent(routes: Routes, kit: &Kit, books: &Books) -> Routes {
    let boxes = grpc::talent_boxes::TalentBoxes { kit: kit.clone(), book: books.talent.clone() };
    let successions = grpc::successions::Successions { kit: kit.clone(), book: books.talent.clone() };
    let transfers = grpc::transfers::Transfers { kit: kit.clone(), book: books.talent.clone() };
    routes
        .add_service(TalentBoxServiceServer::new(boxes).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(SuccessionServiceServer::new(successions).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(TransferServiceServer::new(transfers).max_decoding_message_size(MESSAGE_LIMIT))
}

/// Pay, allowances, facilities, awards and their reports.
fn welfare(routes: Routes, kit: &Kit, books: &Books) -> Routes {
    let pays = grpc::pays::Pays { kit: kit.clone(), book: books.welfare.clone() };
    let allowances = grpc::allowances::Allowances { kit: kit.clone(), book: books.welfare.clone() };
    let facilities = grpc::facilities::Facilities { kit: kit.clone() };
    let awards = grpc::awards::Awards { kit: kit.clone(), book: books.welfare.clone() };
    let reports = grpc::welfare_reports::WelfareReports { kit: kit.clone(), book: books.welfare.clone() };
    routes
        .add_service(PayServiceServer::new(pays).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(AllowanceServiceServer::new(allowances).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(FacilityServiceServer::new(facilities).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(AwardServiceServer::new(awards).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(WelfareReportServiceServer::new(reports).max_decoding_message_size(MESSAGE_LIMIT))
}

/// Retirements and exits.
fn departure(routes: Routes, kit: &Kit, books: &Books) -> Routes {
    let retirements = grpc::retirements::Retirements { kit: kit.clone() };
    let exits = grpc::exits::Exits { kit: kit.clone(), competency: books.competency.clone() };
    routes
        .add_service(RetirementServiceServer::new(retirements).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(ExitServiceServer::new(exits).max_decoding_message_size(MESSAGE_LIMIT))
}

/// What servants see and ask of themselves, and what the office answers.
fn own_view(routes: Routes, kit: &Kit, books: &Books) -> Routes {
    let own = grpc::own_records::OwnRecords {
        kit: kit.clone(),
        competency: books.competency.clone(),
        record: books.record.clone(),
        promotion: books.promotion.clone(),
        corrections: books.corrections.clone(),
    };
    let corrections = grpc::correction_requests::CorrectionRequests { kit: kit.clone() };
    routes
        .add_service(OwnRecordServiceServer::new(own).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(CorrectionRequestServiceServer::new(corrections).max_decoding_message_size(MESSAGE_LIMIT))
}

/// Who came for a need.
fn impact(routes: Routes, kit: &Kit) -> Routes {
    let impacts = grpc::need_impacts::NeedImpacts { kit: kit.clone() };
    routes.add_service(ImpactServiceServer::new(impacts).max_decoding_message_size(MESSAGE_LIMIT))
}
