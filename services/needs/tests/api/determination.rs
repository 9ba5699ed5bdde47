use crate::{
    Needs, PARENT, PUSKESMAS, absent, anonymous, assert_refused, at_once, nobody,
    world::{create, determine, item},
};
use contracts::{
    google::r#type::Date,
    needs::{
        events::v1::NeedDetermined,
        v1::{self as pb, proposal::State},
    },
};
use platform::testing::{OTHER_TENANT, bad_fields};
use std::sync::Arc;
use tonic::{Code, Status};
use uuid::Uuid;

impl Needs {
    async fn need(&self, name: &str) -> Result<pb::Need, Status> {
        let request = anonymous(pb::GetNeedRequest { name: name.into() });
        Ok(self.proposals.clone().get_need(request).await?.into_inner())
    }

    async fn needs(&self, request: pb::ListNeedsRequest) -> Result<pb::ListNeedsResponse, Status> {
        Ok(self.proposals.clone().list_needs(anonymous(request)).await?.into_inner())
    }
}

#[tokio::test]
async fn every_item_with_seats_becomes_a_need_and_an_event() {
    let needs = Needs::start().await;
    let (midwife, nurse) = (needs.lacking("Bidan", 1, 4).await, needs.lacking("Perawat", 0, 2).await);
    let papua = pb::ProposalItem { kind: pb::NeedKind::IndigenousPapuan.into(), ..item(&midwife, 1) };
    let sent = needs.sent(create(&[item(&nurse, 2), item(&midwife, 2), papua])).await;
    let decision = pb::DetermineProposalRequest { total_seats: 3, item_seats: vec![2, 0, 1], ..determine(&sent) };
    let determined = needs.determine(decision).await.unwrap();
    assert_eq!((determined.state(), determined.seats_determined), (State::Determined, 3));
    assert_eq!(determined.decision_date, Some(Date { year: 2024, month: 8, day: 1 }));
    let seats: Vec<i32> = determined.items.iter().map(|item| item.seats_determined).collect();
    assert_eq!(seats, [2, 0, 1]);
    assert_eq!(needs.read(&sent).await, determined);
    let found = needs.list_needs().await;
    let events = needs.told(2).await;
    assert_eq!((found.len(), events.len()), (2, 2));
    let expected = [(&nurse, pb::NeedKind::General, 2), (&midwife, pb::NeedKind::IndigenousPapuan, 1)];
    for ((need, event), (position, kind, seats)) in found.iter().zip(&events).zip(expected) {
        assert_eq!((need.kind(), need.seats, &need.position), (kind, seats, &position.name));
        assert_eq!((&event.aggregate, event.version, event.id.to_string()), (&need.name, 1, need.event_id.clone()));
        let told: NeedDetermined = event.as_message().unwrap().unwrap();
        let shown = NeedDetermined {
            need: need.name.clone(),
            version: 1,
            position: position.name.clone(),
            position_title: position.title.clone(),
            unit: position.unit.clone(),
            unit_path: PUSKESMAS.into(),
            kind: kind.into(),
            seats,
            education: vec!["D-III KEBIDANAN".into(), "D-IV KEBIDANAN".into()],
            year: 2025,
            decision_number: "KEP 350/2024".into(),
            reassessment: String::new(),
        };
        assert_eq!(told, shown);
        assert_eq!(needs.need(&need.name).await.unwrap(), *need);
    }
}

#[tokio::test]
async fn a_decision_must_add_up() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let sent = needs.sent(create(&[item(&position, 2), item(&position, 1)])).await;
    for (total_seats, item_seats) in [(4, vec![]), (3, vec![1, 1]), (3, vec![3]), (3, vec![1, 1, 1])] {
        let decision = pb::DetermineProposalRequest { total_seats, item_seats, ..determine(&sent) };
        assert_refused(needs.determine(decision).await, Code::FailedPrecondition, "SEATS_DIFFER");
    }
    assert_eq!(needs.read(&sent).await, sent);
    assert!(needs.list_needs().await.is_empty());
}

#[tokio::test]
async fn all_that_is_wrong_with_a_decision_is_told_at_once() {
    let needs = Needs::start().await;
    let request = pb::DetermineProposalRequest {
        decision_number: "x".repeat(201),
        decision_date: Some(Date { year: 2023, month: 2, day: 29 }),
        total_seats: -1,
        item_seats: vec![1, -1, 100_001],
        request_id: "x".into(),
        ..Default::default()
    };
    let expected = [
        "name",
        "etag",
        "request_id",
        "decision_number",
        "decision_date",
        "total_seats",
        "item_seats[1]",
        "item_seats[2]",
    ];
    assert_eq!(bad_fields(&needs.determine(request).await.unwrap_err()), expected);
}

#[tokio::test]
async fn only_a_sent_proposal_as_it_was_read_is_determined() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let draft = needs.draft(&[item(&position, 2)]).await;
    assert_refused(needs.determine(determine(&draft)).await, Code::FailedPrecondition, "PROPOSAL_STATE");
    let stale = pb::DetermineProposalRequest { etag: "\"9\"".into(), ..determine(&draft) };
    assert_refused(needs.determine(stale).await, Code::Aborted, "ETAG_MISMATCH");
    let missing = pb::DetermineProposalRequest { name: nobody("proposals"), ..determine(&draft) };
    assert_refused(needs.determine(missing).await, Code::NotFound, "PROPOSAL_NOT_FOUND");
}

#[tokio::test]
async fn the_same_decision_sent_eight_times_at_once_counts_once() {
    let needs = Arc::new(Needs::start().await);
    let position = needs.lacking("Bidan", 1, 4).await;
    let sent = needs.sent(create(&[item(&position, 2)])).await;
    let once = pb::DetermineProposalRequest { request_id: Uuid::now_v7().to_string(), ..determine(&sent) };
    let calls = (0..8).map(|_| {
        let (needs, once) = (needs.clone(), once.clone());
        async move { needs.determine(once).await }
    });
    let (good, bad) = at_once(calls).await;
    assert!(bad.is_empty() && good.windows(2).all(|pair| pair[0] == pair[1]), "{bad:?}");
    assert_eq!((needs.list_needs().await.len(), needs.told(1).await.len()), (1, 1));
    let reused = needs.determine(pb::DetermineProposalRequest { total_seats: 1, ..once }).await;
    assert_refused(reused, Code::InvalidArgument, "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn of_different_decisions_at_once_one_counts() {
    let needs = Arc::new(Needs::start().await);
    let position = needs.lacking("Bidan", 1, 9).await;
    let sent = needs.sent(create(&[item(&position, 8)])).await;
    let calls = (1..=8).map(|total_seats| {
        let decision = pb::DetermineProposalRequest { total_seats, item_seats: vec![total_seats], ..determine(&sent) };
        let needs = needs.clone();
        async move { needs.determine(decision).await }
    });
    let (good, bad) = at_once(calls).await;
    assert_eq!((good.len(), bad.len()), (1, 7));
    for status in bad {
        assert_refused(Err::<(), _>(status), Code::Aborted, "ETAG_MISMATCH");
    }
    let found = needs.list_needs().await;
    assert_eq!((found.len(), found[0].seats), (1, good[0].seats_determined));
}

#[tokio::test]
async fn determined_seats_nobody_fills_yet_are_not_asked_for_again() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    needs.determined(&[item(&position, 2)]).await;
    assert_eq!(needs.get(&position).await.shortage, 3);
    let refused = needs.create(create(&[item(&position, 2)])).await;
    assert_refused(refused, Code::FailedPrecondition, "MORE_THAN_SHORTAGE");
    assert_eq!(needs.draft(&[item(&position, 1)]).await.seats, 1);
}

#[tokio::test]
async fn needs_are_listed_by_page_and_position() {
    let needs = Needs::start().await;
    let (midwife, nurse) = (needs.lacking("Bidan", 0, 9).await, needs.lacking("Perawat", 0, 9).await);
    needs.determined(&[item(&midwife, 1), item(&nurse, 1), item(&midwife, 2)]).await;
    let all = pb::ListNeedsRequest { parent: PARENT.into(), page_size: 2, ..Default::default() };
    let first = needs.needs(all.clone()).await.unwrap();
    let next = pb::ListNeedsRequest { page_token: first.next_page_token, ..all.clone() };
    let second = needs.needs(next.clone()).await.unwrap();
    assert_eq!((first.needs.len(), second.needs.len(), second.next_page_token.as_str()), (2, 1, ""));
    let of_midwife = pb::ListNeedsRequest { position: midwife.name.clone(), ..all.clone() };
    let seats: Vec<i32> = needs.needs(of_midwife).await.unwrap().needs.iter().map(|need| need.seats).collect();
    assert_eq!(seats, [1, 2]);
    let other = pb::ListNeedsRequest { position: midwife.name.clone(), ..next };
    assert_eq!(bad_fields(&needs.needs(other).await.unwrap_err()), ["page_token"]);
    let foreign = midwife.name.replace("6571", OTHER_TENANT);
    let foreign = pb::ListNeedsRequest { position: foreign, page_size: -1, ..all };
    assert_eq!(bad_fields(&needs.needs(foreign).await.unwrap_err()), ["page_size", "position"]);
}

#[tokio::test]
async fn a_need_is_known_in_its_own_instansi_only() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 0, 1).await;
    let need = needs.determined(&[item(&position, 1)]).await.remove(0);
    for name in [absent(&need.name), need.name.replace("6571", OTHER_TENANT)] {
        assert_refused(needs.need(&name).await, Code::NotFound, "NEED_NOT_FOUND");
    }
    assert_eq!(bad_fields(&needs.need("x").await.unwrap_err()), ["name"]);
    let parent = format!("instansi/{OTHER_TENANT}");
    let elsewhere = needs.needs(pb::ListNeedsRequest { parent, ..Default::default() }).await.unwrap();
    assert!(elsewhere.needs.is_empty());
}
