use crate::{Career, HR};
use contracts::{
    career::events::v1::Promoted,
    career::v1::{
        self as pb, credit_service_client::CreditServiceClient, promotion::State,
        promotion_service_client::PromotionServiceClient,
    },
    google::r#type::Date,
};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields, reason};
use tonic::{Code, Request, Response, Status, transport::Channel};
use uuid::Uuid;

pub(crate) const PPK: &[&str] = &["appointing_authority"];

pub(crate) type Answer<T> = Result<Response<T>, Status>;

/// A service with a desk for promotions. It is 2 May 2025.
pub(crate) struct Desk {
    pub(crate) career: Career,
    pub(crate) promotions: PromotionServiceClient<Channel>,
    pub(crate) credits: CreditServiceClient<Channel>,
}

pub(crate) fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

fn parent() -> String {
    format!("instansi/{TENANT}")
}

pub(crate) fn id_of(name: &str) -> Uuid {
    name.rsplit('/').next().unwrap().parse().unwrap()
}

impl Desk {
    pub(crate) async fn start() -> Self {
        let career = Career::start().await;
        let channel = career.harness.channel.clone();
        let promotions = PromotionServiceClient::new(channel.clone());
        Self { career, promotions, credits: CreditServiceClient::new(channel) }
    }

    /// Changes the record of one servant beside the service.
    pub(crate) async fn change(&self, sql: &'static str, servant: &pb::Servant) {
        sqlx::query(sql).bind(id_of(&servant.name)).execute(&self.career.harness.pool).await.unwrap();
    }

    /// A civil servant in service with a first degree, rated well in 2023 and 2024, in this rank and post.
    pub(crate) async fn servant(&mut self, number: i64, rank: &str, since: &str, post: (&str, &str)) -> pb::Servant {
        let servant = self.career.appointed(number).await;
        let id = id_of(&servant.name);
        let pool = &self.career.harness.pool;
        let held =
            "INSERT INTO career.ranks (rank_id, servant_id, instansi, rank, kind, valid, service_years, service_months,
                                              decree_number, record_time)
                    VALUES (uuidv7(), $1, $2, $3, '211', daterange($4::date, NULL), 0, 0, '1/SK', now())";
        sqlx::query(held).bind(id).bind(TENANT).bind(rank).bind(since).execute(pool).await.unwrap();
        let post_held = "UPDATE career.placements SET job_type = $2, job_level = $3, title = 'x',
                                                      valid = daterange('2020-01-01', NULL) WHERE servant_id = $1";
        sqlx::query(post_held).bind(id).bind(post.0).bind(post.1).execute(pool).await.unwrap();
        let rated = "INSERT INTO career.ratings (servant_id, year, instansi, rating)
                     SELECT $1, year, $2, 'baik' FROM unnest(ARRAY[2023, 2024]) AS year";
        sqlx::query(rated).bind(id).bind(TENANT).execute(pool).await.unwrap();
        let learned = "INSERT INTO career.educations (education_id, servant_id, instansi, level, program, institution,
                                                      graduation_year, certificate_number, recognised, record_time)
                       VALUES (uuidv7(), $1, $2, 's1', 'Hukum', 'Universitas Contoh', 2015, '1', true, now())";
        sqlx::query(learned).bind(id).bind(TENANT).execute(pool).await.unwrap();
        self.change("UPDATE career.servants SET state = 'in_service' WHERE servant_id = $1", &servant).await;
        servant
    }

    /// Operational staff in III/a since April 2021.
    pub(crate) async fn clerk(&mut self, number: i64) -> pb::Servant {
        self.servant(number, "III/a", "2021-04-01", ("pelaksana", "")).await
    }

    pub(crate) async fn next(&mut self, servant: &pb::Servant) -> pb::NextPromotion {
        let request = pb::GetNextPromotionRequest { servant: servant.name.clone(), ..Default::default() };
        self.promotions.get_next_promotion(self.career.harness.request(HR, request)).await.unwrap().into_inner()
    }

    pub(crate) async fn propose(&mut self, message: pb::ProposePromotionRequest) -> Answer<pb::Promotion> {
        self.promotions.propose_promotion(self.career.harness.request(HR, message)).await
    }

    async fn approve(&mut self, message: pb::RecordTechnicalApprovalRequest) -> Answer<pb::Promotion> {
        self.promotions.record_technical_approval(self.career.harness.request(HR, message)).await
    }

    async fn decide(&mut self, message: pb::DecidePromotionRequest) -> Answer<pb::Promotion> {
        self.promotions.decide_promotion(self.career.harness.request(PPK, message)).await
    }

    async fn reject(&mut self, message: pb::RejectPromotionRequest) -> Answer<pb::Promotion> {
        self.promotions.reject_promotion(self.career.harness.request(HR, message)).await
    }
}

pub(crate) fn proposal(servant: &pb::Servant) -> pb::ProposePromotionRequest {
    pb::ProposePromotionRequest { parent: servant.name.clone(), effective_date: day(2025, 6, 1), ..Default::default() }
}

fn approval(promotion: &pb::Promotion) -> pb::RecordTechnicalApprovalRequest {
    pb::RecordTechnicalApprovalRequest {
        name: promotion.name.clone(),
        etag: promotion.etag.clone(),
        number: "PG-1/PERTEK".into(),
        date: day(2025, 5, 2),
        request_id: String::new(),
    }
}

fn decision(promotion: &pb::Promotion) -> pb::DecidePromotionRequest {
    pb::DecidePromotionRequest {
        name: promotion.name.clone(),
        etag: promotion.etag.clone(),
        number: "823/1/SK".into(),
        date: day(2025, 5, 2),
        request_id: String::new(),
    }
}

fn rejection(promotion: &pb::Promotion) -> pb::RejectPromotionRequest {
    pb::RejectPromotionRequest {
        name: promotion.name.clone(),
        etag: promotion.etag.clone(),
        reason: "berkas kurang".into(),
        request_id: String::new(),
    }
}

#[tokio::test]
async fn from_the_earliest_day_to_the_decree() {
    let mut desk = Desk::start().await;
    let clerk = desk.clerk(1).await;
    let next = desk.next(&clerk).await;
    assert_eq!((next.from_rank.as_str(), next.to_rank.as_str()), ("III/a", "III/b"));
    assert_eq!(
        (next.earliest_date, next.obstacles.len(), next.kind()),
        (day(2025, 6, 1), 0, pb::PromotionKind::Regular)
    );
    assert!(next.grounds.iter().all(|ground| !ground.source.is_empty()));
    let proposed = desk.propose(proposal(&clerk)).await.unwrap().into_inner();
    assert_eq!((proposed.state(), proposed.ruleset.as_str()), (State::Proposed, "promotion-bkn-4-2025"));
    assert!(proposed.grounds.iter().any(|line| line == "years_in_rank: 4 years in III/a since 2021-04-01"));
    let approved = desk.approve(approval(&proposed)).await.unwrap().into_inner();
    assert_eq!((approved.state(), approved.approval_number.as_str()), (State::Approved, "PG-1/PERTEK"));
    let granted = desk.decide(decision(&approved)).await.unwrap().into_inner();
    assert_eq!((granted.state(), granted.decree_date), (State::Granted, day(2025, 5, 2)));
    let events = desk.career.harness.published(3).await;
    let promoted: Promoted = events[2].as_message().unwrap().unwrap();
    assert_eq!((promoted.servant, promoted.rank.as_str(), promoted.kind.as_str()), (clerk.name, "III/b", "101"));
    assert_eq!(promoted.effective_date, day(2025, 6, 1));
    let ended = "SELECT count(*) FROM career.ranks WHERE rank = 'III/a' AND upper(valid) = '2025-06-01'";
    let begun =
        "SELECT count(*) FROM career.ranks WHERE rank = 'III/b' AND lower(valid) = '2025-06-01' AND upper_inf(valid)
                   AND kind = '101' AND service_years = 4 AND service_months = 2 AND decree_number = '823/1/SK'";
    assert_eq!((desk.career.harness.number(ended).await, desk.career.harness.number(begun).await), (1, 1));
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%PromotionService/%' AND permission <> ''";
    assert_eq!(desk.career.harness.number(audited).await, 4, "the question and each step");
}

#[tokio::test]
async fn the_reasons_why_it_is_not_sooner_are_told() {
    let mut desk = Desk::start().await;
    let early = desk.servant(1, "III/a", "2022-09-15", ("pelaksana", "")).await;
    let next = desk.next(&early).await;
    let told: Vec<_> = next.obstacles.iter().map(|one| (one.rule.as_str(), one.until, one.lasting)).collect();
    assert_eq!(told, [("years_in_rank", day(2026, 9, 15), false), ("period", day(2026, 10, 1), false)]);
    assert_eq!((next.earliest_date, next.expected_rating_years), (day(2026, 10, 1), vec![2025]));
    desk.change("UPDATE career.servants SET employment = 'pppk' WHERE servant_id = $1", &early).await;
    let never = desk.next(&early).await;
    assert_eq!((never.earliest_date, never.obstacles.len()), (None, 1));
    assert!(never.obstacles[0].lasting && never.obstacles[0].source.contains("PP 49/2018"));
}

#[tokio::test]
async fn each_refusal_has_its_reason() {
    let mut desk = Desk::start().await;
    let clerk = desk.clerk(1).await;
    let changes = [
        (
            "UPDATE career.ratings SET rating = 'butuh_perbaikan' WHERE servant_id = $1 AND year = 2024",
            "RATING_INSUFFICIENT",
        ),
        ("DELETE FROM career.ratings WHERE servant_id = $1 AND year = 2024", "RATING_INSUFFICIENT"),
        ("INSERT INTO career.ratings (servant_id, year, instansi, rating) VALUES ($1, 2024, '6571', 'baik')", ""),
        ("UPDATE career.ranks SET rank = 'III/d' WHERE servant_id = $1", "RANK_ABOVE_CEILING"),
        (
            "UPDATE career.ranks SET rank = 'III/a', valid = daterange('2022-04-01', NULL) WHERE servant_id = $1",
            "PROMOTION_TOO_EARLY",
        ),
        ("UPDATE career.ranks SET valid = daterange('2021-04-01', NULL) WHERE servant_id = $1", ""),
        ("UPDATE career.educations SET level = 'slta' WHERE servant_id = $1", ""),
        ("UPDATE career.ranks SET rank = 'II/d' WHERE servant_id = $1", "EXAM_MISSING"),
        ("UPDATE career.placements SET job_type = '' WHERE servant_id = $1", "NOT_PROMOTABLE"),
        (
            "UPDATE career.placements SET job_type = 'fungsional', job_level = 'terampil' WHERE servant_id = $1",
            "RANK_OUT_OF_BAND",
        ),
        ("UPDATE career.ranks SET rank = 'II/c' WHERE servant_id = $1", "POINTS_MISSING"),
        ("UPDATE career.servants SET state = 'probation' WHERE servant_id = $1", "NOT_PROMOTABLE"),
        (
            "UPDATE career.servants SET state = 'in_service', employment = 'pppk' WHERE servant_id = $1",
            "NOT_PROMOTABLE",
        ),
    ];
    for (change, expected) in changes {
        desk.change(change, &clerk).await;
        if expected.is_empty() {
            continue;
        }
        let refused = desk.propose(proposal(&clerk)).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, expected), "{change}");
    }
    assert_eq!(desk.career.harness.number("SELECT count(*) FROM career.promotions").await, 0);
}

#[tokio::test]
async fn days_and_punishments_are_looked_at() {
    let mut desk = Desk::start().await;
    let clerk = desk.clerk(1).await;
    let other = pb::ProposePromotionRequest { effective_date: day(2025, 7, 1), ..proposal(&clerk) };
    assert_eq!(reason(&desk.propose(other).await.unwrap_err()), "PROMOTION_PERIOD");
    let far = pb::ProposePromotionRequest { effective_date: day(2026, 6, 1), ..proposal(&clerk) };
    assert_eq!(bad_fields(&desk.propose(far).await.unwrap_err()), ["effective_date"]);
    let punished =
        "INSERT INTO career.punishments (punishment_id, servant_id, instansi, valid, detail_key, detail_sealed,
                                                    record_time)
                    VALUES (uuidv7(), $1, '6571', daterange('2025-01-01', '2025-07-01'), '', '', now())";
    desk.change(punished, &clerk).await;
    assert_eq!(reason(&desk.propose(proposal(&clerk)).await.unwrap_err()), "PUNISHMENT_RUNNING");
    assert_eq!(desk.next(&clerk).await.earliest_date, day(2025, 8, 1));
}

#[tokio::test]
async fn what_was_expected_has_to_hold_at_the_decree() {
    let mut desk = Desk::start().await;
    let clerk = desk.clerk(1).await;
    let proposed = desk.propose(proposal(&clerk)).await.unwrap().into_inner();
    let soon = desk.decide(decision(&proposed)).await.unwrap_err();
    assert_eq!((soon.code(), reason(&soon).as_str()), (Code::FailedPrecondition, "PROMOTION_STATE"));
    let approved = desk.approve(approval(&proposed)).await.unwrap().into_inner();
    desk.change("UPDATE career.servants SET account = 'tester' WHERE servant_id = $1", &clerk).await;
    assert_eq!(reason(&desk.decide(decision(&approved)).await.unwrap_err()), "OWN_PROMOTION");
    desk.change("UPDATE career.servants SET account = '' WHERE servant_id = $1", &clerk).await;
    let worse = "UPDATE career.ratings SET rating = 'kurang' WHERE servant_id = $1 AND year = 2024";
    desk.change(worse, &clerk).await;
    assert_eq!(reason(&desk.decide(decision(&approved)).await.unwrap_err()), "RATING_INSUFFICIENT");
    let rejected = desk.reject(rejection(&approved)).await.unwrap().into_inner();
    assert_eq!((rejected.state(), rejected.reject_reason.as_str()), (State::Rejected, "berkas kurang"));
    assert_eq!(reason(&desk.reject(rejection(&rejected)).await.unwrap_err()), "PROMOTION_STATE");
    let better = "UPDATE career.ratings SET rating = 'baik' WHERE servant_id = $1 AND year = 2024";
    desk.change(better, &clerk).await;
    desk.propose(proposal(&clerk)).await.expect("another can be proposed");
}

#[tokio::test]
async fn a_rank_that_changed_meanwhile_stops_the_decree() {
    let mut desk = Desk::start().await;
    let clerk = desk.clerk(1).await;
    let proposed = desk.propose(proposal(&clerk)).await.unwrap().into_inner();
    let approved = desk.approve(approval(&proposed)).await.unwrap().into_inner();
    desk.change("UPDATE career.ranks SET rank = 'III/b' WHERE servant_id = $1", &clerk).await;
    assert_eq!(reason(&desk.decide(decision(&approved)).await.unwrap_err()), "RANK_CHANGED");
}

#[tokio::test]
async fn all_violations_are_told_at_once() {
    let mut desk = Desk::start().await;
    let empty =
        pb::ProposePromotionRequest { kind: 9, echelon: "x".into(), request_id: "x".into(), ..Default::default() };
    let refused = desk.propose(empty).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert_eq!(bad_fields(&refused), ["parent", "kind", "echelon", "effective_date", "request_id"]);
    let refused = desk.approve(Default::default()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "number", "date"]);
    let refused = desk.decide(Default::default()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "number", "date"]);
    let refused = desk.reject(Default::default()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "reason"]);
    let exam = pb::RecordExamRequest { level: "besar".into(), replaces: "x".into(), ..Default::default() };
    let refused = desk.promotions.record_exam(desk.career.harness.request(HR, exam)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "replaces", "kind", "level", "date", "number", "issuer"]);
    let due = pb::ListDuePromotionsRequest { page_size: -1, unit: "x".into(), ..Default::default() };
    let refused = desk.promotions.list_due_promotions(desk.career.harness.request(HR, due)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["period", "parent", "page_size", "unit"]);
    let pass = pb::RecomputeNextPromotionsRequest { page_token: "x".into(), most: -1, ..Default::default() };
    let refused = desk.promotions.recompute_next_promotions(desk.career.harness.request(HR, pass)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "page_token", "most"]);
    let list = pb::ListPromotionsRequest { servant: "x".into(), state: 9, ..Default::default() };
    let refused = desk.promotions.list_promotions(desk.career.harness.request(HR, list)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "servant", "state"]);
}

#[tokio::test]
async fn papers_are_not_of_the_future() {
    let mut desk = Desk::start().await;
    let clerk = desk.clerk(1).await;
    let proposed = desk.propose(proposal(&clerk)).await.unwrap().into_inner();
    let ahead = pb::RecordTechnicalApprovalRequest { date: day(2025, 5, 3), ..approval(&proposed) };
    assert_eq!(bad_fields(&desk.approve(ahead).await.unwrap_err()), ["date"]);
    let approved = desk.approve(approval(&proposed)).await.unwrap().into_inner();
    let ahead = pb::DecidePromotionRequest { date: day(2025, 5, 3), ..decision(&approved) };
    assert_eq!(bad_fields(&desk.decide(ahead).await.unwrap_err()), ["date"]);
}

#[tokio::test]
async fn a_stale_etag_is_refused_and_what_is_missing_is_not_found() {
    let mut desk = Desk::start().await;
    let clerk = desk.clerk(1).await;
    let proposed = desk.propose(proposal(&clerk)).await.unwrap().into_inner();
    let stale = pb::Promotion { etag: "\"9\"".into(), ..proposed.clone() };
    for refused in [
        desk.approve(approval(&stale)).await.unwrap_err(),
        desk.decide(decision(&stale)).await.unwrap_err(),
        desk.reject(rejection(&stale)).await.unwrap_err(),
    ] {
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "ETAG_MISMATCH"));
    }
    let missing = pb::Promotion { name: format!("{}/promotions/{}", parent(), Uuid::now_v7()), ..proposed };
    let absent = desk.approve(approval(&missing)).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "PROMOTION_NOT_FOUND"));
    let get = pb::GetPromotionRequest { name: missing.name };
    let absent = desk.promotions.get_promotion(desk.career.harness.request(HR, get)).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "PROMOTION_NOT_FOUND"));
    let nobody = pb::Servant { name: format!("{}/servants/{}", parent(), Uuid::now_v7()), ..clerk };
    let absent = desk.propose(proposal(&nobody)).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "SERVANT_NOT_FOUND"));
}

#[tokio::test]
async fn a_proposal_sent_twice_happens_once_and_another_has_to_wait() {
    let mut desk = Desk::start().await;
    let clerk = desk.clerk(1).await;
    let once = pb::ProposePromotionRequest { request_id: Uuid::now_v7().to_string(), ..proposal(&clerk) };
    let first = desk.propose(once.clone()).await.unwrap().into_inner();
    assert_eq!(desk.propose(once.clone()).await.unwrap().into_inner(), first);
    let other = pb::ProposePromotionRequest { effective_date: day(2025, 8, 1), ..once };
    assert_eq!(reason(&desk.propose(other).await.unwrap_err()), "REQUEST_ID_REUSED");
    let second = desk.propose(proposal(&clerk)).await.unwrap_err();
    assert_eq!((second.code(), reason(&second).as_str()), (Code::AlreadyExists, "PROMOTION_OPEN"));
    let get = pb::GetPromotionRequest { name: first.name.clone() };
    let read = desk.promotions.get_promotion(desk.career.harness.request(HR, get)).await.unwrap().into_inner();
    assert_eq!(read, first);
}

/// Nobody calls a method without a token, without the role, or for another instansi.
macro_rules! assert_guarded {
    ($desk:ident . $client:ident . $method:ident, $message:expr) => {{
        let anonymous = $desk.$client.$method(Request::new($message)).await.unwrap_err();
        assert_eq!(anonymous.code(), Code::Unauthenticated);
        let clerk = $desk.career.harness.request(&["rater"], $message);
        assert_eq!($desk.$client.$method(clerk).await.unwrap_err().code(), Code::PermissionDenied);
        let roles = &["hr_officer", "appointing_authority"];
        let foreign = $desk.career.harness.request_as("other", roles, &[OTHER_TENANT], $message);
        assert_eq!($desk.$client.$method(foreign).await.unwrap_err().code(), Code::PermissionDenied);
    }};
}
pub(crate) use assert_guarded;

#[tokio::test]
async fn every_method_is_guarded() {
    let mut desk = Desk::start().await;
    let clerk = desk.clerk(1).await;
    let promotion = desk.propose(proposal(&clerk)).await.unwrap().into_inner();
    let name = promotion.name.clone();
    assert_guarded!(desk.promotions.propose_promotion, proposal(&clerk));
    assert_guarded!(desk.promotions.record_technical_approval, approval(&promotion));
    assert_guarded!(desk.promotions.decide_promotion, decision(&promotion));
    assert_guarded!(desk.promotions.reject_promotion, rejection(&promotion));
    assert_guarded!(desk.promotions.get_promotion, pb::GetPromotionRequest { name: name.clone() });
    let list = pb::ListPromotionsRequest { parent: parent(), ..Default::default() };
    assert_guarded!(desk.promotions.list_promotions, list.clone());
    let next = pb::GetNextPromotionRequest { servant: clerk.name.clone(), ..Default::default() };
    assert_guarded!(desk.promotions.get_next_promotion, next.clone());
    let due = pb::ListDuePromotionsRequest { parent: parent(), period: day(2025, 6, 1), ..Default::default() };
    assert_guarded!(desk.promotions.list_due_promotions, due.clone());
    let pass = pb::RecomputeNextPromotionsRequest { parent: parent(), ..Default::default() };
    assert_guarded!(desk.promotions.recompute_next_promotions, pass.clone());
    assert_guarded!(desk.promotions.record_exam, crate::promotion_lists::exam(&clerk, "1/UD"));
    let exams = pb::ListExamsRequest { parent: clerk.name.clone(), ..Default::default() };
    assert_guarded!(desk.promotions.list_exams, exams.clone());
    let officer = desk.career.harness.request(HR, decision(&promotion));
    let refused = desk.promotions.decide_promotion(officer).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied, "who proposes does not decide");
    let elsewhere = pb::GetPromotionRequest { name: name.replace(TENANT, OTHER_TENANT) };
    let hidden = desk.career.harness.request_as("other", HR, &[OTHER_TENANT], elsewhere);
    assert_eq!(desk.promotions.get_promotion(hidden).await.unwrap_err().code(), Code::NotFound);
}
