//! Who is due, pass by pass and page by page; and examinations as evidence.

use crate::{
    HR,
    promotions::{Desk, day, id_of, proposal},
};
use contracts::career::v1 as pb;
use platform::testing::{TENANT, bad_fields, reason};
use tonic::Code;
use uuid::Uuid;

const MACHINE: &[&str] = &["integration"];

fn parent() -> String {
    format!("instansi/{TENANT}")
}

pub(crate) fn exam(servant: &pb::Servant, number: &str) -> pb::RecordExamRequest {
    pb::RecordExamRequest {
        parent: servant.name.clone(),
        kind: pb::promotion_exam::Kind::Service1.into(),
        passed: true,
        date: day(2025, 3, 3),
        number: number.into(),
        issuer: "BKPSDM".into(),
        ..Default::default()
    }
}

impl Desk {
    async fn pass(&mut self, token: &str, most: i32) -> pb::RecomputeNextPromotionsResponse {
        let request = pb::RecomputeNextPromotionsRequest {
            parent: parent(),
            page_token: token.into(),
            most,
            request_id: String::new(),
        };
        let request = self.career.harness.request(MACHINE, request);
        self.promotions.recompute_next_promotions(request).await.unwrap().into_inner()
    }

    async fn due(&mut self, request: pb::ListDuePromotionsRequest) -> pb::ListDuePromotionsResponse {
        let request = self.career.harness.request(HR, request);
        self.promotions.list_due_promotions(request).await.unwrap().into_inner()
    }

    pub(crate) async fn examined(&mut self, request: pb::RecordExamRequest) -> pb::PromotionExam {
        self.promotions.record_exam(self.career.harness.request(HR, request)).await.unwrap().into_inner()
    }
}

fn due_in(period: Option<contracts::google::r#type::Date>) -> pb::ListDuePromotionsRequest {
    pb::ListDuePromotionsRequest { parent: parent(), period, ..Default::default() }
}

#[tokio::test]
async fn a_pass_goes_on_where_it_stopped_and_the_due_are_paged() {
    let mut desk = Desk::start().await;
    let clerks = [desk.clerk(1).await, desk.clerk(2).await, desk.clerk(3).await];
    let late = desk.servant(4, "III/a", "2022-04-01", ("pelaksana", "")).await;
    let top = desk.servant(5, "III/d", "2015-04-01", ("pelaksana", "")).await;
    let first = desk.pass("", 3).await;
    assert_eq!((first.computed, first.waiting_for_time), (3, 3));
    let second = desk.pass(&first.next_page_token, 100).await;
    assert_eq!((second.computed, second.next_page_token.as_str()), (2, ""));
    assert_eq!(second.waiting_for_time, 1, "one waits for years, one has reached the ceiling");
    let mut request = pb::ListDuePromotionsRequest { page_size: 2, ..due_in(day(2025, 6, 1)) };
    let page = desk.due(request.clone()).await;
    request.page_token = page.next_page_token.clone();
    let rest = desk.due(request).await;
    assert_eq!((page.due_promotions.len(), rest.due_promotions.len(), rest.next_page_token.as_str()), (2, 1, ""));
    let found: Vec<_> = page.due_promotions.iter().chain(&rest.due_promotions).map(|due| due.servant.clone()).collect();
    assert!(clerks.iter().all(|clerk| found.contains(&clerk.name)));
    let later = desk.due(due_in(day(2026, 4, 1))).await.due_promotions;
    assert!(later.iter().any(|due| due.servant == late.name) && later.iter().all(|due| due.servant != top.name));
}

#[tokio::test]
async fn a_pass_writes_again_only_what_is_other_than_before() {
    let mut desk = Desk::start().await;
    let (first, second) = (desk.clerk(1).await, desk.clerk(2).await);
    desk.pass("", 0).await;
    desk.career.harness.clock.set("2025-05-02T20:00:00Z".parse().unwrap());
    let written = "SELECT count(*) FROM career.next_promotions
                   WHERE compute_time = '2025-05-02T20:00:00Z' AND NOT stale";
    let again = desk.pass("", 0).await;
    assert_eq!((again.computed, again.waiting_for_time), (2, 2), "everybody is looked at");
    assert_eq!(desk.career.harness.number(written).await, 0);
    desk.change("UPDATE career.next_promotions SET stale = true WHERE servant_id = $1", &first).await;
    desk.pass("", 0).await;
    assert_eq!(desk.career.harness.number(written).await, 1, "what was marked is not marked any more");
    desk.change("UPDATE career.ranks SET valid = daterange('2024-04-01', NULL) WHERE servant_id = $1", &second).await;
    desk.pass("", 0).await;
    assert_eq!(desk.career.harness.number(written).await, 2);
    let later = desk.due(due_in(day(2028, 6, 1))).await.due_promotions;
    let later = later.iter().find(|due| due.servant == second.name).unwrap();
    assert!(later.earliest_date.as_ref().is_some_and(|date| date.year == 2028), "{later:?}");
}

#[tokio::test]
async fn a_pass_leaves_out_who_left_and_who_is_of_another_instansi() {
    let mut desk = Desk::start().await;
    let (first, left, last) = (desk.clerk(1).await, desk.clerk(2).await, desk.clerk(3).await);
    desk.change("UPDATE career.servants SET state = 'left', last_day = '2025-05-01' WHERE servant_id = $1", &left)
        .await;
    let foreign = "INSERT INTO career.servants (servant_id, instansi, state, appointment_date, version, create_time,
                                                update_time)
                   VALUES ($1, '6572', 'in_service', '2010-03-01', 1, now(), now())";
    let between = Uuid::from_u128(id_of(&first.name).as_u128() + 1);
    sqlx::query(foreign).bind(between).execute(&desk.career.harness.pool).await.unwrap();
    assert_eq!(desk.pass("", 0).await.computed, 2);
    let computed = "SELECT array_agg(servant_id ORDER BY servant_id) FROM career.next_promotions WHERE kind <> ''";
    let computed: Vec<Uuid> = sqlx::query_scalar(computed).fetch_one(&desk.career.harness.pool).await.unwrap();
    assert_eq!(computed, [id_of(&first.name), id_of(&last.name)]);
}

#[tokio::test]
async fn the_due_of_a_unit_leave_out_who_is_under_way() {
    let mut desk = Desk::start().await;
    let (first, second) = (desk.clerk(1).await, desk.clerk(2).await);
    let unit = format!("{}/units/{}", parent(), Uuid::from_u128(9));
    let told = "INSERT INTO career.positions (position, instansi, version, title, unit, unit_path)
                SELECT position, '6571', 1, 'x', 'instansi/6571/units/' || $1, 'x' FROM career.placements LIMIT 1";
    sqlx::query(told).bind(Uuid::from_u128(9).to_string()).execute(&desk.career.harness.pool).await.unwrap();
    desk.pass("", 0).await;
    let of_unit = pb::ListDuePromotionsRequest { unit, ..due_in(day(2025, 6, 1)) };
    assert_eq!(desk.due(of_unit.clone()).await.due_promotions.len(), 2);
    let proposal = pb::ProposePromotionRequest {
        parent: first.name.clone(),
        effective_date: day(2025, 6, 1),
        ..Default::default()
    };
    desk.promotions.propose_promotion(desk.career.harness.request(HR, proposal)).await.unwrap();
    let left = desk.due(of_unit.clone()).await.due_promotions;
    assert_eq!(left.iter().map(|due| due.servant.as_str()).collect::<Vec<_>>(), [second.name.as_str()]);
    assert!(!left[0].stale);
    let changed = "UPDATE career.servants SET update_time = now() + interval '1 day' WHERE servant_id = $1";
    desk.change(changed, &second).await;
    assert!(desk.due(of_unit.clone()).await.due_promotions[0].stale, "the record changed since");
    let other = format!("{}/units/{}", parent(), Uuid::from_u128(10));
    assert!(desk.due(pb::ListDuePromotionsRequest { unit: other, ..of_unit }).await.due_promotions.is_empty());
}

#[tokio::test]
async fn promotions_are_listed_by_servant_and_state() {
    let mut desk = Desk::start().await;
    for number in 1..=3 {
        let clerk = desk.clerk(number).await;
        let proposal =
            pb::ProposePromotionRequest { parent: clerk.name, effective_date: day(2025, 6, 1), ..Default::default() };
        desk.promotions.propose_promotion(desk.career.harness.request(HR, proposal)).await.unwrap();
    }
    let mut request = pb::ListPromotionsRequest { parent: parent(), page_size: 2, ..Default::default() };
    let list = desk.career.harness.request(HR, request.clone());
    let first = desk.promotions.list_promotions(list).await.unwrap().into_inner();
    request.page_token = first.next_page_token.clone();
    let list = desk.career.harness.request(HR, request.clone());
    let second = desk.promotions.list_promotions(list).await.unwrap().into_inner();
    assert_eq!((first.promotions.len(), second.promotions.len(), second.next_page_token.as_str()), (2, 1, ""));
    let servant = first.promotions[0].servant.clone();
    let of_one = pb::ListPromotionsRequest { parent: parent(), servant, ..Default::default() };
    let list = desk.career.harness.request(HR, of_one);
    assert_eq!(desk.promotions.list_promotions(list).await.unwrap().into_inner().promotions.len(), 1);
    let granted = pb::ListPromotionsRequest {
        parent: parent(),
        state: pb::promotion::State::Granted.into(),
        ..Default::default()
    };
    let list = desk.career.harness.request(HR, granted);
    assert!(desk.promotions.list_promotions(list).await.unwrap().into_inner().promotions.is_empty());
    request.servant = "another".into();
    let refused = desk.promotions.list_promotions(desk.career.harness.request(HR, request)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_token", "servant"]);
}

#[tokio::test]
async fn an_examination_opens_the_way_and_is_corrected_by_a_new_row() {
    let mut desk = Desk::start().await;
    let clerk = desk.servant(1, "II/d", "2021-04-01", ("pelaksana", "")).await;
    desk.change("UPDATE career.educations SET level = 'slta' WHERE servant_id = $1", &clerk).await;
    let open = |next: &pb::NextPromotion| next.obstacles.iter().any(|one| one.rule == "exam");
    assert!(open(&desk.next(&clerk).await));
    let passed = desk.examined(exam(&clerk, "1/UD")).await;
    assert!(!open(&desk.next(&clerk).await));
    let twice = desk.promotions.record_exam(desk.career.harness.request(HR, exam(&clerk, "1/UD"))).await.unwrap_err();
    assert_eq!((twice.code(), reason(&twice).as_str()), (Code::AlreadyExists, "EXAM_EXISTS"));
    let correction = pb::RecordExamRequest { passed: false, replaces: passed.name.clone(), ..exam(&clerk, "1/UD") };
    let failed = desk.examined(correction.clone()).await;
    assert!(!failed.passed && open(&desk.next(&clerk).await));
    let again = desk.promotions.record_exam(desk.career.harness.request(HR, correction)).await.unwrap_err();
    assert_eq!((again.code(), reason(&again).as_str()), (Code::NotFound, "RECORD_ROW_NOT_FOUND"));
    let mut list = pb::ListExamsRequest { parent: clerk.name.clone(), ..Default::default() };
    let standing =
        desk.promotions.list_exams(desk.career.harness.request(HR, list.clone())).await.unwrap().into_inner();
    assert_eq!(standing.exams, [failed]);
    (list.include_superseded, list.page_size) = (true, 1);
    let page = desk.promotions.list_exams(desk.career.harness.request(HR, list.clone())).await.unwrap().into_inner();
    assert_eq!((page.exams[0].name.clone(), page.exams[0].superseded_time.is_some()), (passed.name, true));
    list.page_token = page.next_page_token;
    let rest = desk.promotions.list_exams(desk.career.harness.request(HR, list.clone())).await.unwrap().into_inner();
    assert_eq!((rest.exams.len(), rest.next_page_token.as_str()), (1, ""));
    let nobody =
        pb::ListExamsRequest { parent: format!("{}/servants/{}", parent(), Uuid::now_v7()), ..Default::default() };
    let absent = desk.promotions.list_exams(desk.career.harness.request(HR, nobody)).await.unwrap_err();
    assert_eq!(reason(&absent), "SERVANT_NOT_FOUND");
}

#[tokio::test]
async fn an_examination_of_another_servant_is_not_replaced() {
    let mut desk = Desk::start().await;
    let (first, second) = (desk.clerk(1).await, desk.clerk(2).await);
    let of_first = desk.examined(exam(&first, "1/UD")).await;
    let foreign = pb::RecordExamRequest { replaces: of_first.name, ..exam(&second, "2/UD") };
    let refused = desk.promotions.record_exam(desk.career.harness.request(HR, foreign)).await.unwrap_err();
    assert_eq!(reason(&refused), "RECORD_ROW_NOT_FOUND");
    let ahead = pb::RecordExamRequest { date: day(2025, 5, 3), ..exam(&second, "2/UD") };
    let refused = desk.promotions.record_exam(desk.career.harness.request(HR, ahead)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["date"]);
    assert_eq!(desk.career.harness.number("SELECT count(*) FROM career.exams").await, 1);
}

/// A promotion of the past is decided by what held then.
#[tokio::test]
async fn a_day_in_the_past_is_looked_at_as_it_was() {
    let mut desk = Desk::start().await;
    let clerk = desk.servant(1, "III/a", "2020-04-01", ("pelaksana", "")).await;
    let rated = "INSERT INTO career.ratings (servant_id, year, instansi, rating)
                 SELECT $1, year, '6571', 'baik' FROM unnest(ARRAY[2021, 2022]) AS year";
    desk.change(rated, &clerk).await;
    let punished =
        "INSERT INTO career.punishments (punishment_id, servant_id, instansi, valid, detail_key, detail_sealed,
                                                    record_time)
                    VALUES (uuidv7(), $1, '6571', daterange('2024-01-01', '2025-01-01'), '', '', now())";
    desk.change(punished, &clerk).await;
    let then = pb::ProposePromotionRequest { effective_date: day(2024, 6, 1), ..proposal(&clerk) };
    assert_eq!(reason(&desk.propose(then.clone()).await.unwrap_err()), "PUNISHMENT_RUNNING");
    desk.change(
        "UPDATE career.punishments SET valid = daterange('2024-07-01', '2025-01-01') WHERE servant_id = $1",
        &clerk,
    )
    .await;
    desk.propose(then).await.expect("what came later and is over says nothing about that day");
    let specialist = desk.servant(2, "III/a", "2021-04-01", ("fungsional", "ahli_pertama")).await;
    desk.change(rated, &specialist).await;
    let earned = "INSERT INTO career.credits (credit_id, servant_id, instansi, kind, level, valid, rating, parts, basis, ruleset,
                                              document_number, document_date, record_time)
                  SELECT uuidv7(), $1, '6571', 'conversion', 'ahli_pertama',
                         daterange(make_date(year, 1, 1), make_date(year, 12, 31), '[]'), 'baik', 1500000, 'x', 'x', '1',
                         '2025-01-10', now()
                  FROM generate_series(2021, 2024) AS year";
    desk.change(earned, &specialist).await;
    let early = pb::ProposePromotionRequest { effective_date: day(2024, 2, 1), ..proposal(&specialist) };
    let refused = desk.propose(early).await.unwrap_err();
    assert_eq!(reason(&refused), "POINTS_MISSING");
    assert!(refused.message().contains("37.50 there"), "{}", refused.message());
    desk.propose(proposal(&specialist)).await.expect("four years make 50 points");
}
