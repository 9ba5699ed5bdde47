use crate::{
    ANALYST, Needs, PARENT, VERIFIER, anonymous, assert_refused, at_once, nobody,
    world::{STEPS, Step, create, item},
};
use contracts::needs::v1::{self as pb, proposal::State};
use platform::testing::{OTHER_TENANT, bad_fields};
use std::sync::Arc;
use tonic::Code;
use uuid::Uuid;

#[tokio::test]
async fn a_draft_goes_its_way_step_by_step() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let mut proposal = needs.draft(&[item(&position, 2), item(&position, 1)]).await;
    assert_eq!((proposal.state(), proposal.seats, proposal.items.len()), (State::Draft, 3, 2));
    assert_eq!(needs.read(&proposal).await, proposal);
    for (step, state) in STEPS.into_iter().zip([State::Submitted, State::Verified, State::Approved, State::Sent]) {
        let next = needs.step(step, &proposal).await.unwrap();
        assert_eq!((next.state(), &next.items), (state, &proposal.items));
        assert_eq!(needs.read(&proposal).await, next);
        proposal = next;
    }
    assert_eq!(proposal.etag, "\"5\"");
}

#[tokio::test]
async fn a_step_out_of_turn_is_refused() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let draft = needs.draft(&[item(&position, 2)]).await;
    for step in [Step::Verify, Step::Approve, Step::Send] {
        assert_refused(needs.step(step, &draft).await, Code::FailedPrecondition, "PROPOSAL_STATE");
    }
    assert_refused(needs.give_back(&draft, "x").await, Code::FailedPrecondition, "PROPOSAL_STATE");
    let submitted = needs.step(Step::Submit, &draft).await.unwrap();
    assert_refused(needs.step(Step::Submit, &submitted).await, Code::FailedPrecondition, "PROPOSAL_STATE");
}

#[tokio::test]
async fn a_returned_proposal_is_a_draft_again_and_says_why() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let submitted = needs.step(Step::Submit, &needs.draft(&[item(&position, 2)]).await).await.unwrap();
    let no_reason = needs.give_back(&submitted, " ").await.unwrap_err();
    assert_eq!(bad_fields(&no_reason), ["reason"]);
    let returned = needs.give_back(&submitted, "kualifikasi tidak sesuai").await.unwrap();
    assert_eq!((returned.state(), returned.return_reason.as_str()), (State::Draft, "kualifikasi tidak sesuai"));
    assert_eq!(needs.read(&submitted).await, returned);
    assert_eq!(needs.step(Step::Submit, &returned).await.unwrap().state(), State::Submitted);
}

#[tokio::test]
async fn steps_with_a_stale_etag_or_of_nothing_are_refused() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let draft = needs.draft(&[item(&position, 2)]).await;
    let stale = pb::Proposal { etag: "\"9\"".into(), ..draft.clone() };
    let missing = pb::Proposal { name: nobody("proposals"), ..draft.clone() };
    let unread = pb::Proposal { name: "x".into(), etag: String::new(), ..draft };
    for step in STEPS {
        assert_refused(needs.step(step, &stale).await, Code::Aborted, "ETAG_MISMATCH");
        assert_refused(needs.step(step, &missing).await, Code::NotFound, "PROPOSAL_NOT_FOUND");
        let refused = needs.step_once(step, &unread, "x").await.unwrap_err();
        assert_eq!(bad_fields(&refused), ["name", "etag", "request_id"]);
    }
    assert_refused(needs.give_back(&stale, "x").await, Code::Aborted, "ETAG_MISMATCH");
    assert_refused(needs.give_back(&missing, "x").await, Code::NotFound, "PROPOSAL_NOT_FOUND");
    assert_eq!(bad_fields(&needs.give_back(&unread, "").await.unwrap_err()), ["name", "etag", "reason"]);
    let request = needs.harness.request(ANALYST, pb::GetProposalRequest { name: missing.name });
    let absent = needs.proposals.clone().get_proposal(request).await;
    assert_refused(absent, Code::NotFound, "PROPOSAL_NOT_FOUND");
}

#[tokio::test]
async fn a_step_is_replayed_by_its_request_id() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let mut proposal = needs.draft(&[item(&position, 2)]).await;
    for step in STEPS {
        let id = Uuid::now_v7().to_string();
        let first = needs.step_once(step, &proposal, &id).await.unwrap();
        assert_eq!(needs.step_once(step, &proposal, &id).await.unwrap(), first);
        let reused = needs.step_once(step, &first, &id).await;
        assert_refused(reused, Code::InvalidArgument, "REQUEST_ID_REUSED");
        proposal = first;
    }
    assert_eq!(needs.read(&proposal).await, proposal);
}

#[tokio::test]
async fn a_return_is_replayed_by_its_request_id() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let submitted = needs.step(Step::Submit, &needs.draft(&[item(&position, 2)]).await).await.unwrap();
    let once = pb::ReturnProposalRequest {
        name: submitted.name.clone(),
        etag: submitted.etag.clone(),
        reason: "kualifikasi tidak sesuai".into(),
        request_id: Uuid::now_v7().to_string(),
    };
    let send = async |request| {
        let request = needs.harness.request(VERIFIER, request);
        needs.proposals.clone().return_proposal(request).await.map(tonic::Response::into_inner)
    };
    let first = send(once.clone()).await.unwrap();
    assert_eq!(send(once.clone()).await.unwrap(), first);
    let reused = send(pb::ReturnProposalRequest { reason: "lain".into(), ..once }).await;
    assert_refused(reused, Code::InvalidArgument, "REQUEST_ID_REUSED");
    assert_eq!(needs.read(&submitted).await, first);
}

#[tokio::test]
async fn of_steps_at_once_one_is_taken() {
    let needs = Arc::new(Needs::start().await);
    let position = needs.lacking("Bidan", 1, 4).await;
    let draft = needs.draft(&[item(&position, 2)]).await;
    let calls = (0..8).map(|_| {
        let (needs, draft) = (needs.clone(), draft.clone());
        async move { needs.step(Step::Submit, &draft).await }
    });
    let (good, bad) = at_once(calls).await;
    assert_eq!(good.len(), 1);
    for status in bad {
        assert_refused(Err::<(), _>(status), Code::Aborted, "ETAG_MISMATCH");
    }
    assert_eq!(needs.read(&draft).await, good[0]);
}

#[tokio::test]
async fn the_same_draft_sent_eight_times_at_once_is_written_once() {
    let needs = Arc::new(Needs::start().await);
    let position = needs.lacking("Bidan", 1, 4).await;
    let once = pb::CreateProposalRequest { request_id: Uuid::now_v7().to_string(), ..create(&[item(&position, 2)]) };
    let calls = (0..8).map(|_| {
        let (needs, once) = (needs.clone(), once.clone());
        async move { needs.create(once).await }
    });
    let (good, bad) = at_once(calls).await;
    assert!(bad.is_empty() && good.windows(2).all(|pair| pair[0] == pair[1]), "{bad:?}");
    assert_eq!(needs.harness.number("SELECT count(*) FROM needs.proposals").await, 1);
    let reused = needs.create(pb::CreateProposalRequest { year: 2026, ..once }).await;
    assert_refused(reused, Code::InvalidArgument, "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn all_that_is_wrong_with_a_draft_is_told_at_once() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let foreign = position.name.replace("6571", OTHER_TENANT);
    let bad_kind = pb::ProposalItem { kind: 0, seats: 0, education: vec![], ..item(&position, 1) };
    let bad_education = pb::ProposalItem { position: foreign, education: vec![" ".into()], ..item(&position, 1) };
    let request = pb::CreateProposalRequest {
        parent: PARENT.into(),
        year: 2014,
        items: vec![bad_kind, bad_education],
        reassessment: "x".into(),
        request_id: "x".into(),
    };
    let expected = [
        "year",
        "reassessment",
        "items[0].kind",
        "items[0].seats",
        "items[0].education",
        "items[1].position",
        "items[1].education",
        "request_id",
    ];
    assert_eq!(bad_fields(&needs.create(request).await.unwrap_err()), expected);
    assert_eq!(bad_fields(&needs.create(create(&[])).await.unwrap_err()), ["items"]);
    let many = needs.create(create(&vec![item(&position, 0); 2_000])).await.unwrap_err();
    assert_eq!((many.code(), bad_fields(&many)[0].as_str()), (Code::InvalidArgument, "items[0].seats"));
    assert_eq!(needs.harness.number("SELECT count(*) FROM needs.proposals").await, 0);
}

#[tokio::test]
async fn no_more_is_asked_for_than_is_lacking() {
    let needs = Needs::start().await;
    let (midwife, nurse) = (needs.lacking("Bidan", 1, 4).await, needs.lacking("Perawat", 5, 4).await);
    for items in [vec![item(&midwife, 4)], vec![item(&midwife, 2), item(&midwife, 2)], vec![item(&nurse, 1)]] {
        let refused = needs.create(create(&items)).await;
        assert_refused(refused, Code::FailedPrecondition, "MORE_THAN_SHORTAGE");
    }
    let unknown = pb::ProposalItem { position: nobody("positions"), ..item(&midwife, 1) };
    let refused = needs.create(create(&[item(&midwife, 1), unknown])).await;
    assert_refused(refused, Code::NotFound, "POSITION_NOT_FOUND");
    assert_eq!(needs.harness.number("SELECT count(*) FROM needs.proposals").await, 0);
    assert_eq!(needs.draft(&[item(&midwife, 3)]).await.seats, 3);
}

#[tokio::test]
async fn proposals_are_listed_by_page_without_their_items() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let mut drafts = Vec::new();
    for _ in 0..3 {
        drafts.push(needs.draft(&[item(&position, 1)]).await);
    }
    let list = async |request| {
        let request = needs.harness.request(ANALYST, request);
        needs.proposals.clone().list_proposals(request).await.map(tonic::Response::into_inner)
    };
    let request = pb::ListProposalsRequest { parent: PARENT.into(), page_size: 2, ..Default::default() };
    let mut found = list(request.clone()).await.unwrap();
    assert_eq!(found.proposals.len(), 2);
    let next = pb::ListProposalsRequest { page_token: found.next_page_token, ..request.clone() };
    let second = list(next).await.unwrap();
    found.proposals.extend(second.proposals);
    assert_eq!(second.next_page_token, "");
    drafts.iter_mut().for_each(|draft| draft.items.clear());
    assert_eq!(found.proposals, drafts);
    let bad = pb::ListProposalsRequest { parent: "x".into(), page_size: -1, ..request };
    assert_eq!(bad_fields(&list(bad).await.unwrap_err()), ["parent", "page_size"]);
    let anybody = anonymous(pb::ListProposalsRequest::default());
    assert_eq!(needs.proposals.clone().list_proposals(anybody).await.unwrap_err().code(), Code::Unauthenticated);
}
