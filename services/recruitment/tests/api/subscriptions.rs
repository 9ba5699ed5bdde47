use crate::{COMMITTEE, Recruitment, need};
use contracts::recruitment::v1 as pb;
use platform::testing::TENANT;
use prost::Message;
use uuid::Uuid;

const KIND: &str = "asn.needs.events.v1.NeedDetermined";

#[tokio::test]
async fn a_determined_need_becomes_a_draft() {
    let mut recruitment = Recruitment::start().await;
    let event = need(TENANT, 1, 3);
    let draft = recruitment.drafted(1, &event).await;
    assert_eq!(draft.state(), pb::vacancy::State::Draft);
    assert_eq!((draft.programme(), draft.decision_number.as_str()), (pb::Programme::Unspecified, "320/2024"));
    assert_eq!((draft.need, draft.position, draft.seats), (event.need, event.position, 3));
    assert_eq!((draft.kind, draft.education), (event.kind, event.education));
    assert_eq!((draft.period.as_str(), draft.close_time, draft.etag.as_str()), ("", None, "\"1\""));
    let caused = "SELECT count(*) FROM recruitment.vacancies WHERE caused_by IS NOT NULL";
    assert_eq!(recruitment.harness.number(caused).await, 1);
}

#[tokio::test]
async fn an_event_delivered_twice_drafts_one_vacancy() {
    let mut recruitment = Recruitment::start().await;
    let event = need(TENANT, 1, 3);
    let id = recruitment.harness.deliver("needs", 1, &event.need, &event).await.unwrap();
    recruitment.harness.applied("needs", 1).await;
    let again = recruitment.harness.deliver_raw("needs", 1, id, &event.need, KIND, event.encode_to_vec());
    again.await.unwrap();
    recruitment.drafted(2, &need(TENANT, 2, 1)).await;
    assert_eq!(recruitment.by_need(&event.need).await.len(), 1);
    assert_eq!(recruitment.harness.number("SELECT count(*) FROM recruitment.dead_letters").await, 0);
}

#[tokio::test]
async fn a_need_told_again_under_another_number_is_set_aside() {
    let mut recruitment = Recruitment::start().await;
    let event = need(TENANT, 1, 3);
    recruitment.drafted(1, &event).await;
    recruitment.harness.deliver("needs", 2, &event.need, &event).await.unwrap();
    recruitment.drafted(3, &need(TENANT, 2, 1)).await;
    assert_eq!(recruitment.by_need(&event.need).await.len(), 1);
    assert_eq!(recruitment.harness.number("SELECT count(*) FROM recruitment.dead_letters").await, 1);
}

#[tokio::test]
async fn events_out_of_order_are_applied_in_order() {
    let mut recruitment = Recruitment::start().await;
    for number in [3, 2] {
        let event = need(TENANT, number, 1);
        recruitment.harness.deliver("needs", number, &event.need, &event).await.unwrap();
    }
    recruitment.drafted(1, &need(TENANT, 1, 1)).await;
    recruitment.harness.applied("needs", 3).await;
    let request = pb::ListDraftsRequest { parent: format!("instansi/{TENANT}"), ..Default::default() };
    let request = recruitment.harness.request(COMMITTEE, request);
    let listed = recruitment.vacancies.list_drafts(request).await.unwrap().into_inner().vacancies;
    let needs: Vec<_> = listed.into_iter().map(|vacancy| vacancy.need).collect();
    assert_eq!(needs, [1, 2, 3].map(|number| need(TENANT, number, 1).need));
}

#[tokio::test]
async fn malformed_events_are_set_aside_and_the_rest_flows() {
    let mut recruitment = Recruitment::start().await;
    let aggregate = |number: u128| format!("instansi/{TENANT}/needs/{}", Uuid::from_u128(number));
    let (first, noise) = (aggregate(11), vec![0xff]);
    recruitment.harness.deliver_raw("needs", 1, Uuid::now_v7(), &first, KIND, noise).await.unwrap();
    let mut poison = vec![need(TENANT, 12, 0), need("5473", 13, 1), need(TENANT, 14, 1), need(TENANT, 15, 1)];
    poison[2].kind = 99;
    poison[3].kind = 0;
    for (sequence, event) in (2..).zip(&poison) {
        let aggregate = aggregate(10 + sequence as u128);
        recruitment.harness.deliver("needs", sequence, &aggregate, event).await.unwrap();
    }
    recruitment.drafted(6, &need(TENANT, 1, 1)).await;
    let set_aside = "SELECT count(*) FROM recruitment.dead_letters WHERE error IS NOT NULL";
    assert_eq!(recruitment.harness.number(set_aside).await, 5);
    assert_eq!(recruitment.harness.number("SELECT count(*) FROM recruitment.vacancies").await, 1);
}
