//! A whole career on real services: appointed, on probation, found lacking and trained, promoted by points, and told to retire;
//! the seat that becomes vacant is a need of its year.

mod schooling;

use contracts::{
    career::v1::{self as pb, promotion, servant},
    evaluation::v1::Rating,
    google::r#type::Date,
    needs::v1::{self as needs, position::JobLevel},
};
use platform::{
    Clock,
    testing::{TENANT, reason},
};
use sqlx::AssertSqlSafe;
use system_tests::world::{
    World, checks,
    office::{Office, Post},
    people::Person,
    until,
};
use tonic::{Response, Status};

/// A teacher retires at 60, whatever the level. Two come, so that one has a superior.
const TEACHER: Post = Post { title: "GURU", incumbents: 1, lacking: 2 };
/// Born on 1 January 1995.
const CANDIDATE: Person = Person(0);
const HR: &str = "hr_officer";
const AUTHORITY: &str = "appointing_authority";

fn parent() -> String {
    format!("instansi/{TENANT}")
}

fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

/// One teacher's career, on a clock that the test moves.
struct Career {
    world: World,
    clock: Clock,
    servant: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_appointment_to_the_need_that_the_retirement_leaves() {
    let career = Career::begin().await;
    career.probation().await;
    career.gap_found().await;
    career.trained().await;
    career.gap_closed().await;
    career.points().await;
    career.promoted().await;
    career.retirement_told().await;
    career.retirement_projected().await;
    let people: Vec<Person> = (0..3).map(Person).collect();
    checks::nothing_personal(&mut career.world.connection().await, &people).await;
    career.world.end().await;
}

impl Career {
    /// Recruited as of today, with a first day of 1 June 2025.
    async fn begin() -> Self {
        let clock = Clock::fixed(jiff::Timestamp::now());
        let world = World::with(|site| site.clock = clock.clone()).await;
        let office = &world.office;
        let (selected, _) = office.select(&[TEACHER], 9).await;
        office.define_jobs(&[TEACHER], JobLevel::AhliPertama).await;
        checks::settle(&world.pool).await;
        office.appoint_all(&selected, || {}).await;
        let servant = office.servant_of(&selected[0].name).await;
        let servant = office.assign_nip(&servant, CANDIDATE).await.name;
        checks::settle(&world.pool).await;
        Self { world, clock, servant }
    }

    fn office(&self) -> &Office {
        &self.world.office
    }

    /// Moves the clock to ten in the morning in western Indonesia.
    fn on(&self, day: &str) {
        self.clock.set(format!("{day}T03:00:00Z").parse().unwrap());
    }

    async fn etag(&self) -> String {
        self.office().servant(&self.servant).await.etag
    }

    /// How often career told an event of this kind.
    async fn told(&self, kind: &str) -> i64 {
        checks::settle(&self.world.pool).await;
        let sql = format!("SELECT count(*) FROM career.ledger WHERE type = 'asn.career.events.v1.{kind}'");
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&self.world.pool).await.unwrap()
    }

    /// The year of probation: refused until everything is met, then appointed for good.
    async fn probation(&self) {
        self.on("2028-01-10");
        self.tasks().await;
        let refused = self.appoint(day(2026, 6, 1)).await.unwrap_err();
        assert_eq!(reason(&refused), "PROBATION_UNMET");
        self.pass_latsar().await;
        self.office().appraise_year(&self.servant, 2025, Rating::Above).await;
        checks::settle(&self.world.pool).await;
        self.found_healthy().await;
        let early = self.appoint(day(2026, 5, 31)).await.unwrap_err();
        assert_eq!(reason(&early), "PROBATION_UNMET", "the year is not over");
        let appointed = self.appoint(day(2026, 6, 1)).await.unwrap().into_inner();
        assert_eq!(appointed.state(), servant::State::InService);
        assert_eq!(self.told("ProbationEnded").await, 1);
    }

    /// The office does what the first year asks of it.
    async fn tasks(&self) {
        let mut client = self.office().calls.onboardings(HR);
        let open = pb::ListOnboardingTasksRequest {
            parent: parent(),
            servant: self.servant.clone(),
            owner: pb::onboarding_task::Owner::Hr.into(),
            open_only: true,
            ..Default::default()
        };
        let tasks = client.list_onboarding_tasks(open.clone()).await.unwrap().into_inner().tasks;
        assert!(!tasks.is_empty(), "the first year asks nothing of the office");
        for task in tasks {
            let (name, etag) = (task.name, task.etag);
            let request =
                pb::CompleteOnboardingTaskRequest { name, etag, note: "selesai".into(), ..Default::default() };
            client.complete_onboarding_task(request).await.unwrap();
        }
        assert!(client.list_onboarding_tasks(open).await.unwrap().into_inner().tasks.is_empty());
    }

    async fn pass_latsar(&self) {
        let mut client = self.office().calls.pre_services(HR);
        let request = pb::RegisterPreServiceRequest {
            servant: self.servant.clone(),
            provider: "BPSDM".into(),
            batch: "XII".into(),
            start_date: day(2025, 8, 1),
            ..Default::default()
        };
        let mut training = client.register_pre_service(request).await.unwrap().into_inner();
        for (code, hours) in [("mooc", 48), ("distance", 200), ("habituation", 320), ("classical", 79)] {
            let part = pb::PreServicePart {
                code: code.into(),
                start_date: day(2025, 8, 1),
                end_date: day(2025, 8, 20),
                hours,
                project: if code == "habituation" { "Antrean daring".into() } else { String::new() },
            };
            let (name, etag, part) = (training.name, training.etag, Some(part));
            let request = pb::RecordPreServicePartRequest { name, etag, part, ..Default::default() };
            training = client.record_pre_service_part(request).await.unwrap().into_inner();
        }
        let request = pb::RecordPreServiceResultRequest {
            name: training.name,
            etag: training.etag,
            passed: true,
            certificate_number: "STTP-1".into(),
            result_date: day(2025, 11, 1),
            ..Default::default()
        };
        let passed = client.record_pre_service_result(request).await.unwrap().into_inner();
        assert_eq!(passed.state(), pb::pre_service::State::Passed);
    }

    async fn found_healthy(&self) {
        let request = pb::RecordHealthStatementRequest {
            name: self.servant.clone(),
            etag: self.etag().await,
            statement_date: day(2026, 5, 4),
            number: "440/77/RSUD".into(),
            facility: "RSUD Contoh".into(),
            healthy: true,
            ..Default::default()
        };
        self.office().calls.probations(HR).record_health_statement(request).await.unwrap();
    }

    async fn appoint(&self, first_day: Option<Date>) -> Result<Response<pb::Servant>, Status> {
        let request = pb::AppointPermanentRequest {
            name: self.servant.clone(),
            etag: self.etag().await,
            appointment_date: first_day,
            decree_number: "821/1/PNS".into(),
            decree_date: first_day,
            ..Default::default()
        };
        self.office().calls.probations(AUTHORITY).appoint_permanent(request).await
    }

    /// Four good years become the fifty points that the next rank takes.
    async fn points(&self) {
        self.on("2030-01-10");
        self.hold_first_rank().await;
        for year in 2026..=2029 {
            self.office().appraise_year(&self.servant, year, Rating::Above).await;
        }
        checks::settle(&self.world.pool).await;
        for year in 2026..=2029 {
            let request = pb::ConvertRatingsRequest {
                parent: parent(),
                year,
                document_number: format!("{year}/PAK"),
                document_date: day(2030, 1, 9),
                ..Default::default()
            };
            let converted = self.office().calls.credits(HR).convert_ratings(request).await.unwrap().into_inner();
            assert_eq!(converted.converted, 1, "{year}");
        }
        let request = pb::GetCreditDocumentRequest { servant: self.servant.clone(), level: "ahli_pertama".into() };
        let document = self.office().calls.credits(HR).get_credit_document(request).await.unwrap().into_inner();
        assert_eq!((document.credits.len(), document.rank_points), (4, 50));
        assert!(document.suffices_for_rank, "{} points", document.total);
    }

    async fn hold_first_rank(&self) {
        let rank = pb::HeldRank {
            rank: "III/a".into(),
            rank_kind: "211".into(),
            start_date: day(2025, 6, 1),
            decree_number: "813/1/CPNS".into(),
            decree_date: day(2025, 5, 20),
            ..Default::default()
        };
        let (name, etag, rank) = (self.servant.clone(), self.etag().await, Some(rank));
        let request = pb::RecordRankRequest { name, etag, rank, ..Default::default() };
        self.office().calls.records(HR).record_rank(request).await.unwrap();
    }

    /// Proposed, approved by the national agency, decided.
    async fn promoted(&self) {
        let mut office = self.office().calls.promotions(HR);
        let effective = day(2030, 2, 1);
        let request = pb::GetNextPromotionRequest { servant: self.servant.clone(), ..Default::default() };
        let next = office.get_next_promotion(request).await.unwrap().into_inner();
        assert_eq!((next.to_rank.as_str(), next.earliest_date), ("III/b", effective));
        let (parent, effective_date) = (self.servant.clone(), effective);
        let request = pb::ProposePromotionRequest { parent, effective_date, ..Default::default() };
        let proposed = office.propose_promotion(request).await.unwrap().into_inner();
        let request = pb::RecordTechnicalApprovalRequest {
            name: proposed.name,
            etag: proposed.etag,
            number: "PG-1/PERTEK".into(),
            date: day(2030, 1, 10),
            ..Default::default()
        };
        let approved = office.record_technical_approval(request).await.unwrap().into_inner();
        let request = pb::DecidePromotionRequest {
            name: approved.name,
            etag: approved.etag,
            number: "823/1/SK".into(),
            date: day(2030, 1, 10),
            ..Default::default()
        };
        let granted = self.office().calls.promotions(AUTHORITY).decide_promotion(request).await.unwrap().into_inner();
        assert_eq!((granted.state(), granted.to_rank.as_str()), (promotion::State::Granted, "III/b"));
        let request = pb::ListRanksRequest { parent: self.servant.clone(), ..Default::default() };
        let ranks = self.office().calls.records(HR).list_ranks(request).await.unwrap().into_inner().ranks;
        assert!(ranks.iter().any(|held| held.rank == "III/b" && held.start_date == effective), "{ranks:?}");
        assert_eq!(self.told("Promoted").await, 1);
    }

    /// Told once, when it comes near.
    async fn retirement_told(&self) {
        let request = pb::GetRetirementRequest { servant: self.servant.clone() };
        let found = self.office().calls.retirements(HR).get_retirement(request).await.unwrap().into_inner();
        assert_eq!((found.age, found.retirement_date), (60, day(2055, 2, 1)));
        self.on("2054-03-01");
        assert_eq!((self.sweep().await.told, self.sweep().await.told), (1, 0));
        assert_eq!(self.told("RetirementApproaching").await, 1);
    }

    async fn sweep(&self) -> pb::SweepRetirementNoticesResponse {
        let request = pb::SweepRetirementNoticesRequest { parent: parent(), ..Default::default() };
        let mut client = self.office().calls.retirements("integration");
        client.sweep_retirement_notices(request).await.unwrap().into_inner()
    }

    async fn retirement_projected(&self) {
        until("needs counts who will retire", async || {
            let request =
                needs::ProjectNeedsRequest { parent: parent(), base_year: 2053, page_size: 1000, ..Default::default() };
            let projected = self.office().calls.projections("analyst").project_needs(request).await.ok()?.into_inner();
            let teachers = projected.positions.into_iter().find(|position| position.title == TEACHER.title)?;
            let retiring: Vec<i64> = teachers.years.iter().map(|year| year.retirements).collect();
            (retiring == [0, 1, 0, 0, 0]).then_some(())
        })
        .await;
    }
}
