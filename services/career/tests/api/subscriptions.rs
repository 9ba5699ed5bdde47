use crate::{Career, HR, appointment};
use contracts::{
    career::events::v1::{PositionFilled, ServantAppointed},
    career::v1 as pb,
    evaluation::events::v1::SkpFinalised,
    evaluation::v1::Predicate,
};
use platform::testing::{TENANT, eventually};
use uuid::Uuid;

#[tokio::test]
async fn an_appointed_candidate_becomes_a_servant_with_a_seat() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    assert_eq!(servant.state(), pb::servant::State::AwaitingNip);
    assert_eq!(servant.placement.as_ref().map(|placement| placement.seat), Some(1));
    let events = career.harness.published(2).await;
    let appointed: ServantAppointed = events[0].as_message().unwrap().unwrap();
    let filled: PositionFilled = events[1].as_message().unwrap().unwrap();
    assert_eq!((appointed.servant, filled.servant), (servant.name.clone(), servant.name));
    assert!(events.iter().all(|event| event.caused_by.is_some()));
}

#[tokio::test]
async fn an_appointment_goes_by_the_rules_that_its_service_was_given() {
    let mut usual = Career::start().await;
    let mut other = Career::start_with(|rules| rules.competency = "competency-profile-weighted-2020".into()).await;
    usual.appointed(1).await;
    other.appointed(1).await;
    let by_usual = "SELECT count(*) FROM career.competency_profiles WHERE ruleset = 'competency-profile-2020'";
    let by_other = "SELECT count(*) FROM career.competency_profiles WHERE ruleset = 'competency-profile-weighted-2020'";
    assert_eq!((usual.harness.number(by_usual).await, usual.harness.number(by_other).await), (1, 0));
    assert_eq!((other.harness.number(by_usual).await, other.harness.number(by_other).await), (0, 1));
}

#[tokio::test]
async fn an_event_delivered_twice_is_applied_once() {
    let mut career = Career::start().await;
    let event = appointment(1);
    let id = career.harness.deliver("recruitment", 1, &event.application, &event).await.unwrap();
    career.harness.applied("recruitment", 1).await;
    let kind = "asn.recruitment.events.v1.CandidateAppointed";
    let bytes = prost::Message::encode_to_vec(&event);
    career.harness.deliver_raw("recruitment", 1, id, &event.application, kind, bytes).await.unwrap();
    career.appointed(2).await;
    assert_eq!(career.by_application(&event.application).await.len(), 1);
    assert_eq!(career.harness.number("SELECT count(*) FROM career.placements").await, 2);
}

#[tokio::test]
async fn events_out_of_order_are_applied_in_order() {
    let mut career = Career::start().await;
    for number in [3, 2] {
        let event = appointment(number);
        career.harness.deliver("recruitment", number, &event.application, &event).await.unwrap();
    }
    career.appointed(1).await;
    career.harness.applied("recruitment", 3).await;
    let seats = "SELECT count(*) FROM career.placements JOIN career.servants USING (servant_id)
                 WHERE seat = right(application, 1)::int";
    assert_eq!(career.harness.number(seats).await, 3);
}

#[tokio::test]
async fn a_malformed_event_is_set_aside_and_the_rest_flows() {
    let mut career = Career::start().await;
    let kind = "asn.recruitment.events.v1.CandidateAppointed";
    let aggregate = format!("instansi/{TENANT}/vacancies/x");
    let poison = career.harness.deliver_raw("recruitment", 1, Uuid::now_v7(), &aggregate, kind, vec![0xff]);
    poison.await.unwrap();
    career.appointed(2).await;
    assert_eq!(career.harness.number("SELECT count(*) FROM career.dead_letters WHERE error IS NOT NULL").await, 1);
    assert_eq!(career.harness.number("SELECT count(*) FROM career.servants").await, 1);
}

#[tokio::test]
async fn a_rating_waits_for_its_servant_and_an_older_one_changes_nothing() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    for (sequence, year, predicate) in [(1, 2025, Predicate::Good), (2, 2024, Predicate::Poor)] {
        let event = SkpFinalised {
            appraisal: format!("instansi/{TENANT}/appraisals/{}", Uuid::now_v7()),
            version: 1,
            servant: servant.name.clone(),
            year,
            predicate: predicate.into(),
        };
        career.harness.deliver("evaluation", sequence, &event.appraisal, &event).await.unwrap();
    }
    career.harness.applied("evaluation", 2).await;
    let request = career.harness.request(HR, pb::GetServantRequest { name: servant.name });
    let rated = career.client.get_servant(request).await.unwrap().into_inner();
    assert_eq!((rated.rating.as_str(), rated.rating_year), ("GOOD", 2025));
}

#[tokio::test]
async fn a_rating_told_twice_or_malformed_changes_nothing_more() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let appraisal = format!("instansi/{TENANT}/appraisals/{}", Uuid::now_v7());
    let good = Predicate::Good.into();
    let event = SkpFinalised {
        appraisal: appraisal.clone(),
        version: 1,
        servant: servant.name.clone(),
        year: 2025,
        predicate: good,
    };
    let id = career.harness.deliver("evaluation", 1, &appraisal, &event).await.unwrap();
    career.harness.applied("evaluation", 1).await;
    let (kind, bytes) = ("asn.evaluation.events.v1.SkpFinalised", prost::Message::encode_to_vec(&event));
    career.harness.deliver_raw("evaluation", 1, id, &appraisal, kind, bytes).await.unwrap();
    let poison =
        career.harness.deliver_raw("evaluation", 2, Uuid::now_v7(), "instansi/6571/appraisals/b", kind, vec![0xff]);
    poison.await.unwrap();
    career.harness.applied("evaluation", 2).await;
    assert_eq!(career.harness.number("SELECT max(version) FROM career.servants").await, 2);
    assert_eq!(career.harness.number("SELECT count(*) FROM career.dead_letters").await, 1);
}

#[tokio::test]
async fn a_rating_of_an_unknown_servant_is_retried_until_the_servant_is_there() {
    let mut career = Career::start().await;
    let name = format!("instansi/{TENANT}/servants/{}", Uuid::now_v7());
    let event = SkpFinalised { servant: name, year: 2025, predicate: 2, version: 1, appraisal: "a".into() };
    career.harness.deliver("evaluation", 1, &format!("instansi/{TENANT}/appraisals/a"), &event).await.unwrap();
    career.harness.applied("evaluation", 1).await;
    eventually(async || {
        let tries = career.harness.number("SELECT coalesce(max(attempts), 0)::bigint FROM career.dead_letters").await;
        (tries >= 1).then_some(())
    })
    .await;
    assert!(career.by_application(&appointment(9).application).await.is_empty());
}
