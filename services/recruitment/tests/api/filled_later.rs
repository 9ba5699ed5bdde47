//! Free seats that wait: for a vacancy of the job that is ranked later, for objections, for who replaces somebody; and what the
//! public log says of who leaves.

use crate::{
    AUTHORITY, COMMITTEE, Recruitment,
    final_orders::{Marks, PERIOD, Row, end, parent},
    refusal,
};
use contracts::{
    google::r#type::Date,
    needs::v1::NeedKind,
    recruitment::v1::{
        self as pb, answer_objection_request::Decision, correct_result_request::Correction, objection::Cause,
    },
};
use jiff::SignedDuration;
use platform::testing::eventually;
use sqlx::AssertSqlSafe;
use std::time::Instant;
use tonic::Code;

const SMP_A: &str = "Dinas Pendidikan | SMP A";
const SMP_B: &str = "Dinas Pendidikan | SMP B";

// Their needs are heard in the order of the numbers.
const SPECIAL: Row = Row { number: 1, unit: SMP_A, kind: NeedKind::Disability, seats: 1 };
const GENERAL: Row = Row { number: 2, unit: SMP_A, kind: NeedKind::General, seats: 1 };
const ELSEWHERE: Row = Row { number: 3, unit: SMP_B, kind: NeedKind::General, seats: 1 };

const D3: Marks = ([60, 90, 180], 450);
const D1: Marks = ([65, 80, 166], 420);
const D2: Marks = ([70, 90, 170], 400);
const NOBODY: Marks = ([60, 150, 200], 0);

/// Moved, waiting, and free in the end.
fn seats(filled: pb::FillUnfilledSeatsResponse) -> (i32, i32, i32) {
    (filled.moved, filled.waiting, filled.free_after)
}

impl Recruitment {
    /// Lets the results that are public be objected to for three days from now on.
    async fn open_to_objections(&self) {
        let now = self.harness.clock.now();
        let window = format!(
            "UPDATE recruitment.vacancies
             SET objections_open = '{now}', objections_close = '{now}'::timestamptz + interval '3 days',
                 answers_until = '{now}'::timestamptz + interval '10 days'
             WHERE state = 'published'",
        );
        sqlx::query(AssertSqlSafe(window)).execute(&self.harness.pool).await.unwrap();
    }
}

#[tokio::test]
async fn a_job_waits_until_all_of_its_vacancies_are_ranked() {
    let mut recruitment = Recruitment::start().await;
    let (_, special) = recruitment.ranked_row(SPECIAL, &[D3, D1]).await;
    let (general, _) = recruitment.ranked_row(GENERAL, &[NOBODY]).await;
    let published = recruitment.publish(&general).await.unwrap().into_inner();
    // Its runners-up may be the better ones.
    let open = recruitment.opened_row(ELSEWHERE, None).await;
    assert_eq!(seats(recruitment.fill().await), (0, 1, 1));
    assert_eq!(recruitment.get(&published).await.etag, published.etag);
    let screened = recruitment.screened(&open).await;
    assert_eq!(seats(recruitment.fill().await), (0, 1, 1));
    let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
    recruitment.rank_final(&ranked).await.unwrap();
    // Nobody applied there, so that seat stays free.
    assert_eq!(seats(recruitment.fill().await), (1, 0, 1));
    assert_eq!(end(&recruitment.application(&special[1].name).await), ("MOVED".into(), "P/L-U1".into()));
    let listed = recruitment.published_list(&published).await;
    assert_eq!(listed.last().unwrap().participant_number, special[1].participant_number);
}

#[tokio::test]
async fn a_job_waits_while_a_result_can_be_objected_to_or_an_objection_has_no_answer() {
    let mut recruitment = Recruitment::start().await;
    let (special, people) = recruitment.ranked_row(SPECIAL, &[D3, D1]).await;
    recruitment.ranked_row(GENERAL, &[NOBODY]).await;
    recruitment.publish(&special).await.unwrap();
    recruitment.open_to_objections().await;
    let filed = recruitment.object(&people[1], &[]).await.unwrap().into_inner();
    assert_eq!(seats(recruitment.fill().await), (0, 1, 1));
    let later = recruitment.harness.clock.now() + SignedDuration::from_hours(72);
    recruitment.harness.clock.set(later);
    assert_eq!(seats(recruitment.fill().await), (0, 1, 1));
    recruitment.answer(&filed, Decision::Reject, Cause::NoError).await.unwrap();
    assert_eq!(seats(recruitment.fill().await), (1, 0, 0));
}

#[tokio::test]
async fn who_is_proposed_in_the_place_of_somebody_who_left_does_not_move() {
    let mut recruitment = Recruitment::start().await;
    let (special, people) = recruitment.ranked_row(SPECIAL, &[D3, D1, D2]).await;
    let special = recruitment.publish(&special).await.unwrap().into_inner();
    recruitment.ranked_row(GENERAL, &[NOBODY]).await;
    let first = recruitment.application(&people[0].name).await;
    recruitment.withdraw(&first, pb::WithdrawalCause::OwnWish).await.unwrap();
    let proposed = recruitment.replacements(&special).await.remove(0);
    assert_eq!(proposed.candidates, [people[1].name.clone()]);
    assert_eq!(recruitment.fill().await.moved, 1);
    assert_eq!(end(&recruitment.application(&people[2].name).await), ("MOVED".into(), "P/L-U1".into()));
    recruitment.confirm(&proposed, "", "").await.unwrap();
    assert_eq!(end(&recruitment.application(&people[1].name).await), ("SELECTED".into(), "P/L".into()));
}

#[tokio::test]
async fn the_log_of_a_published_vacancy_says_who_left_it_for_another_seat() {
    let mut recruitment = Recruitment::start().await;
    let (special, people) = recruitment.ranked_row(SPECIAL, &[D3, D1]).await;
    recruitment.publish(&special).await.unwrap();
    recruitment.ranked_row(GENERAL, &[NOBODY]).await;
    assert_eq!(recruitment.fill().await.moved, 1);
    let said = format!(
        "SELECT count(*) FROM recruitment.log_leaves
         WHERE kind = 'result' AND participant = '{}' AND data LIKE '%moved%' AND position IS NOT NULL",
        people[1].participant_number
    );
    eventually(async || {
        let count: i64 =
            sqlx::query_scalar(AssertSqlSafe(said.as_str())).fetch_one(&recruitment.harness.pool).await.ok()?;
        (count == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_tie_in_which_somebody_got_another_seat_is_looked_at_anew() {
    let mut recruitment = Recruitment::start().await;
    let twin = ([90, 130, 200], 400);
    let (empty, _) = recruitment.ranked_row(Row { number: 1, ..GENERAL }, &[NOBODY]).await;
    let (other, people) =
        recruitment.ranked_row(Row { number: 2, ..ELSEWHERE }, &[([100, 150, 200], 480), twin, twin]).await;
    let other = recruitment.publish(&other).await.unwrap().into_inner();
    assert_eq!(recruitment.fill().await.contested, 2);
    let first = recruitment.application(&people[0].name).await;
    recruitment.withdraw(&first, pb::WithdrawalCause::OwnWish).await.unwrap();
    let tied = recruitment.replacements(&other).await.remove(0);
    recruitment.confirm(&tied, &people[1].name, "S-12/2025").await.unwrap();
    let empty = recruitment.get(&empty).await;
    let message = pb::RecordTieDecisionRequest {
        name: empty.name.clone(),
        etag: empty.etag.clone(),
        winners: vec![people[1].participant_number.clone()],
        letter_number: "B/17/Panselnas/2025".into(),
        reason: "Rahasia panitia".into(),
        request_id: String::new(),
    };
    let refused = recruitment.scoring().record_tie_decision(recruitment.harness.request(COMMITTEE, message)).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NO_TIE".into()));
    let filled = recruitment.fill().await;
    assert_eq!((filled.moved, filled.contested, filled.free_after), (1, 0, 0));
    let ends = recruitment.shown(&people).await;
    let ends: Vec<_> = ends.iter().map(|one| end(one).0).collect();
    assert_eq!(ends, ["NOT_SELECTED", "SELECTED", "MOVED"]);
}

#[tokio::test]
async fn a_public_tie_is_not_decided_while_the_result_can_be_objected_to() {
    let mut recruitment = Recruitment::start().await;
    let twin = ([90, 130, 200], 400);
    let (ranked, people) = recruitment.ranked_row(Row { number: 1, ..GENERAL }, &[twin, twin]).await;
    let published = recruitment.publish(&ranked).await.unwrap().into_inner();
    recruitment.open_to_objections().await;
    let message = pb::RecordTieDecisionRequest {
        name: published.name.clone(),
        etag: published.etag.clone(),
        winners: vec![people[1].participant_number.clone()],
        letter_number: "B/17/Panselnas/2025".into(),
        reason: "Rahasia panitia".into(),
        request_id: String::new(),
    };
    let decide = || recruitment.harness.request(COMMITTEE, message.clone());
    let refused = recruitment.scoring().record_tie_decision(decide()).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "OBJECTIONS_OPEN".into()));
    recruitment.harness.clock.set(recruitment.harness.clock.now() + SignedDuration::from_hours(72));
    recruitment.scoring().record_tie_decision(decide()).await.unwrap();
}

/// Vacancies of 40 jobs in 25,000 places, every second without anybody selected, a third of them public; ten participants each,
/// nine with final points and no seat.
const VACANCIES: &str = "
    INSERT INTO recruitment.vacancies (vacancy_id, instansi, state, need, position, position_title, unit_path, kind, seats,
                                       education, year, period, ruleset, programme, open_time, close_time, version,
                                       create_time, update_time)
    SELECT uuidv7(), '6571', CASE n % 3 WHEN 0 THEN 'published' ELSE 'final_ranked' END, n, n, 'Jabatan ' || n % 40,
           'Unit ' || n % 25000, CASE n % 5 WHEN 0 THEN 'DISABILITAS' ELSE 'UMUM' END, 1, '{S-1}', 2024, $1, $1, 'cpns',
           now(), now(), 5, now(), now()
    FROM generate_series(1, 100000) AS n";
const PARTICIPANTS: &str = "
    INSERT INTO recruitment.applications (application_id, instansi, vacancy_id, period, participant_number, person_index,
                                          identity_key, identity_sealed, education, gpa_thousandths, submit_time, verdict,
                                          skd_attendance, twk, tiu, tkp, skd_code, skb_thousandths, skb_outcome,
                                          final_points, final_denominator, final_rank, decision, place, version)
    SELECT uuidv7(), '6571', vacancy_id, $1, lpad((need::int * 10 + nth)::text, 20, '0'), int4send(need::int * 10 + nth),
           decode(repeat('5a', 60), 'hex'), decode(repeat('5a', 74), 'hex'), 'S-1', 3450, now(), 'eligible', 'present', 100,
           130, 190, 'P/L', 380000, 'present', (need::bigint * 10 + nth) * 7919 % 10000019, 55, nth + 1,
           CASE WHEN nth = 0 AND need::int % 2 = 0 THEN 'selected' ELSE 'not_selected' END, nth + 1, 5
    FROM recruitment.vacancies CROSS JOIN generate_series(0, 9) AS nth";

#[tokio::test]
#[ignore = "takes two minutes: 100,000 vacancies and 1,000,000 participants are filled within one call"]
async fn a_nation_of_vacancies_is_filled_and_counted_in_one_call() {
    let recruitment = Recruitment::start().await;
    for statement in [VACANCIES, PARTICIPANTS] {
        sqlx::query(statement).bind(PERIOD).execute(&recruitment.harness.pool).await.unwrap();
    }
    sqlx::query("ANALYZE").execute(&recruitment.harness.pool).await.unwrap();
    let begun = Instant::now();
    let filled = recruitment.fill().await;
    eprintln!("filled in {:?}", begun.elapsed());
    assert_eq!((filled.vacancies, filled.free_before, filled.moved), (100_000, 50_000, 50_000));
    assert_eq!((filled.contested, filled.waiting, filled.free_after), (0, 0, 0));
    assert_eq!(recruitment.harness.number("SELECT count(*) FROM recruitment.moves").await, 50_000);
    let begun = Instant::now();
    let message = pb::GetRecapitulationRequest { parent: parent(), period: PERIOD.into() };
    let request = recruitment.harness.request(COMMITTEE, message);
    let whole = recruitment.scoring().get_recapitulation(request).await.unwrap().into_inner();
    eprintln!("counted in {:?}", begun.elapsed());
    let total = whole.total.unwrap();
    assert_eq!((total.applicants, total.moved_out, total.free), (1_000_000, 50_000, 0));
}

#[tokio::test]
async fn nobody_loses_a_seat_elsewhere_by_a_correction_unseen() {
    let mut recruitment = Recruitment::start().await;
    let (special, people) = recruitment.ranked_row(SPECIAL, &[D3, D1, D2]).await;
    let (general, _) = recruitment.ranked_row(GENERAL, &[NOBODY]).await;
    assert_eq!(seats(recruitment.fill().await), (1, 0, 0));
    let (special, general) = (recruitment.get(&special).await, recruitment.get(&general).await);
    recruitment.publish(&general).await.unwrap();
    let published = recruitment.publish(&special).await.unwrap().into_inner();
    recruitment.open_to_objections().await;
    let people = recruitment.shown(&people).await;
    let (moved, objector) = (&people[1], &people[2]);
    assert_eq!(end(moved).0, "MOVED");
    let filed = recruitment.object(objector, &[]).await.unwrap().into_inner();
    let filed = recruitment.answer(&filed, Decision::Accept, Cause::Scoring).await.unwrap().into_inner();
    recruitment.wait_for_objections();
    // Whoever was moved turns out not to meet the requirements: another vacancy's seat hangs on it, and somebody has to decide.
    let forged = Correction::IneligibleReason("Ijazah palsu".into());
    recruitment.correct(moved, &filed, forged).await.unwrap();
    let status = recruitment.rank_again(&published).await.unwrap_err();
    assert!(status.message().contains(&moved.participant_number), "{status:?}");
    assert_eq!(refusal::<()>(Err(status)), (Code::FailedPrecondition, "SEATS_ELSEWHERE".into()));
    // Nobody is appointed over it, and nobody else leaves meanwhile; the way out is that who was moved gives the seat back.
    let appoint = pb::AppointCandidateRequest {
        name: moved.name.clone(),
        etag: moved.etag.clone(),
        appointment_date: Some(Date { year: 2025, month: 5, day: 1 }),
        request_id: String::new(),
    };
    let request = recruitment.harness.request(AUTHORITY, appoint);
    let refused = recruitment.applications.appoint_candidate(request).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "CORRECTION_PENDING".into()));
    let refused = recruitment.withdraw(&people[0], pb::WithdrawalCause::OwnWish).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "CORRECTION_PENDING".into()));
    recruitment.withdraw(moved, pb::WithdrawalCause::OwnWish).await.unwrap();
    let ranked = recruitment.rank_again(&published).await.unwrap().into_inner().vacancy.unwrap();
    recruitment.publish_correction(&ranked).await.unwrap();
    let first = recruitment.application(&people[0].name).await;
    assert_eq!(end(&first).0, "SELECTED");
    recruitment.withdraw(&first, pb::WithdrawalCause::OwnWish).await.unwrap();
}

#[tokio::test]
async fn a_replacement_whose_candidate_got_another_seat_is_proposed_anew() {
    let mut recruitment = Recruitment::start().await;
    let (best, twin) = (([100, 150, 200], 480), ([90, 130, 200], 400));
    let (empty, _) = recruitment.ranked_row(Row { number: 1, ..GENERAL }, &[NOBODY]).await;
    let third = ([90, 130, 190], 380);
    let (here, people) = recruitment.ranked_row(Row { number: 2, ..ELSEWHERE }, &[best, twin, third]).await;
    let there = Row { number: 3, unit: "Dinas Pendidikan | SMP C", ..ELSEWHERE };
    recruitment.ranked_row(there, &[best, twin]).await;
    let here = recruitment.publish(&here).await.unwrap().into_inner();
    assert_eq!(recruitment.fill().await.contested, 2);
    let first = recruitment.application(&people[0].name).await;
    recruitment.withdraw(&first, pb::WithdrawalCause::OwnWish).await.unwrap();
    let proposed = recruitment.replacements(&here).await.remove(0);
    assert_eq!(proposed.candidates, [people[1].name.clone()]);
    let empty = recruitment.get(&empty).await;
    let message = pb::RecordTieDecisionRequest {
        name: empty.name.clone(),
        etag: empty.etag.clone(),
        winners: vec![people[1].participant_number.clone()],
        letter_number: "B/17/Panselnas/2025".into(),
        reason: "Rahasia panitia".into(),
        request_id: String::new(),
    };
    recruitment.scoring().record_tie_decision(recruitment.harness.request(COMMITTEE, message)).await.unwrap();
    let anew = recruitment.confirm(&proposed, "", "").await.unwrap().into_inner();
    assert_eq!((anew.state(), &anew.candidates), (pb::replacement::State::Proposed, &vec![people[2].name.clone()]));
    assert!(anew.chosen.is_empty() && anew.etag != proposed.etag);
    recruitment.confirm(&anew, "", "").await.unwrap();
    assert_eq!(end(&recruitment.application(&people[2].name).await).0, "SELECTED");
}
