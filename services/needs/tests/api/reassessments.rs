use crate::{
    AUTHORITY, Needs, PARENT, absent, anonymous, assert_refused, at_once, nobody,
    quality_events::fell,
    world::{create, determine, item},
};
use contracts::needs::{
    events::v1::{NeedDetermined, ReassessmentClosed},
    v1::{self as pb, reassessment::State},
};
use platform::testing::{OTHER_TENANT, bad_fields};
use std::sync::Arc;
use tonic::{Code, Status};
use uuid::Uuid;

impl Needs {
    async fn reassessment(&self, name: &str) -> Result<pb::Reassessment, Status> {
        let request = anonymous(pb::GetReassessmentRequest { name: name.into() });
        Ok(self.reassessments.clone().get_reassessment(request).await?.into_inner())
    }

    pub async fn accept(&self, request: pb::AcceptReassessmentRequest) -> Result<pb::Reassessment, Status> {
        let request = self.harness.request(AUTHORITY, request);
        Ok(self.reassessments.clone().accept_reassessment(request).await?.into_inner())
    }

    pub async fn reject(&self, request: pb::RejectReassessmentRequest) -> Result<pb::Reassessment, Status> {
        let request = self.harness.request(AUTHORITY, request);
        Ok(self.reassessments.clone().reject_reassessment(request).await?.into_inner())
    }
}

pub fn accept(found: &pb::Reassessment) -> pb::AcceptReassessmentRequest {
    let (name, etag) = (found.name.clone(), found.etag.clone());
    pb::AcceptReassessmentRequest { name, etag, reason: "antrean memanjang".into(), request_id: String::new() }
}

pub fn reject(found: &pb::Reassessment) -> pb::RejectReassessmentRequest {
    let (name, etag) = (found.name.clone(), found.etag.clone());
    pb::RejectReassessmentRequest { name, etag, reason: "gangguan sistem".into(), request_id: String::new() }
}

/// A position that lacks three, and the question that its unit's complaints raised.
async fn ground() -> (Needs, pb::Position, pb::Reassessment) {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    needs.fell(1, &fell(&position, 1)).await;
    let opened = needs.list_reassessments().await.remove(0);
    (needs, position, opened)
}

#[tokio::test]
async fn a_rejected_reassessment_is_closed_for_the_others_and_may_be_raised_again() {
    let (needs, position, opened) = ground().await;
    let rejected = needs.reject(reject(&opened)).await.unwrap();
    assert_eq!((rejected.state(), rejected.decision_reason.as_str()), (State::Rejected, "gangguan sistem"));
    assert_eq!(needs.reassessment(&opened.name).await.unwrap(), rejected);
    let events = needs.told(2).await;
    let told: ReassessmentClosed = events[1].as_message().unwrap().unwrap();
    let (reassessment, unit) = (opened.name.clone(), opened.unit.clone());
    assert_eq!(told, ReassessmentClosed { reassessment, version: 2, unit, need_revised: false });
    assert_eq!(events[1].caused_by, None);
    assert_refused(needs.accept(accept(&rejected)).await, Code::FailedPrecondition, "REASSESSMENT_DECIDED");
    assert_refused(needs.reject(reject(&rejected)).await, Code::FailedPrecondition, "REASSESSMENT_DECIDED");
    for sequence in [2, 3] {
        needs.fell(sequence, &fell(&position, 1)).await;
    }
    let states: Vec<State> = needs.list_reassessments().await.iter().map(pb::Reassessment::state).collect();
    assert_eq!(states, [State::Rejected, State::Open]);
}

#[tokio::test]
async fn an_accepted_reassessment_that_asks_for_nobody_ends_and_may_be_raised_again() {
    let (needs, position, opened) = ground().await;
    let accepted = needs.accept(accept(&opened)).await.unwrap();
    let rejected = needs.reject(reject(&accepted)).await.unwrap();
    assert_eq!((rejected.state(), rejected.decision_reason.as_str()), (State::Rejected, "gangguan sistem"));
    let told: ReassessmentClosed = needs.told(2).await[1].as_message().unwrap().unwrap();
    assert_eq!((told.version, told.need_revised), (3, false));
    let because = pb::CreateProposalRequest { reassessment: opened.name.clone(), ..create(&[item(&position, 2)]) };
    assert_refused(needs.create(because).await, Code::FailedPrecondition, "REASSESSMENT_DECIDED");
    needs.fell(2, &fell(&position, 1)).await;
    let states: Vec<State> = needs.list_reassessments().await.iter().map(pb::Reassessment::state).collect();
    assert_eq!(states, [State::Rejected, State::Open]);
}

#[tokio::test]
async fn an_accepted_reassessment_leads_to_a_second_proposal_that_closes_it() {
    let (needs, position, opened) = ground().await;
    let accepted = needs.accept(accept(&opened)).await.unwrap();
    assert_eq!(accepted.state(), State::Accepted);
    needs.fell(2, &fell(&position, 1)).await;
    assert_eq!(needs.list_reassessments().await.len(), 1);
    let because = pb::CreateProposalRequest { reassessment: opened.name.clone(), ..create(&[item(&position, 2)]) };
    let sent = needs.sent(because).await;
    assert_eq!(sent.reassessment, opened.name);
    needs.determine(determine(&sent)).await.unwrap();
    let closed = needs.reassessment(&opened.name).await.unwrap();
    assert_eq!((closed.state(), closed.etag.as_str()), (State::Closed, "\"3\""));
    let events = needs.told(3).await;
    let determined: NeedDetermined = events[1].as_message().unwrap().unwrap();
    let told: ReassessmentClosed = events[2].as_message().unwrap().unwrap();
    assert_eq!(determined.reassessment, opened.name);
    let (reassessment, unit) = (opened.name, opened.unit);
    assert_eq!(told, ReassessmentClosed { reassessment, version: 3, unit, need_revised: true });
    needs.fell(3, &fell(&position, 1)).await;
    assert_eq!(needs.list_reassessments().await.len(), 2);
}

#[tokio::test]
async fn a_decision_without_seats_leaves_the_question_open_and_a_late_one_does_not_close_it_twice() {
    let (needs, position, opened) = ground().await;
    needs.accept(accept(&opened)).await.unwrap();
    let because = pb::CreateProposalRequest { reassessment: opened.name.clone(), ..create(&[item(&position, 1)]) };
    let refused = needs.sent(because.clone()).await;
    let (first, second) = (needs.sent(because.clone()).await, needs.sent(because.clone()).await);
    let nothing = pb::DetermineProposalRequest { total_seats: 0, item_seats: vec![0], ..determine(&refused) };
    needs.determine(nothing).await.unwrap();
    assert_eq!(needs.reassessment(&opened.name).await.unwrap().state(), State::Accepted);
    needs.determine(determine(&first)).await.unwrap();
    needs.determine(determine(&second)).await.unwrap();
    assert_eq!(needs.reassessment(&opened.name).await.unwrap().state(), State::Closed);
    let kinds: Vec<String> = needs.told(4).await.into_iter().map(|event| event.kind).collect();
    let expected = ["ReassessmentOpened", "NeedDetermined", "ReassessmentClosed", "NeedDetermined"];
    assert_eq!(kinds, expected.map(|kind| format!("asn.needs.events.v1.{kind}")));
    let late = needs.create(because).await;
    assert_refused(late, Code::FailedPrecondition, "REASSESSMENT_DECIDED");
}

#[tokio::test]
async fn only_an_accepted_reassessment_leads_to_a_proposal() {
    let (needs, position, opened) = ground().await;
    let because = |reassessment: &str| pb::CreateProposalRequest {
        reassessment: reassessment.into(),
        ..create(&[item(&position, 2)])
    };
    let early = needs.create(because(&opened.name)).await;
    assert_refused(early, Code::FailedPrecondition, "REASSESSMENT_DECIDED");
    let unknown = needs.create(because(&nobody("reassessments"))).await;
    assert_refused(unknown, Code::NotFound, "REASSESSMENT_NOT_FOUND");
}

#[tokio::test]
async fn answers_with_a_stale_etag_or_to_nothing_are_refused() {
    let (needs, _, opened) = ground().await;
    let stale = pb::Reassessment { etag: "\"9\"".into(), ..opened.clone() };
    assert_refused(needs.accept(accept(&stale)).await, Code::Aborted, "ETAG_MISMATCH");
    assert_refused(needs.reject(reject(&stale)).await, Code::Aborted, "ETAG_MISMATCH");
    let missing = pb::Reassessment { name: absent(&opened.name), ..opened };
    assert_refused(needs.accept(accept(&missing)).await, Code::NotFound, "REASSESSMENT_NOT_FOUND");
    assert_refused(needs.reject(reject(&missing)).await, Code::NotFound, "REASSESSMENT_NOT_FOUND");
    let bad = pb::AcceptReassessmentRequest { request_id: "x".into(), ..Default::default() };
    let all = ["name", "etag", "request_id", "reason"];
    assert_eq!(bad_fields(&needs.accept(bad).await.unwrap_err()), all);
    let bad = pb::RejectReassessmentRequest { reason: "x".repeat(1001), ..Default::default() };
    assert_eq!(bad_fields(&needs.reject(bad).await.unwrap_err()), ["name", "etag", "reason"]);
}

#[tokio::test]
async fn an_answer_is_replayed_by_its_request_id() {
    let (needs, position, opened) = ground().await;
    let once = Uuid::now_v7().to_string();
    let request = pb::AcceptReassessmentRequest { request_id: once.clone(), ..accept(&opened) };
    let first = needs.accept(request.clone()).await.unwrap();
    assert_eq!(needs.accept(request.clone()).await.unwrap(), first);
    let reused = needs.accept(pb::AcceptReassessmentRequest { reason: "x".into(), ..request }).await;
    assert_refused(reused, Code::InvalidArgument, "REQUEST_ID_REUSED");
    needs.fell(2, &fell(&position, 2)).await;
    let other = needs.list_reassessments().await.remove(1);
    let request = pb::RejectReassessmentRequest { request_id: once, ..reject(&other) };
    let first = needs.reject(request.clone()).await.unwrap();
    assert_eq!(needs.reject(request).await.unwrap(), first);
    assert_eq!(needs.told(3).await.len(), 3);
}

#[tokio::test]
async fn of_answers_at_once_one_counts() {
    let (needs, _, opened) = ground().await;
    let needs = Arc::new(needs);
    let calls = (0..8).map(|n| {
        let (needs, opened) = (needs.clone(), opened.clone());
        async move {
            match n % 2 {
                0 => needs.accept(accept(&opened)).await,
                _ => needs.reject(reject(&opened)).await,
            }
        }
    });
    let (good, bad) = at_once(calls).await;
    assert_eq!((good.len(), bad.len()), (1, 7));
    assert_eq!(needs.reassessment(&opened.name).await.unwrap(), good[0]);
}

#[tokio::test]
async fn reassessments_are_listed_by_page_and_state_in_their_own_instansi() {
    let (needs, position, opened) = ground().await;
    needs.fell(2, &fell(&position, 2)).await;
    needs.reject(reject(&opened)).await.unwrap();
    let list = async |request| {
        let listed = needs.reassessments.clone().list_reassessments(anonymous(request)).await;
        listed.map(tonic::Response::into_inner)
    };
    let all = pb::ListReassessmentsRequest { parent: PARENT.into(), page_size: 1, ..Default::default() };
    let first = list(all.clone()).await.unwrap();
    let next = pb::ListReassessmentsRequest { page_token: first.next_page_token, ..all.clone() };
    let second = list(next.clone()).await.unwrap();
    assert_eq!((&first.reassessments[0].name, second.reassessments.len()), (&opened.name, 1));
    assert_eq!(second.next_page_token, "");
    let open = list(pb::ListReassessmentsRequest { open: true, ..all.clone() }).await.unwrap();
    assert_eq!(open.reassessments, second.reassessments);
    let other = list(pb::ListReassessmentsRequest { open: true, page_size: -1, ..next.clone() }).await.unwrap_err();
    assert_eq!(bad_fields(&other), ["page_size"]);
    let other = list(pb::ListReassessmentsRequest { open: true, ..next }).await.unwrap_err();
    assert_eq!(bad_fields(&other), ["page_token"]);
    let parent = format!("instansi/{OTHER_TENANT}");
    assert!(list(pb::ListReassessmentsRequest { parent, ..all }).await.unwrap().reassessments.is_empty());
    for name in [absent(&opened.name), opened.name.replace("6571", OTHER_TENANT)] {
        assert_refused(needs.reassessment(&name).await, Code::NotFound, "REASSESSMENT_NOT_FOUND");
    }
    assert_eq!(bad_fields(&needs.reassessment("x").await.unwrap_err()), ["name"]);
}
