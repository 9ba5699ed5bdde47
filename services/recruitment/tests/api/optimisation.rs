//! Free seats filled from other vacancies of the period (*optimalisasi*).

use crate::{
    AUTHORITY, COMMITTEE, Recruitment,
    final_orders::{PERIOD, Row, end, parent},
    refusal,
};
use contracts::{
    google::r#type::Date,
    needs::v1::NeedKind,
    recruitment::{
        events::v1::{CandidateAppointed, ResultPublished, VacancyUnfilled},
        v1::{self as pb, DifferenceKind, official_list::Stage},
    },
};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::Code;
use uuid::Uuid;

const SMP_A: &str = "Dinas Pendidikan | SMP A";
const SMP_B: &str = "Dinas Pendidikan | SMP B";

const GENERAL: Row = Row { number: 1, unit: SMP_A, kind: NeedKind::General, seats: 1 };
const SPECIAL: Row = Row { number: 2, unit: SMP_A, kind: NeedKind::Disability, seats: 1 };

/// D3 meets the special mark only and is the best; D1 and D2 meet the general one too.
const D3: ([i32; 3], i64) = ([60, 90, 180], 450);
const D1: ([i32; 3], i64) = ([65, 80, 166], 420);
const D2: ([i32; 3], i64) = ([70, 90, 170], 400);
const NOBODY: ([i32; 3], i64) = ([60, 150, 200], 0);

fn codes(results: &[pb::Result]) -> Vec<(String, String)> {
    results.iter().map(|one| (one.participant_number.clone(), one.final_code.clone())).collect()
}

async fn moves(recruitment: &Recruitment, vacancy: &str) -> Vec<pb::Move> {
    let list =
        pb::ListMovesRequest { parent: parent(), period: PERIOD.into(), vacancy: vacancy.into(), ..Default::default() };
    let request = recruitment.harness.request(COMMITTEE, list);
    recruitment.scoring().list_moves(request).await.unwrap().into_inner().moves
}

#[tokio::test]
async fn o1_a_special_runner_up_takes_the_general_seat_and_is_appointed_to_it() {
    let mut recruitment = Recruitment::start().await;
    let (general, _) = recruitment.ranked_row(GENERAL, &[NOBODY]).await;
    let (special, people) = recruitment.ranked_row(SPECIAL, &[D3, D1, D2]).await;
    let filled = recruitment.fill().await;
    assert_eq!((filled.vacancies, filled.free_before, filled.free_after), (2, 1, 0));
    assert_eq!((filled.moved, filled.contested), (1, 0));
    let people = recruitment.shown(&people).await;
    let expected = [("SELECTED", "P/L"), ("MOVED", "P/L-U1"), ("NOT_SELECTED", "P/TL")];
    assert_eq!(people.iter().map(end).collect::<Vec<_>>(), expected.map(|(end, code)| (end.into(), code.into())));
    let listed = moves(&recruitment, &general.name).await;
    assert_eq!(listed, moves(&recruitment, &special.name).await);
    let [moved] = &listed[..] else { panic!("{listed:?}") };
    assert_eq!(
        (&moved.application, &moved.from_vacancy, &moved.to_vacancy),
        (&people[1].name, &special.name, &general.name)
    );
    assert_eq!((moved.code.as_str(), moved.pass, moved.pool_rank, moved.contested), ("U-1", 3, 1, false));
    assert!(moved.reason.contains("special needs of the same place"), "{}", moved.reason);

    // Both lists show the move, whichever is public first; the seat is the general one's.
    let (general, special) = (recruitment.get(&general).await, recruitment.get(&special).await);
    recruitment.publish(&special).await.unwrap();
    let general = recruitment.publish(&general).await.unwrap().into_inner();
    let number = &people[1].participant_number;
    let shown = recruitment.published_list(&general).await;
    assert_eq!(codes(&shown).last(), Some(&(number.clone(), "P/L-U1".to_owned())));
    let moved = shown.last().unwrap();
    assert_eq!((&moved.moved_from, &moved.moved_to), (&special.name, &general.name));
    assert!(codes(&recruitment.published_list(&special).await).contains(&(number.clone(), "P/L-U1".to_owned())));
    let events = recruitment.harness.published(4).await;
    let told: ResultPublished = events[3].as_message().unwrap().unwrap();
    assert_eq!((told.vacancy, told.seats, told.selected), (general.name.clone(), 1, 1));

    let appoint = pb::AppointCandidateRequest {
        name: people[1].name.clone(),
        etag: recruitment.application(&people[1].name).await.etag,
        appointment_date: Some(Date { year: 2025, month: 5, day: 1 }),
        request_id: String::new(),
    };
    let request = recruitment.harness.request(AUTHORITY, appoint);
    recruitment.applications.appoint_candidate(request).await.unwrap();
    let event: CandidateAppointed = recruitment.harness.published(5).await[4].as_message().unwrap().unwrap();
    assert_eq!((event.application, event.vacancy), (people[1].name.clone(), general.name.clone()));
    assert_eq!((event.need, event.position), (general.need.clone(), general.position.clone()));
    let (general, special) = (recruitment.get(&general).await, recruitment.get(&special).await);
    assert_eq!((general.appointed, special.appointed), (1, 0));
}

#[tokio::test]
async fn a_published_vacancy_that_is_filled_later_tells_its_result_anew() {
    let mut recruitment = Recruitment::start().await;
    let general = Row { seats: 2, ..GENERAL };
    let (general, _) = recruitment.ranked_row(general, &[NOBODY]).await;
    let published = recruitment.publish(&general).await.unwrap().into_inner();
    let (_, people) = recruitment.ranked_row(SPECIAL, &[D3, D1]).await;
    let filled = recruitment.fill().await;
    assert_eq!((filled.free_before, filled.moved, filled.free_after), (2, 1, 1));
    let now = recruitment.get(&published).await;
    assert_ne!(now.etag, published.etag);
    // Opened, published, unfilled; opened; published and unfilled anew.
    let events = recruitment.harness.published(6).await;
    let told: ResultPublished = events[4].as_message().unwrap().unwrap();
    assert_eq!((told.vacancy.as_str(), told.selected), (published.name.as_str(), 1));
    assert_eq!(now.etag, format!("\"{}\"", told.version));
    let left: VacancyUnfilled = events[5].as_message().unwrap().unwrap();
    assert_eq!((left.vacancy.as_str(), left.free_seats), (published.name.as_str(), 1));
    let shown = codes(&recruitment.published_list(&published).await);
    assert_eq!(shown.last(), Some(&(people[1].participant_number.clone(), "P/L-U1".to_owned())));
    // Nobody is left to move, and nobody moves twice.
    let again = recruitment.fill().await;
    assert_eq!((again.free_before, again.moved, again.free_after), (1, 0, 1));
    assert_eq!(recruitment.get(&published).await.etag, now.etag);
}

#[tokio::test]
async fn the_same_request_fills_once() {
    let mut recruitment = Recruitment::start().await;
    recruitment.ranked_row(GENERAL, &[NOBODY]).await;
    recruitment.ranked_row(SPECIAL, &[D3, D1]).await;
    let message = pb::FillUnfilledSeatsRequest {
        parent: parent(),
        period: PERIOD.into(),
        request_id: Uuid::now_v7().to_string(),
    };
    let calls: Vec<_> = (0..4)
        .map(|_| {
            let (mut scoring, request) =
                (recruitment.scoring(), recruitment.harness.request(COMMITTEE, message.clone()));
            tokio::spawn(async move { scoring.fill_unfilled_seats(request).await.unwrap().into_inner() })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().moved, 1);
    }
    assert_eq!(recruitment.harness.number("SELECT count(*) FROM recruitment.moves").await, 1);
}

#[tokio::test]
async fn two_who_fill_at_once_move_everybody_once() {
    let mut recruitment = Recruitment::start().await;
    recruitment.ranked_row(GENERAL, &[NOBODY]).await;
    recruitment.ranked_row(SPECIAL, &[D3, D1, D2]).await;
    let (one, two) = tokio::join!(recruitment.fill(), recruitment.fill());
    assert_eq!(one.moved + two.moved, 1);
}

#[tokio::test]
async fn what_the_passes_need_is_checked() {
    let recruitment = Recruitment::start().await;
    let ask = async |parent: String, period: &str| {
        let message = pb::FillUnfilledSeatsRequest { parent, period: period.into(), ..Default::default() };
        recruitment.scoring().fill_unfilled_seats(recruitment.harness.request(COMMITTEE, message)).await
    };
    assert_eq!(bad_fields(&ask("x".into(), "").await.unwrap_err()), ["parent", "period"]);
    assert_eq!(bad_fields(&ask(parent(), "cpns-1945").await.unwrap_err()), ["period"]);
    let refused = ask(parent(), "2018").await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "PASSES_NOT_APPLIED".into()));
    assert_eq!(ask(format!("instansi/{OTHER_TENANT}"), PERIOD).await.unwrap_err().code(), Code::PermissionDenied);
    let list = pb::ListMovesRequest { parent: "x".into(), page_token: "x".into(), ..Default::default() };
    let refused = recruitment.scoring().list_moves(recruitment.harness.request(COMMITTEE, list)).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["parent", "page_token", "period"]);
}

#[tokio::test]
async fn another_place_comes_after_the_same_place() {
    let mut recruitment = Recruitment::start().await;
    recruitment.ranked_row(GENERAL, &[NOBODY]).await;
    let (_, special) = recruitment.ranked_row(SPECIAL, &[D3, D1]).await;
    // X at SMP B is better than D1, but U-1 comes before U-2.
    let elsewhere = Row { number: 3, unit: SMP_B, kind: NeedKind::General, seats: 1 };
    let (_, others) = recruitment.ranked_row(elsewhere, &[([150, 175, 225], 500), ([80, 100, 180], 480)]).await;
    assert_eq!(recruitment.fill().await.moved, 1);
    assert_eq!(end(&recruitment.application(&special[1].name).await).1, "P/L-U1");
    assert_eq!(end(&recruitment.application(&others[1].name).await).1, "P/TL");
}

/// Whoever moved in has a seat of this vacancy: an official list that leaves the name out is not complete.
#[tokio::test]
async fn an_official_list_names_who_moved_in() {
    let mut recruitment = Recruitment::start().await;
    let (general, own) = recruitment.ranked_row(GENERAL, &[NOBODY]).await;
    let (_, people) = recruitment.ranked_row(SPECIAL, &[D3, D1]).await;
    assert_eq!(recruitment.fill().await.moved, 1);
    let row = |one: &pb::Application, code: &str, seat: bool| pb::OfficialRow {
        participant_number: one.participant_number.clone(),
        code: code.into(),
        seat: Some(seat),
        ..Default::default()
    };
    let rows = [row(&own[0], "TL", false), row(&people[1], "P/L-U1", true)];
    let list = recruitment.audited(&general, Stage::Final, &rows).await;
    assert_eq!(recruitment.differences(&list, DifferenceKind::Unspecified, 10).await, []);
    let list = recruitment.audited(&general, Stage::Final, &rows[..1]).await;
    let missing = (0, DifferenceKind::MissingParticipant, "participant_number".to_owned());
    assert_eq!(recruitment.differences(&list, DifferenceKind::Unspecified, 10).await, [missing]);
}
