use crate::{Evaluation, MACHINE, appointment, assert_refused, create_appraisal};
use contracts::{
    career::events::v1::{AppointmentCorrected, ServantAppointed},
    evaluation::v1 as pb,
    google::r#type::Date,
};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields};
use sqlx::AssertSqlSafe;
use tonic::Code;
use uuid::Uuid;

const KIND: &str = "asn.career.events.v1.ServantAppointed";
const SERVANTS: &str = "SELECT count(*) FROM evaluation.servants";

#[tokio::test]
async fn an_appointed_servant_can_be_appraised() {
    let mut evaluation = Evaluation::start().await;
    let servant = appointment(1).servant;
    let early = evaluation.harness.request(MACHINE, create_appraisal(&servant, 2025));
    assert_refused(evaluation.appraisals.create_appraisal(early).await, Code::NotFound, "SERVANT_NOT_FOUND");
    let appraisal = evaluation.appraisal().await;
    assert_eq!((appraisal.servant, appraisal.state), (servant, pb::appraisal::State::Planned.into()));
    let copied = "SELECT count(*) FROM evaluation.servants
                  WHERE instansi = '6571' AND appointment_date = '2025-05-01' AND position <> '' AND caused_by IS NOT NULL";
    assert_eq!(evaluation.harness.number(copied).await, 1);
}

#[tokio::test]
async fn an_event_delivered_twice_is_applied_once() {
    let evaluation = Evaluation::start().await;
    let event = appointment(1);
    let id = evaluation.harness.deliver("career", 1, &event.servant, &event).await.unwrap();
    evaluation.harness.applied("career", 1).await;
    let bytes = prost::Message::encode_to_vec(&event);
    evaluation.harness.deliver_raw("career", 1, id, &event.servant, KIND, bytes).await.unwrap();
    evaluation.appointed(2).await;
    assert_eq!(evaluation.harness.number(SERVANTS).await, 2);
    assert_eq!(evaluation.harness.number("SELECT count(*) FROM evaluation.dead_letters").await, 0);
}

#[tokio::test]
async fn a_servant_told_again_stays_as_first_told() {
    let evaluation = Evaluation::start().await;
    let servant = evaluation.appointed(1).await;
    let again = ServantAppointed { position: "another".into(), ..appointment(1) };
    evaluation.harness.deliver("career", 2, &servant, &again).await.unwrap();
    evaluation.harness.applied("career", 2).await;
    let moved = "SELECT count(*) FROM evaluation.servants WHERE position = 'another'";
    assert_eq!(evaluation.harness.number(moved).await, 0);
}

#[tokio::test]
async fn a_corrected_first_day_is_the_one_that_counts() {
    let evaluation = Evaluation::start().await;
    let servant = evaluation.appointed(1).await;
    // Chosen for another post while in service: imported, with the first day on that post.
    let imported = AssertSqlSafe(format!(
        "INSERT INTO evaluation.chosen_servants (application, instansi, servant, start_date)
         VALUES ('later', '{TENANT}', '{servant}', '2027-03-01')"
    ));
    sqlx::query(imported).execute(&evaluation.harness.pool).await.unwrap();
    let appointment_date = appointment(1).appointment_date.map(|day| Date { month: 4, ..day });
    let corrected = AppointmentCorrected { servant: servant.clone(), version: 2, appointment_date };
    evaluation.harness.deliver("career", 2, &servant, &corrected).await.unwrap();
    evaluation.harness.applied("career", 2).await;
    for days in
        ["SELECT appointment_date FROM evaluation.servants", "SELECT start_date FROM evaluation.chosen_servants"]
    {
        let april = AssertSqlSafe(format!("SELECT count(*) FROM ({days}) AS one (day) WHERE day = '2025-04-01'"));
        let found: i64 = sqlx::query_scalar(april).fetch_one(&evaluation.harness.pool).await.unwrap();
        assert_eq!(found, 1, "{days}");
    }
    let kept = "SELECT count(*) FROM evaluation.chosen_servants WHERE start_date = '2027-03-01'";
    assert_eq!(evaluation.harness.number(kept).await, 1);
    let nobody = AppointmentCorrected { servant: format!("{servant}x"), ..corrected };
    evaluation.harness.deliver("career", 3, &servant, &nobody).await.unwrap();
    evaluation.harness.applied("career", 3).await;
    assert_eq!(evaluation.harness.number("SELECT count(*) FROM evaluation.dead_letters").await, 1);
}

#[tokio::test]
async fn events_out_of_order_are_all_applied() {
    let evaluation = Evaluation::start().await;
    for number in [3, 2] {
        let event = appointment(number);
        evaluation.harness.deliver("career", number, &event.servant, &event).await.unwrap();
    }
    evaluation.appointed(1).await;
    evaluation.harness.applied("career", 3).await;
    assert_eq!(evaluation.harness.number(SERVANTS).await, 3);
}

#[tokio::test]
async fn a_malformed_event_is_set_aside_and_the_rest_flows() {
    let evaluation = Evaluation::start().await;
    let malformed = format!("instansi/{TENANT}/servants/{}", Uuid::from_u128(91));
    let aggregate = |n: u128| format!("instansi/{TENANT}/servants/{}", Uuid::from_u128(n));
    let poison = evaluation.harness.deliver_raw("career", 1, Uuid::now_v7(), &malformed, KIND, vec![0xff]);
    poison.await.unwrap();
    let nameless = ServantAppointed { servant: "servants/x".into(), ..appointment(2) };
    evaluation.harness.deliver("career", 2, &aggregate(92), &nameless).await.unwrap();
    let dateless = ServantAppointed { appointment_date: None, ..appointment(3) };
    evaluation.harness.deliver("career", 3, &aggregate(93), &dateless).await.unwrap();
    evaluation.appointed(4).await;
    let set_aside = "SELECT count(*) FROM evaluation.dead_letters WHERE error IS NOT NULL";
    assert_eq!(evaluation.harness.number(set_aside).await, 3);
    assert_eq!(evaluation.harness.number(SERVANTS).await, 1);
}

#[tokio::test]
async fn a_servant_of_another_instansi_is_no_servant_here() {
    let mut evaluation = Evaluation::start().await;
    let event = appointment(1);
    let foreign = ServantAppointed { servant: event.servant.replace(TENANT, OTHER_TENANT), ..event };
    evaluation.harness.deliver("career", 1, &foreign.servant, &foreign).await.unwrap();
    evaluation.harness.applied("career", 1).await;
    let request = evaluation.harness.request(MACHINE, create_appraisal(&foreign.servant, 2025));
    assert_eq!(bad_fields(&evaluation.appraisals.create_appraisal(request).await.unwrap_err()), ["servant"]);
}
