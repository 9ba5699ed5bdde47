use crate::{Career, HR};
use contracts::{career::events::v1::PositionVacated, career::v1 as pb, google::r#type::Date};
use platform::testing::{TENANT, bad_fields, reason};
use tonic::Code;
use uuid::Uuid;

pub fn end(servant: &pb::Servant, day: i32) -> pb::EndPlacementRequest {
    pb::EndPlacementRequest {
        name: servant.name.clone(),
        etag: servant.etag.clone(),
        end_date: Some(Date { year: 2025, month: 5, day }),
        reason: "moved".into(),
        request_id: String::new(),
    }
}

#[tokio::test]
async fn an_ended_placement_frees_the_seat_for_the_next() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let ended = career.client.end_placement(career.harness.request(HR, end(&servant, 2))).await.unwrap().into_inner();
    assert_eq!(ended.placement, None);
    let events = career.harness.published(3).await;
    let vacated: PositionVacated = events[2].as_message().unwrap().unwrap();
    assert_eq!((vacated.servant, vacated.seat), (servant.name, 1));
    let known_before = "SELECT count(*) FROM career.placements WHERE upper_inf(valid) AND superseded_time IS NOT NULL";
    assert_eq!(career.harness.number(known_before).await, 1, "the row that ran stays");
    let stands = "SELECT count(*) FROM career.placements
                  WHERE superseded_time IS NULL AND upper(valid) = '2025-05-03' AND end_reason = 'moved'";
    assert_eq!(career.harness.number(stands).await, 1);
    let again = career.client.end_placement(career.harness.request(HR, end(&ended, 2))).await.unwrap_err();
    assert_eq!((again.code(), reason(&again).as_str()), (Code::FailedPrecondition, "NO_PLACEMENT"));
}

#[tokio::test]
async fn a_seat_has_one_holder_at_a_time() {
    let mut career = Career::start().await;
    let (first, second) = (career.appointed(1).await, career.appointed(2).await);
    assert_eq!(first.placement.unwrap().seat, 1);
    assert_eq!(second.placement.unwrap().seat, 2);
    let overlap = "INSERT INTO career.placements (position, seat, servant_id, instansi, valid)
                   SELECT position, 1, servant_id, instansi, valid FROM career.placements WHERE seat = 2";
    let refused = sqlx::query(overlap).execute(&career.harness.pool).await.unwrap_err();
    let constraint = refused.as_database_error().and_then(|error| error.constraint()).map(str::to_owned);
    assert!(matches!(constraint.as_deref(), Some("one_holder_a_seat" | "one_post_a_person")), "{constraint:?}");
}

#[tokio::test]
async fn a_placement_needs_a_reason_and_a_date_to_end() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let request = pb::EndPlacementRequest { end_date: None, reason: " ".into(), ..end(&servant, 1) };
    let refused = career.client.end_placement(career.harness.request(HR, request)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["end_date", "reason"]);
    let early = pb::EndPlacementRequest { end_date: Some(Date { year: 2025, month: 4, day: 30 }), ..end(&servant, 1) };
    let refused = career.client.end_placement(career.harness.request(HR, early)).await.unwrap_err();
    assert_eq!(reason(&refused), "NO_PLACEMENT");
    let ahead = career.client.end_placement(career.harness.request(HR, end(&servant, 3))).await.unwrap_err();
    assert_eq!(bad_fields(&ahead), ["end_date"]);
}

#[tokio::test]
async fn only_the_servant_as_read_ends_a_placement() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let stale = pb::EndPlacementRequest { etag: "\"9\"".into(), ..end(&servant, 2) };
    let refused = career.client.end_placement(career.harness.request(HR, stale)).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "ETAG_MISMATCH"));
    let nobody = format!("instansi/{TENANT}/servants/{}", Uuid::now_v7());
    let missing = pb::EndPlacementRequest { name: nobody, ..end(&servant, 2) };
    let absent = career.client.end_placement(career.harness.request(HR, missing)).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "SERVANT_NOT_FOUND"));
}

#[tokio::test]
async fn an_end_sent_twice_and_at_once_happens_once() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let once = pb::EndPlacementRequest { request_id: Uuid::now_v7().to_string(), ..end(&servant, 2) };
    let (mut first, mut second) = (career.client.clone(), career.client.clone());
    let (first, second) = tokio::join!(
        first.end_placement(career.harness.request(HR, once.clone())),
        second.end_placement(career.harness.request(HR, once.clone())),
    );
    assert_eq!(first.unwrap().into_inner(), second.unwrap().into_inner());
    let told = "SELECT count(*) FROM career.ledger WHERE type LIKE '%PositionVacated'";
    career.harness.published(3).await;
    assert_eq!(career.harness.number(told).await, 1);
}
