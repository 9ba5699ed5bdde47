//! A servant whose rating of 2024 was Kurang, final on 31 January 2025, and the steps that follow.

use crate::{
    PARENT,
    skp_world::{Answer, HR, PERSON, Team},
};
use contracts::{
    evaluation::v1::{
        self as pb, discipline_service_client::DisciplineServiceClient,
        improvement_service_client::ImprovementServiceClient,
    },
    google::r#type::Date,
};
use platform::testing::TENANT;
use tonic::{Request, transport::Channel};
use uuid::Uuid;

pub(crate) const AUTHORITY: &[&str] = &["appointing_authority"];

/// The people serve since before the rating.
const LONG_SERVING: &str = "WITH moved AS (UPDATE evaluation.servants SET appointment_date = '2015-01-01' RETURNING 1)
    SELECT count(*) FROM moved";

pub(crate) fn day(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}

/// The people of [`Team`]; Siti was rated low, Budi coaches, Dewi is the appointing authority.
pub(crate) struct Path {
    pub(crate) team: Team,
    pub(crate) cases: ImprovementServiceClient<Channel>,
    pub(crate) disciplines: DisciplineServiceClient<Channel>,
}

impl Path {
    pub(crate) async fn start() -> Self {
        let team = Team::start().await;
        team.evaluation.harness.number(LONG_SERVING).await;
        let channel = || team.evaluation.harness.channel.clone();
        let cases = ImprovementServiceClient::new(channel());
        let disciplines = DisciplineServiceClient::new(channel());
        Self { team, cases, disciplines }
    }

    pub(crate) fn person<M>(&self, who: &str, message: M) -> Request<M> {
        self.team.evaluation.harness.request_as(who, PERSON, &[TENANT], message)
    }

    pub(crate) fn authority<M>(&self, message: M) -> Request<M> {
        self.team.evaluation.harness.request_as("dewi", AUTHORITY, &[TENANT], message)
    }

    pub(crate) fn office<M>(&self, message: M) -> Request<M> {
        self.team.evaluation.harness.request_as("office", HR, &[TENANT], message)
    }

    /// A final rating of 2024, of 31 January 2025: given by Budi, and the servant was silent.
    pub(crate) async fn rating(&mut self, who: &str, result: pb::Rating, behaviour: pb::Rating) -> pb::Appraisal {
        self.team.on("2025-01-10");
        let rated = self.team.rate_alone(who, 2024, (result, behaviour)).await;
        self.team.on("2025-01-31");
        let finalise = pb::FinaliseAppraisalRequest { name: rated.name, etag: rated.etag, ..Default::default() };
        let request = self.office(finalise);
        self.team.evaluation.appraisals.finalise_appraisal(request).await.unwrap().into_inner()
    }

    /// Siti's rating: Kurang.
    pub(crate) async fn low(&mut self) -> pb::Appraisal {
        self.rating("siti", pb::Rating::Meets, pb::Rating::Below).await
    }

    pub(crate) fn warn_of(rating: &pb::Appraisal) -> pb::WarnServantRequest {
        pb::WarnServantRequest {
            appraisal: rating.name.clone(),
            track: String::new(),
            reason: "Siti sering terlambat".into(),
            document_number: "800/1/2025".into(),
            request_id: String::new(),
        }
    }

    pub(crate) async fn warn(&mut self, who: &str, rating: &pb::Appraisal) -> Answer<pb::ImprovementCase> {
        let request = self.person(who, Self::warn_of(rating));
        self.cases.warn_servant(request).await
    }

    pub(crate) async fn coach(&mut self, who: &str, case: &pb::ImprovementCase) -> Answer<pb::ImprovementCase> {
        let goal = pb::ImprovementGoal { text: "Hadir tepat waktu".into(), due_date: Some(day(2025, 7, 31)) };
        let request = pb::OpenCoachingRequest {
            name: case.name.clone(),
            etag: case.etag.clone(),
            goals: vec![goal],
            reason: "Rencana pembinaan Siti".into(),
            request_id: String::new(),
        };
        let request = self.person(who, request);
        self.cases.open_coaching(request).await
    }

    pub(crate) async fn note(&mut self, case: &pb::ImprovementCase, month: i32) -> Answer<pb::ImprovementCase> {
        let request = pb::RecordCoachingNoteRequest {
            name: case.name.clone(),
            etag: case.etag.clone(),
            month,
            text: format!("Bulan {month} bersama Siti"),
            request_id: String::new(),
        };
        let request = self.person("budi", request);
        self.cases.record_coaching_note(request).await
    }

    pub(crate) async fn judge(&mut self, case: &pb::ImprovementCase, improved: bool) -> Answer<pb::ImprovementCase> {
        use pb::judge_improvement_request::Verdict;
        let verdict = if improved { Verdict::Improved } else { Verdict::NotImproved };
        let request = pb::JudgeImprovementRequest {
            name: case.name.clone(),
            etag: case.etag.clone(),
            verdict: verdict.into(),
            reason: "Catatan enam bulan".into(),
            document_number: String::new(),
            request_id: String::new(),
        };
        let request = self.person("budi", request);
        self.cases.judge_improvement(request).await
    }

    pub(crate) async fn test(
        &mut self,
        case: &pb::ImprovementCase,
        suited: pb::SuitedFor,
        taken: Date,
    ) -> Answer<pb::ImprovementCase> {
        let request = pb::RecordCompetencyTestRequest {
            name: case.name.clone(),
            etag: case.etag.clone(),
            suited_for: suited.into(),
            test_date: Some(taken),
            request_id: String::new(),
        };
        let request = self.office(request);
        self.cases.record_competency_test(request).await
    }

    pub(crate) async fn place(
        &mut self,
        case: &pb::ImprovementCase,
        outcome: pb::decide_placement_request::Outcome,
        position: &str,
    ) -> Answer<pb::ImprovementCase> {
        let request = pb::DecidePlacementRequest {
            name: case.name.clone(),
            etag: case.etag.clone(),
            outcome: outcome.into(),
            position: position.into(),
            reason: "Hasil uji kompetensi".into(),
            document_number: "821/2/2025".into(),
            request_id: String::new(),
        };
        let request = self.authority(request);
        self.cases.decide_placement(request).await
    }

    pub(crate) async fn object(
        &mut self,
        who: &str,
        case: &pb::ImprovementCase,
        decision: usize,
    ) -> Answer<pb::ImprovementCase> {
        let request = pb::ObjectToDecisionRequest {
            name: case.name.clone(),
            etag: case.etag.clone(),
            decision: case.decisions[decision].decision.clone(),
            objection: "Saya sakit pada bulan itu".into(),
            request_id: String::new(),
        };
        let request = self.person(who, request);
        self.cases.object_to_decision(request).await
    }

    pub(crate) async fn answer(
        &mut self,
        case: &pb::ImprovementCase,
        decision: usize,
        granted: bool,
    ) -> Answer<pb::ImprovementCase> {
        use pb::decide_improvement_objection_request::Answer as End;
        let end = if granted { End::Granted } else { End::Rejected };
        let request = pb::DecideImprovementObjectionRequest {
            name: case.name.clone(),
            etag: case.etag.clone(),
            decision: case.decisions[decision].decision.clone(),
            answer: end.into(),
            reason: "Surat dokter diterima".into(),
            request_id: String::new(),
        };
        let request = self.authority(request);
        self.cases.decide_improvement_objection(request).await
    }

    pub(crate) async fn get(&mut self, case: &pb::ImprovementCase) -> pb::ImprovementCase {
        let request = self.office(pb::GetImprovementCaseRequest { name: case.name.clone() });
        self.cases.get_improvement_case(request).await.unwrap().into_inner()
    }

    /// Siti's case, coached by Budi from 10 February 2025.
    pub(crate) async fn coached(&mut self) -> pb::ImprovementCase {
        let rating = self.low().await;
        self.team.on("2025-02-03");
        let warned = self.warn("budi", &rating).await.unwrap().into_inner();
        self.team.on("2025-02-10");
        self.coach("budi", &warned).await.unwrap().into_inner()
    }

    /// A note of each of the six months from 10 February 2025 on, in its month.
    pub(crate) async fn noted(&mut self, coached: pb::ImprovementCase) -> pb::ImprovementCase {
        let mut case = coached;
        for month in 1..=6 {
            self.team.on(&format!("2025-{:02}-20", month + 1));
            case = self.note(&case, month).await.unwrap().into_inner();
        }
        case
    }

    /// The same, with a note of each month and not improved, on 4 August 2025.
    pub(crate) async fn not_improved(&mut self) -> pb::ImprovementCase {
        let coached = self.coached().await;
        let case = self.noted(coached).await;
        self.team.on("2025-08-04");
        self.judge(&case, false).await.unwrap().into_inner()
    }
}

pub(crate) fn position() -> String {
    format!("{PARENT}/positions/{}", Uuid::from_u128(21))
}
