//! People in their first year, and the desk that looks after them. It is 2 May 2025, the second day of service.

use crate::{Career, HR, appointment, assign_nip};
use contracts::{
    career::v1::{
        self as pb, adaptation_service_client::AdaptationServiceClient,
        onboarding_service_client::OnboardingServiceClient, pre_service_service_client::PreServiceServiceClient,
        probation_service_client::ProbationServiceClient, work_agreement_service_client::WorkAgreementServiceClient,
    },
    google::r#type::Date,
    recruitment::events::v1::{CandidateAppointed, candidate_appointed::Employment},
};
use platform::testing::TENANT;
use tonic::{Response, Status, transport::Channel};
use uuid::Uuid;

pub(crate) const PPK: &[&str] = &["appointing_authority"];
pub(crate) const ASPECTS: [&str; 6] = ["tasks", "quality", "procedures", "teamwork", "service", "technology"];

pub(crate) type Answer<T> = Result<Response<T>, Status>;

pub(crate) fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

pub(crate) fn instansi() -> String {
    format!("instansi/{TENANT}")
}

/// The name of something that is not there.
pub(crate) fn absent(collection: &str) -> String {
    format!("{}/{collection}/{}", instansi(), Uuid::from_u128(1))
}

fn id_of(name: &str) -> Uuid {
    name.rsplit('/').next().unwrap().parse().unwrap()
}

/// The service and everything of the first year.
pub(crate) struct FirstYear {
    pub(crate) career: Career,
    pub(crate) onboardings: OnboardingServiceClient<Channel>,
    pub(crate) pre_services: PreServiceServiceClient<Channel>,
    pub(crate) probations: ProbationServiceClient<Channel>,
    pub(crate) agreements: WorkAgreementServiceClient<Channel>,
    pub(crate) adaptations: AdaptationServiceClient<Channel>,
    people: i64,
}

impl FirstYear {
    pub(crate) async fn start() -> Self {
        let career = Career::start().await;
        let channel = career.harness.channel.clone();
        Self {
            onboardings: OnboardingServiceClient::new(channel.clone()),
            pre_services: PreServiceServiceClient::new(channel.clone()),
            probations: ProbationServiceClient::new(channel.clone()),
            agreements: WorkAgreementServiceClient::new(channel.clone()),
            adaptations: AdaptationServiceClient::new(channel),
            career,
            people: 0,
        }
    }

    /// Moves the clock to noon in western Indonesia.
    pub(crate) fn on(&self, day: &str) {
        self.career.harness.clock.set(format!("{day}T05:00:00Z").parse().unwrap());
    }

    /// Somebody appointed on 1 May 2025 who has a number: on probation.
    pub(crate) async fn civil_servant(&mut self) -> pb::Servant {
        let event = appointment(self.people + 1);
        let servant = self.person(event).await;
        let request = assign_nip(&servant, &format!("19860926202505100{}", self.people), "");
        self.career.client.assign_nip(self.career.harness.request(HR, request)).await.unwrap().into_inner()
    }

    /// Somebody with a work agreement from 1 May 2025 on.
    pub(crate) async fn employee(&mut self) -> pb::Servant {
        let event = CandidateAppointed { employment: Employment::Pppk.into(), ..appointment(self.people + 1) };
        self.person(event).await
    }

    async fn person(&mut self, event: CandidateAppointed) -> pb::Servant {
        self.people += 1;
        let harness = &self.career.harness;
        harness.deliver("recruitment", self.people, &event.application, &event).await.unwrap();
        harness.applied("recruitment", self.people).await;
        self.career.by_application(&event.application).await.remove(0)
    }

    /// The superior as whom tests call: a servant of the same unit, without a first year of the own.
    pub(crate) async fn superior(&mut self) {
        let pool = self.career.harness.pool.clone();
        if self.number("SELECT count(*) FROM career.servants WHERE account = 'tester'").await > 0 {
            return;
        }
        let one = self.person(appointment(self.people + 1)).await;
        self.link(&one, "tester").await;
        for sql in [
            "DELETE FROM career.onboarding_tasks WHERE servant_id = $1",
            "DELETE FROM career.onboardings WHERE servant_id = $1",
            "INSERT INTO career.positions (position, instansi, version, title, unit, unit_path)
             SELECT position, instansi, 0, 'Jabatan', 'own', 'Dinas Contoh' FROM career.placements WHERE servant_id = $1
             ON CONFLICT DO NOTHING",
        ] {
            sqlx::query(sql).bind(id_of(&one.name)).execute(&pool).await.unwrap();
        }
    }

    /// The servant as of now.
    pub(crate) async fn again(&mut self, servant: &pb::Servant) -> pb::Servant {
        let request = pb::GetServantRequest { name: servant.name.clone() };
        self.career.client.get_servant(self.career.harness.request(HR, request)).await.unwrap().into_inner()
    }

    /// Links the servant with the account that tests call by.
    pub(crate) async fn link(&self, servant: &pb::Servant, account: &str) {
        let linked = "UPDATE career.servants SET account = $2 WHERE servant_id = $1";
        let linked = sqlx::query(linked).bind(id_of(&servant.name)).bind(account);
        linked.execute(&self.career.harness.pool).await.unwrap();
    }

    /// Lets the servant leave beside the service.
    pub(crate) async fn leave(&self, servant: &pb::Servant) {
        let left = "UPDATE career.servants SET state = 'left', last_day = '2025-05-02' WHERE servant_id = $1";
        sqlx::query(left).bind(id_of(&servant.name)).execute(&self.career.harness.pool).await.unwrap();
    }

    /// Notes a rating as evaluation would have told it.
    pub(crate) async fn rated(&self, servant: &pb::Servant, year: i32, rating: &str) {
        let noted = "INSERT INTO career.ratings (servant_id, year, instansi, rating) VALUES ($1, $2, $3, $4)
                     ON CONFLICT (servant_id, year) DO UPDATE SET rating = excluded.rating";
        let noted = sqlx::query(noted).bind(id_of(&servant.name)).bind(year).bind(TENANT).bind(rating);
        noted.execute(&self.career.harness.pool).await.unwrap();
    }

    pub(crate) fn registration(servant: &pb::Servant) -> pb::RegisterPreServiceRequest {
        pb::RegisterPreServiceRequest {
            servant: servant.name.clone(),
            provider: "BPSDM".into(),
            batch: "XII".into(),
            start_date: date(2025, 8, 1),
            request_id: String::new(),
        }
    }

    pub(crate) async fn register(&mut self, message: pb::RegisterPreServiceRequest) -> Answer<pb::PreService> {
        self.pre_services.register_pre_service(self.career.harness.request(HR, message)).await
    }

    pub(crate) fn part(training: &pb::PreService, code: &str, hours: i64) -> pb::RecordPreServicePartRequest {
        let project = if code == "habituation" { "Antrean daring" } else { "" };
        let part = pb::PreServicePart {
            code: code.into(),
            start_date: date(2025, 8, 1),
            end_date: date(2025, 8, 20),
            hours,
            project: project.into(),
        };
        let (name, etag) = (training.name.clone(), training.etag.clone());
        pb::RecordPreServicePartRequest { name, etag, part: Some(part), request_id: String::new() }
    }

    pub(crate) async fn go_through(&mut self, message: pb::RecordPreServicePartRequest) -> Answer<pb::PreService> {
        self.pre_services.record_pre_service_part(self.career.harness.request(HR, message)).await
    }

    pub(crate) fn outcome(training: &pb::PreService, passed: bool) -> pb::RecordPreServiceResultRequest {
        pb::RecordPreServiceResultRequest {
            name: training.name.clone(),
            etag: training.etag.clone(),
            passed,
            certificate_number: if passed { "STTP-1".into() } else { String::new() },
            result_date: date(2025, 11, 1),
            request_id: String::new(),
        }
    }

    pub(crate) async fn result(&mut self, message: pb::RecordPreServiceResultRequest) -> Answer<pb::PreService> {
        self.pre_services.record_pre_service_result(self.career.harness.request(HR, message)).await
    }

    /// Registers for Latsar, goes through all parts and passes; it is 2 November 2025 afterwards.
    pub(crate) async fn passes_latsar(&mut self, servant: &pb::Servant) -> pb::PreService {
        let mut training = self.register(Self::registration(servant)).await.unwrap().into_inner();
        self.on("2025-11-02");
        for (code, hours) in [("mooc", 48), ("distance", 200), ("habituation", 320), ("classical", 79)] {
            training = self.go_through(Self::part(&training, code, hours)).await.unwrap().into_inner();
        }
        self.result(Self::outcome(&training, true)).await.unwrap().into_inner()
    }

    pub(crate) fn statement(servant: &pb::Servant, healthy: bool) -> pb::RecordHealthStatementRequest {
        pb::RecordHealthStatementRequest {
            name: servant.name.clone(),
            etag: servant.etag.clone(),
            statement_date: date(2025, 11, 1),
            number: "440/77/RSUD".into(),
            facility: "RSUD Contoh".into(),
            healthy,
            request_id: String::new(),
        }
    }

    pub(crate) async fn state_health(&mut self, message: pb::RecordHealthStatementRequest) -> Answer<pb::Servant> {
        self.probations.record_health_statement(self.career.harness.request(HR, message)).await
    }

    pub(crate) async fn probation(&mut self, servant: &pb::Servant, day: Option<Date>) -> pb::Probation {
        let request = pb::GetProbationRequest { name: servant.name.clone(), day };
        self.probations.get_probation(self.career.harness.request(HR, request)).await.unwrap().into_inner()
    }

    pub(crate) fn decree(servant: &pb::Servant, on: Option<Date>) -> pb::AppointPermanentRequest {
        pb::AppointPermanentRequest {
            name: servant.name.clone(),
            etag: servant.etag.clone(),
            appointment_date: on,
            decree_number: "821/1/PNS".into(),
            decree_date: on,
            request_id: String::new(),
        }
    }

    pub(crate) async fn appoint(&mut self, message: pb::AppointPermanentRequest) -> Answer<pb::Servant> {
        self.probations.appoint_permanent(self.career.harness.request(PPK, message)).await
    }

    pub(crate) async fn sweep(&mut self) -> pb::SweepOnboardingWarningsResponse {
        let request = pb::SweepOnboardingWarningsRequest { parent: instansi(), request_id: String::new() };
        let request = self.career.harness.request(&["integration"], request);
        self.probations.sweep_onboarding_warnings(request).await.unwrap().into_inner()
    }

    pub(crate) async fn number(&self, sql: &'static str) -> i64 {
        self.career.harness.number(sql).await
    }
}

/// Answers of the same level for every aspect.
pub(crate) fn answers(level: i32) -> Vec<pb::AspectAnswer> {
    ASPECTS.iter().map(|aspect| pb::AspectAnswer { aspect: (*aspect).into(), level }).collect()
}
