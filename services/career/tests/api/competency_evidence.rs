//! Evidence, and what needs says a post asks for.

use crate::{Career, HR};
use contracts::{
    career::v1::{self as pb, competency_evidence_service_client::CompetencyEvidenceServiceClient},
    google::r#type::Date,
    needs::events::v1::{CompetencyStandardPublished, PositionDefined, competency_standard_published::Line},
};
use pb::competency_evidence::Kind;
use platform::testing::{OTHER_TENANT, TENANT, bad_fields, reason};
use tonic::{Code, Request, Status, transport::Channel};
use uuid::Uuid;

pub const ASSESSOR: &[&str] = &["assessor"];
/// The generic dictionary.
pub const GENERIC: &str = "competencies-permenpanrb-38-2017";

/// The position that everybody is appointed to.
pub fn position() -> String {
    format!("instansi/{TENANT}/positions/{}", Uuid::from_u128(7))
}

pub fn unit() -> String {
    format!("instansi/{TENANT}/units/{}", Uuid::from_u128(70))
}

pub fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

/// A standard for the position.
pub fn standard(version: i64, lines: &[(&str, &str, i32)]) -> CompetencyStandardPublished {
    let line = |(dictionary, code, level): &(&str, &str, i32)| Line {
        dictionary: (*dictionary).into(),
        code: (*code).into(),
        level: *level,
    };
    CompetencyStandardPublished {
        standard: format!("instansi/{TENANT}/competencyStandards/{}", Uuid::from_u128(9)),
        version,
        revision: i32::try_from(version).unwrap(),
        position: position(),
        dictionary: GENERIC.into(),
        lines: lines.iter().map(line).collect(),
        regulation: "SK 1/2025".into(),
        ..Default::default()
    }
}

/// An assessment of the first managerial competency.
pub fn assessed(servant: &pb::Servant, level: i32) -> pb::RecordEvidenceRequest {
    pb::RecordEvidenceRequest {
        parent: format!("instansi/{TENANT}"),
        servant: servant.name.clone(),
        kind: Kind::Assessment.into(),
        dictionary: GENERIC.into(),
        code: "M1".into(),
        level,
        assessor: "UPT Penilaian Kompetensi".into(),
        instrument: "Assessment center".into(),
        date: day(2025, 4, 1),
        expiry_date: None,
        reference: "BA 7/2025".into(),
        request_id: String::new(),
    }
}

impl Career {
    pub fn evidence_client(&self) -> CompetencyEvidenceServiceClient<Channel> {
        CompetencyEvidenceServiceClient::new(self.harness.channel.clone())
    }

    /// Needs tells, as its event number `sequence`, what the position is.
    pub async fn position_defined(&mut self, sequence: i64, job_type: &str) {
        let event = PositionDefined {
            position: position(),
            version: sequence,
            title: "Kepala Bidang".into(),
            unit: unit(),
            unit_path: "Dinas Contoh".into(),
            sector: "health".into(),
            job_type: job_type.into(),
            job_level: String::new(),
            job_class: 9,
        };
        self.harness.deliver("needs", sequence, &event.position, &event).await.unwrap();
        self.harness.applied("needs", sequence).await;
    }

    /// Needs publishes a standard as its event number `sequence`.
    pub async fn standard_published(&mut self, sequence: i64, event: &CompetencyStandardPublished) {
        self.harness.deliver("needs", sequence, &event.standard, event).await.unwrap();
        self.harness.applied("needs", sequence).await;
    }

    pub async fn evidence_recorded(
        &self,
        message: pb::RecordEvidenceRequest,
    ) -> Result<pb::CompetencyEvidence, Status> {
        let request = self.harness.request(ASSESSOR, message);
        self.evidence_client().record_evidence(request).await.map(tonic::Response::into_inner)
    }

    pub async fn evidence_swept(&self) -> pb::SweepExpiredEvidenceResponse {
        let message =
            pb::SweepExpiredEvidenceRequest { parent: format!("instansi/{TENANT}"), request_id: String::new() };
        self.evidence_client().sweep_expired_evidence(self.harness.request(HR, message)).await.unwrap().into_inner()
    }

    async fn evidence_withdrawn(&self, message: pb::WithdrawEvidenceRequest) -> Result<pb::CompetencyEvidence, Status> {
        let request = self.harness.request(HR, message);
        self.evidence_client().withdraw_evidence(request).await.map(tonic::Response::into_inner)
    }

    async fn evidence_listed(&self, message: pb::ListEvidenceRequest) -> Result<pb::ListEvidenceResponse, Status> {
        let request = self.harness.request(HR, message);
        self.evidence_client().list_evidence(request).await.map(tonic::Response::into_inner)
    }
}

fn list(servant: &pb::Servant) -> pb::ListEvidenceRequest {
    pb::ListEvidenceRequest { parent: servant.name.clone(), ..Default::default() }
}

fn withdraw(evidence: &pb::CompetencyEvidence) -> pb::WithdrawEvidenceRequest {
    pb::WithdrawEvidenceRequest {
        name: evidence.name.clone(),
        etag: evidence.etag.clone(),
        reason: "of another person".into(),
        request_id: String::new(),
    }
}

#[tokio::test]
async fn evidence_is_recorded_with_its_last_day_and_ruleset() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let kept = career.evidence_recorded(assessed(&servant, 3)).await.unwrap();
    assert_eq!((kept.servant.as_str(), kept.kind(), kept.level), (servant.name.as_str(), Kind::Assessment, 3));
    assert_eq!((kept.last_day, kept.ruleset.as_str()), (day(2028, 12, 31), "competency-profile-2020"));
    assert_eq!((kept.recorded_by.as_str(), kept.etag.as_str()), ("tester", "\"1\""));
    let shorter = pb::RecordEvidenceRequest { expiry_date: day(2025, 12, 1), ..assessed(&servant, 3) };
    assert_eq!(career.evidence_recorded(shorter).await.unwrap().last_day, day(2025, 12, 1));
    let longer = pb::RecordEvidenceRequest { expiry_date: day(2035, 12, 1), ..assessed(&servant, 3) };
    assert_eq!(career.evidence_recorded(longer).await.unwrap().last_day, day(2028, 12, 31));
}

#[tokio::test]
async fn evidence_is_listed_in_pages_and_the_reading_is_audited() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    for level in 1..=3 {
        career.evidence_recorded(assessed(&servant, level)).await.unwrap();
    }
    let first = career.evidence_listed(pb::ListEvidenceRequest { page_size: 2, ..list(&servant) }).await.unwrap();
    let rest = pb::ListEvidenceRequest { page_size: 2, page_token: first.next_page_token.clone(), ..list(&servant) };
    let second = career.evidence_listed(rest.clone()).await.unwrap();
    assert_eq!((first.evidence.len(), second.evidence.len()), (2, 1));
    assert_eq!(second.next_page_token, "");
    let other = career.evidence_listed(pb::ListEvidenceRequest { code: "M2".into(), ..list(&servant) }).await.unwrap();
    assert!(other.evidence.is_empty());
    let refused = career.evidence_listed(pb::ListEvidenceRequest { code: "M2".into(), ..rest }).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_token"]);
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%ListEvidence' AND target LIKE '%/servants/%'";
    assert_eq!(career.harness.number(audited).await, 3);
    let nobody = pb::Servant { name: format!("instansi/{TENANT}/servants/{}", Uuid::now_v7()), ..servant };
    let absent = career.evidence_listed(list(&nobody)).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "SERVANT_NOT_FOUND"));
}

#[tokio::test]
async fn all_violations_are_told_at_once() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let empty = career.evidence_recorded(pb::RecordEvidenceRequest::default()).await.unwrap_err();
    let expected = ["parent", "servant", "kind", "dictionary", "code", "assessor", "instrument", "date"];
    assert_eq!(bad_fields(&empty), expected);
    let bad = pb::RecordEvidenceRequest {
        kind: Kind::Certificate.into(),
        level: 0,
        expiry_date: day(2025, 3, 31),
        request_id: "x".into(),
        ..assessed(&servant, 0)
    };
    assert_eq!(bad_fields(&career.evidence_recorded(bad).await.unwrap_err()), ["level", "expiry_date", "request_id"]);
    let old = pb::RecordEvidenceRequest { date: day(1900, 1, 1), level: 6, ..assessed(&servant, 0) };
    assert_eq!(bad_fields(&career.evidence_recorded(old).await.unwrap_err()), ["level", "date"]);
    let empty = career.evidence_withdrawn(pb::WithdrawEvidenceRequest::default()).await.unwrap_err();
    assert_eq!(bad_fields(&empty), ["name", "etag", "reason"]);
}

#[tokio::test]
async fn an_unknown_competency_a_day_ahead_and_an_unknown_servant_are_refused() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let technical =
        pb::RecordEvidenceRequest { dictionary: "kamus-teknis".into(), code: "T1".into(), ..assessed(&servant, 2) };
    let unknown = career.evidence_recorded(technical.clone()).await.unwrap_err();
    assert_eq!((unknown.code(), bad_fields(&unknown)), (Code::InvalidArgument, vec!["code".to_owned()]));
    career.standard_published(1, &standard(1, &[("kamus-teknis", "T1", 3)])).await;
    assert_eq!(
        career.evidence_recorded(technical).await.unwrap().level,
        2,
        "a published standard makes a competency known"
    );
    let ahead = pb::RecordEvidenceRequest { date: day(2025, 5, 3), ..assessed(&servant, 2) };
    assert_eq!(bad_fields(&career.evidence_recorded(ahead).await.unwrap_err()), ["date"]);
    let nobody = pb::Servant { name: format!("instansi/{TENANT}/servants/{}", Uuid::now_v7()), ..servant.clone() };
    let absent = career.evidence_recorded(assessed(&nobody, 2)).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "SERVANT_NOT_FOUND"));
    sqlx::query("UPDATE career.servants SET account = 'tester'").execute(&career.harness.pool).await.unwrap();
    let own = career.evidence_recorded(assessed(&servant, 5)).await.unwrap_err();
    assert_eq!((own.code(), reason(&own).as_str()), (Code::FailedPrecondition, "OWN_EVIDENCE"));
}

#[tokio::test]
async fn the_same_evidence_sent_twice_counts_once() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let once = pb::RecordEvidenceRequest { request_id: Uuid::now_v7().to_string(), ..assessed(&servant, 3) };
    let first = career.evidence_recorded(once.clone()).await.unwrap();
    assert_eq!(career.evidence_recorded(once.clone()).await.unwrap(), first);
    assert_eq!(career.harness.number("SELECT count(*) FROM career.competency_evidence").await, 1);
    let other = pb::RecordEvidenceRequest { level: 4, ..once };
    assert_eq!(reason(&career.evidence_recorded(other).await.unwrap_err()), "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn withdrawn_evidence_counts_for_nothing() {
    let mut career = Career::start().await;
    career.position_defined(1, "administrator").await;
    let servant = career.appointed(1).await;
    let kept = career.evidence_recorded(assessed(&servant, 1)).await.unwrap();
    let open = "SELECT count(*) FROM career.competency_gaps WHERE close_date IS NULL";
    assert_eq!(career.harness.number(open).await, 1);
    let stale = pb::WithdrawEvidenceRequest { etag: "\"9\"".into(), ..withdraw(&kept) };
    let refused = career.evidence_withdrawn(stale).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "ETAG_MISMATCH"));
    let once = pb::WithdrawEvidenceRequest { request_id: Uuid::now_v7().to_string(), ..withdraw(&kept) };
    let gone = career.evidence_withdrawn(once.clone()).await.unwrap();
    assert_eq!((gone.withdraw_reason.as_str(), gone.etag.as_str()), ("of another person", "\"2\""));
    let plain = "SELECT count(*) FROM career.competency_evidence AS one WHERE one::text LIKE '%another person%'";
    assert_eq!(career.harness.number(plain).await, 0, "the reason is sealed");
    assert_eq!(career.evidence_withdrawn(once).await.unwrap(), gone);
    assert_eq!(career.harness.number(open).await, 0, "the level is unknown again");
    let closed = "SELECT count(*) FROM career.competency_gaps WHERE close_reason = 'withdrawn'";
    assert_eq!(career.harness.number(closed).await, 1);
    let again = career.evidence_withdrawn(withdraw(&gone)).await.unwrap_err();
    assert_eq!((again.code(), reason(&again).as_str()), (Code::FailedPrecondition, "EVIDENCE_WITHDRAWN"));
    assert!(career.evidence_listed(list(&servant)).await.unwrap().evidence.is_empty());
    let shown =
        career.evidence_listed(pb::ListEvidenceRequest { include_withdrawn: true, ..list(&servant) }).await.unwrap();
    assert_eq!(shown.evidence, std::slice::from_ref(&gone));
    let name = format!("instansi/{TENANT}/competencyEvidence/{}", Uuid::now_v7());
    let absent = career.evidence_withdrawn(pb::WithdrawEvidenceRequest { name, ..withdraw(&gone) }).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "EVIDENCE_NOT_FOUND"));
}

#[tokio::test]
async fn a_sweep_finds_what_expired_once() {
    let mut career = Career::start().await;
    career.position_defined(1, "administrator").await;
    let servant = career.appointed(1).await;
    career.evidence_recorded(assessed(&servant, 1)).await.unwrap();
    assert_eq!(career.evidence_swept().await.expired, 0);
    career.harness.clock.set("2028-12-31T08:00:00Z".parse().unwrap());
    assert_eq!(career.evidence_swept().await.expired, 0, "it counts on its last day");
    career.harness.clock.set("2029-01-01T08:00:00Z".parse().unwrap());
    let swept = career.evidence_swept().await;
    assert_eq!((swept.expired, swept.servants, swept.changed, swept.left), (1, 1, 1, 0));
    let unknown = "SELECT count(*) FROM career.competency_gaps WHERE close_date IS NULL AND achieved IS NULL";
    assert_eq!(career.harness.number(unknown).await, 1, "the gap stays, its level unknown");
    assert_eq!(career.evidence_swept().await.expired, 0);
}

/// Nobody calls a method without a token, without the role, or for another instansi.
macro_rules! assert_guarded {
    ($career:ident . $method:ident, $message:expr) => {{
        let anonymous = $career.evidence_client().$method(Request::new($message)).await.unwrap_err();
        assert_eq!(anonymous.code(), Code::Unauthenticated);
        let clerk = $career.harness.request(&["rater"], $message);
        assert_eq!($career.evidence_client().$method(clerk).await.unwrap_err().code(), Code::PermissionDenied);
        let foreign = $career.harness.request_as("other", HR, &[OTHER_TENANT], $message);
        assert_eq!($career.evidence_client().$method(foreign).await.unwrap_err().code(), Code::PermissionDenied);
    }};
}

#[tokio::test]
async fn every_method_is_guarded() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let kept = career.evidence_recorded(assessed(&servant, 1)).await.unwrap();
    assert_guarded!(career.record_evidence, assessed(&servant, 1));
    assert_guarded!(career.withdraw_evidence, withdraw(&kept));
    assert_guarded!(career.list_evidence, list(&servant));
    let sweep = pb::SweepExpiredEvidenceRequest { parent: format!("instansi/{TENANT}"), request_id: String::new() };
    assert_guarded!(career.sweep_expired_evidence, sweep.clone());
    let assessor = career.harness.request(ASSESSOR, withdraw(&kept));
    assert_eq!(career.evidence_client().withdraw_evidence(assessor).await.unwrap_err().code(), Code::PermissionDenied);
}

#[tokio::test]
async fn a_standard_told_twice_late_or_malformed_changes_nothing_more() {
    let mut career = Career::start().await;
    let (first, second) = (standard(1, &[(GENERIC, "M1", 2)]), standard(2, &[(GENERIC, "M1", 3), (GENERIC, "M2", 3)]));
    career.standard_published(1, &second).await;
    career.standard_published(2, &first).await;
    let lines = "SELECT sum(level) FROM career.competency_standard_lines";
    assert_eq!(career.harness.number(lines).await, 6);
    let kind = "asn.needs.events.v1.CompetencyStandardPublished";
    let aggregate = format!("instansi/{TENANT}/competencyStandards/x");
    career.harness.deliver_raw("needs", 3, Uuid::now_v7(), &aggregate, kind, vec![0xff]).await.unwrap();
    let mut level = standard(3, &[(GENERIC, "M1", 6)]);
    level.standard = format!("instansi/{TENANT}/competencyStandards/{}", Uuid::from_u128(10));
    career.standard_published(4, &level).await;
    assert_eq!(career.harness.number("SELECT count(*) FROM career.dead_letters WHERE error IS NOT NULL").await, 2);
    assert_eq!(career.harness.number(lines).await, 6);
}
