//! The whole way of a proposal, and every step in every state.

use crate::{
    ANALYST, AUTHORITY, MINISTRY, Needs, PARENT, anonymous, assert_refused, at_once,
    ministry::{DAY, about, decide_totals, row},
    world::{STEPS, Step, create, determine, item},
};
use contracts::{
    google::r#type::Date,
    needs::v1::{self as pb, opinion::Finding, proposal::State},
};
use platform::testing::bad_fields;
use sqlx::AssertSqlSafe;
use std::sync::Arc;
use tonic::{Code, Response, Status};
use uuid::Uuid;

/// A step of the procedure, as the table below names it.
#[derive(Clone, Copy, Debug)]
enum Verb {
    Fill,
    Submit,
    Verify,
    Return,
    Approve,
    Sign,
    Send,
    Determine,
    NoteMinistry,
    NoteBkn,
    Totals,
    Breakdown,
    DetermineBreakdown,
    Publish,
    Finish,
    Reject,
    Withdraw,
}

const STATES: [(State, &str); 13] = [
    (State::Draft, "draft"),
    (State::Submitted, "submitted"),
    (State::Verified, "verified"),
    (State::Approved, "approved"),
    (State::Sent, "sent"),
    (State::UnderReview, "under_review"),
    (State::TotalsDetermined, "totals_determined"),
    (State::BreakdownProposed, "breakdown_proposed"),
    (State::Determined, "determined"),
    (State::Published, "published"),
    (State::Finished, "finished"),
    (State::Rejected, "rejected"),
    (State::NotProposing, "not_proposing"),
];

/// An `x` where the step may be taken, in the order of [`STATES`].
const MATRIX: [(Verb, &str); 17] = [
    (Verb::Fill, "x............"),
    (Verb::Submit, "x............"),
    (Verb::Verify, ".x..........."),
    (Verb::Return, ".x..........."),
    (Verb::Approve, "..x.........."),
    (Verb::Sign, "...x........."),
    (Verb::Send, "...x........."),
    (Verb::Determine, "....x........"),
    (Verb::NoteMinistry, "....xx......."),
    (Verb::NoteBkn, "....xx......."),
    (Verb::Totals, ".....xx......"),
    (Verb::Breakdown, "......xx....."),
    (Verb::DetermineBreakdown, ".......x....."),
    (Verb::Publish, "........x...."),
    (Verb::Finish, ".........x..."),
    (Verb::Reject, "....xx......."),
    (Verb::Withdraw, "xxxx........."),
];

impl Needs {
    async fn reject_proposal(&self, proposal: &pb::Proposal) -> Result<pb::Proposal, Status> {
        let request = pb::RejectProposalRequest {
            name: proposal.name.clone(),
            etag: proposal.etag.clone(),
            decision_number: "B/9".into(),
            decision_date: DAY,
            reason: "keuangan negara".into(),
            request_id: String::new(),
        };
        let request = self.harness.request(MINISTRY, request);
        self.determinations().reject_proposal(request).await.map(Response::into_inner)
    }

    async fn withdraw(&self, proposal: &pb::Proposal) -> Result<pb::Proposal, Status> {
        let (name, etag, reason) = (proposal.name.clone(), proposal.etag.clone(), "moratorium".into());
        let request = pb::WithdrawProposalRequest { name, etag, reason, request_id: String::new() };
        self.drafts().withdraw_proposal(self.harness.request(AUTHORITY, request)).await.map(Response::into_inner)
    }

    async fn declare(&self, year: i32) -> Result<pb::Proposal, Status> {
        let (parent, reason) = (PARENT.into(), "belanja pegawai di atas 30 persen".into());
        let request = pb::DeclareNotProposingRequest { parent, year, reason, request_id: String::new() };
        self.drafts().declare_not_proposing(self.harness.request(AUTHORITY, request)).await.map(Response::into_inner)
    }

    async fn extend(&self, year: i32, day: Date, request_id: &str) -> Result<pb::ProposalDeadline, Status> {
        let request = pb::ExtendDeadlineRequest {
            parent: PARENT.into(),
            year,
            last_day: Some(day),
            reason: "surat Menteri B/1/2024".into(),
            request_id: request_id.into(),
        };
        let request = self.harness.request(MINISTRY, request);
        self.proposals.clone().extend_deadline(request).await.map(Response::into_inner)
    }

    async fn deadline(&self, year: i32) -> pb::ProposalDeadline {
        let request = pb::GetProposalDeadlineRequest { parent: PARENT.into(), year };
        self.proposals.clone().get_proposal_deadline(anonymous(request)).await.unwrap().into_inner()
    }

    /// Takes a step as whoever may, with sound arguments.
    async fn take(&self, verb: Verb, proposal: &pb::Proposal) -> Result<(), Status> {
        let rows = [row("Bidan", pb::NeedKind::General, 1), row("Bidan", pb::NeedKind::Disability, 1)];
        let totals = [(pb::NeedKind::General, 1), (pb::NeedKind::Disability, 1)];
        match verb {
            Verb::Fill => self.import_items(about(proposal), &rows).await.map(drop),
            Verb::Submit => self.step(Step::Submit, proposal).await.map(drop),
            Verb::Verify => self.step(Step::Verify, proposal).await.map(drop),
            Verb::Return => self.give_back(proposal, "x").await.map(drop),
            Verb::Approve => self.step(Step::Approve, proposal).await.map(drop),
            Verb::Sign => self.sign(proposal).await.map(drop),
            Verb::Send => self.step(Step::Send, proposal).await.map(drop),
            Verb::Determine => self.determine(determine(proposal)).await.map(drop),
            Verb::NoteMinistry => self.note_ministry(proposal, Finding::Favourable).await.map(drop),
            Verb::NoteBkn => self.note_bkn(proposal, Finding::Favourable).await.map(drop),
            Verb::Totals => self.determine_totals(decide_totals(proposal, &totals)).await.map(drop),
            Verb::Breakdown => self.break_down(about(proposal), &rows).await.map(drop),
            Verb::DetermineBreakdown => self.determine_breakdown(proposal).await.map(drop),
            Verb::Publish => self.publish(about(proposal), &rows).await.map(drop),
            Verb::Finish => self.finish(proposal).await.map(drop),
            Verb::Reject => self.reject_proposal(proposal).await.map(drop),
            Verb::Withdraw => self.withdraw(proposal).await.map(drop),
        }
    }

    async fn put(&self, proposal: &pb::Proposal, state: &str) -> pb::Proposal {
        let id = proposal.name.rsplit('/').next().unwrap();
        let put = format!("UPDATE needs.proposals SET state = '{state}' WHERE proposal_id = '{id}'");
        sqlx::query(AssertSqlSafe(put)).execute(&self.harness.pool).await.unwrap();
        self.read(proposal).await
    }
}

#[tokio::test]
async fn every_step_is_taken_in_its_states_and_refused_in_all_others() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 0, 100).await;
    let disability = pb::ProposalItem { kind: pb::NeedKind::Disability.into(), ..item(&position, 1) };
    for (verb, line) in MATRIX {
        // What the steps before left behind, so that only the state decides.
        let mut whole = needs.sent(create(&[item(&position, 1), disability.clone()])).await;
        whole = needs.note_ministry(&whole, Finding::Favourable).await.unwrap();
        whole = needs.note_bkn(&whole, Finding::Favourable).await.unwrap();
        let totals = [(pb::NeedKind::General, 1), (pb::NeedKind::Disability, 1)];
        whole = needs.determine_totals(decide_totals(&whole, &totals)).await.unwrap();
        let rows = [row("Bidan", pb::NeedKind::General, 1), row("Bidan", pb::NeedKind::Disability, 1)];
        whole = needs.break_down(about(&whole), &rows).await.unwrap().proposal.unwrap();
        if matches!(verb, Verb::Publish) {
            whole = needs.determine_breakdown(&whole).await.unwrap();
        }
        for ((_, state), allowed) in STATES.into_iter().zip(line.chars()) {
            let proposal = needs.put(&whole, state).await;
            let answer = needs.take(verb, &proposal).await;
            if allowed == 'x' {
                assert!(answer.is_ok(), "{verb:?} of {state}: {answer:?}");
            } else {
                assert_refused(answer, Code::FailedPrecondition, "PROPOSAL_STATE");
                assert_eq!(needs.read(&whole).await, proposal, "{verb:?} of {state}");
            }
        }
    }
}

#[tokio::test]
async fn a_proposal_goes_the_whole_way() {
    let needs = Needs::start().await;
    let (midwife, nurse) = (needs.lacking("Bidan", 0, 100).await, needs.lacking("Perawat", 0, 100).await);
    let draft = needs.empty_draft(2026).await;
    assert_eq!((draft.state(), draft.seats), (State::Draft, 0));
    assert_refused(needs.step(Step::Submit, &draft).await, Code::FailedPrecondition, "PROPOSAL_EMPTY");
    let rows = [row("Bidan", pb::NeedKind::General, 60), row("Perawat", pb::NeedKind::General, 40)];
    let filled = needs.import_items(about(&draft), &rows).await.unwrap();
    let mut proposal = filled.proposal.unwrap();
    assert_eq!((filled.accepted, filled.rejected, proposal.seats), (2, 0, 100));
    for step in [Step::Submit, Step::Verify, Step::Approve] {
        proposal = needs.step(step, &proposal).await.unwrap();
    }
    assert_refused(needs.step(Step::Send, &proposal).await, Code::FailedPrecondition, "STATEMENT_MISSING");
    proposal = needs.sign(&proposal).await.unwrap();
    assert_eq!(
        (proposal.state(), proposal.statement.as_ref().unwrap().sha256.as_str()),
        (State::Approved, &*"ab".repeat(32))
    );
    proposal = needs.step(Step::Send, &proposal).await.unwrap();
    assert_eq!((proposal.state(), proposal.send_time.is_some()), (State::Sent, true));
    proposal = needs.note_bkn(&proposal, Finding::FavourableInPart).await.unwrap();
    let totals = [(pb::NeedKind::General, 49), (pb::NeedKind::Disability, 1)];
    let early = needs.determine_totals(decide_totals(&proposal, &totals)).await;
    assert_refused(early, Code::FailedPrecondition, "OPINION_MISSING");
    proposal = needs.note_ministry(&proposal, Finding::Favourable).await.unwrap();
    assert_eq!(proposal.state(), State::UnderReview);
    let few = needs.determine_totals(decide_totals(&proposal, &[(pb::NeedKind::General, 50)])).await;
    assert_refused(few, Code::FailedPrecondition, "DISABILITY_QUOTA");
    proposal = needs.determine_totals(decide_totals(&proposal, &totals)).await.unwrap();
    assert_eq!((proposal.state(), proposal.seats_determined), (State::TotalsDetermined, 50));
    assert_eq!((proposal.totals.len(), proposal.ruleset.as_str()), (2, "proposal-2026"));
    let rows = [
        row("Bidan", pb::NeedKind::General, 29),
        row("Perawat", pb::NeedKind::General, 20),
        row("Bidan", pb::NeedKind::Disability, 1),
    ];
    proposal = needs.break_down(about(&proposal), &rows).await.unwrap().proposal.unwrap();
    assert_eq!(proposal.state(), State::BreakdownProposed);
    proposal = needs.determine_breakdown(&proposal).await.unwrap();
    assert_eq!((proposal.state(), proposal.decision_number.as_str()), (State::Determined, "KEP 344/2024"));
    let found = needs.list_needs().await;
    let seats: Vec<_> = found.iter().map(|need| (need.position.as_str(), need.kind(), need.seats)).collect();
    let expected = [
        (midwife.name.as_str(), pb::NeedKind::General, 29),
        (nurse.name.as_str(), pb::NeedKind::General, 20),
        (midwife.name.as_str(), pb::NeedKind::Disability, 1),
    ];
    assert_eq!((seats, needs.told(3).await.len()), (expected.to_vec(), 3));
    proposal = needs.publish(about(&proposal), &rows).await.unwrap().proposal.unwrap();
    assert_eq!((proposal.state(), proposal.publish_time.is_some()), (State::Published, true));
    proposal = needs.finish(&proposal).await.unwrap();
    assert_eq!(proposal.state(), State::Finished);
    let read = needs.read(&proposal).await;
    assert_eq!(read, proposal);
    let request = pb::ExplainRequest { name: nurse.name, ..Default::default() };
    let steps = needs.reassessments.clone().explain(anonymous(request)).await.unwrap().into_inner().steps;
    let kinds: Vec<&str> = steps.iter().map(|step| step.kind.as_str()).collect();
    let expected = [
        "workload.computed",
        "proposal.drafted",
        "breakdown.proposed",
        "need.determined",
        "proposal.published",
        "need.lapsed",
    ];
    assert_eq!((kinds, steps[2].ruleset.as_str()), (expected.to_vec(), "proposal-2026"));
    let audited = "SELECT count(DISTINCT action) FROM needs.audit WHERE action ~ 'Determination|Draft'";
    assert_eq!(needs.harness.number(audited).await, 10);
}

#[tokio::test]
async fn what_is_wrong_with_a_step_is_told_at_once() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 0, 9).await;
    let sent = needs.sent(create(&[item(&position, 1)])).await;
    let bad = pb::Statement { number: " ".into(), date: None, sha256: "x".into() };
    let request = pb::SignStatementRequest { name: "x".into(), statement: Some(bad), ..Default::default() };
    let refused = needs.determinations().sign_statement(needs.harness.request(AUTHORITY, request)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "statement.number", "statement.date", "statement.sha256"]);
    let request = pb::NoteMinistryVerificationRequest { name: sent.name.clone(), ..Default::default() };
    let request = needs.harness.request(MINISTRY, request);
    let refused = needs.determinations().note_ministry_verification(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["etag", "opinion"]);
    let refused = needs.note_bkn(&sent, Finding::Unspecified).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["opinion.finding"]);
    let twice = [(pb::NeedKind::General, 1), (pb::NeedKind::General, 0), (pb::NeedKind::Unspecified, 1)];
    let request = pb::DetermineTotalsRequest { decision_date: None, ..decide_totals(&sent, &twice) };
    let refused = needs.determine_totals(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["decision_date", "totals[1].seats", "totals[1].kind", "totals[2].kind"]);
    let stale = pb::Proposal { etag: "\"99\"".into(), ..sent.clone() };
    assert_refused(needs.note_bkn(&stale, Finding::Favourable).await, Code::Aborted, "ETAG_MISMATCH");
    assert_refused(needs.reject_proposal(&stale).await, Code::Aborted, "ETAG_MISMATCH");
    assert_refused(needs.import_items(about(&stale), &[]).await, Code::Aborted, "ETAG_MISMATCH");
    assert_eq!(needs.read(&sent).await, sent);
}

#[tokio::test]
async fn a_step_at_the_ministry_is_replayed_by_its_request_id() {
    let needs = Arc::new(Needs::start().await);
    let position = needs.lacking("Bidan", 0, 9).await;
    let sent = needs.sent(create(&[item(&position, 1)])).await;
    let noted = needs.note_bkn(&sent, Finding::Favourable).await.unwrap();
    let noted = needs.note_ministry(&noted, Finding::Favourable).await.unwrap();
    let request_id = Uuid::now_v7().to_string();
    let totals = [(pb::NeedKind::Disability, 1)];
    let once = pb::DetermineTotalsRequest { request_id, ..decide_totals(&noted, &totals) };
    let calls = (0..4).map(|_| {
        let (needs, once) = (needs.clone(), once.clone());
        async move { needs.determine_totals(once).await }
    });
    let (good, bad) = at_once(calls).await;
    assert!(bad.is_empty() && good.windows(2).all(|pair| pair[0] == pair[1]), "{bad:?}");
    let reused = needs.determine_totals(pb::DetermineTotalsRequest { decision_number: "KEP 2".into(), ..once }).await;
    assert_refused(reused, Code::InvalidArgument, "REQUEST_ID_REUSED");
    assert_eq!(needs.read(&sent).await, good[0]);
}

#[tokio::test]
async fn who_is_late_is_refused_until_the_ministry_extends_the_last_day() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 0, 9).await;
    let mut approved = needs.draft(&[item(&position, 1)]).await;
    for step in [Step::Submit, Step::Verify, Step::Approve] {
        approved = needs.step(step, &approved).await.unwrap();
    }
    let regular = Date { year: 2024, month: 3, day: 31 };
    let open = needs.deadline(2025).await;
    assert_eq!((open.last_day, open.passed, open.ruleset.as_str()), (Some(regular), false, "proposal-2021"));
    // Half past midnight on 1 April in Jakarta, where UTC still has March.
    needs.harness.clock.set("2024-03-31T17:30:00Z".parse().unwrap());
    assert!(needs.deadline(2025).await.passed);
    let late = needs.step(Step::Send, &approved).await.unwrap_err();
    assert!(late.message().contains("2024-03-31"), "{late:?}");
    assert_refused(Err::<(), _>(late), Code::FailedPrecondition, "DEADLINE_PASSED");
    assert_refused(needs.extend(2025, regular, "").await, Code::FailedPrecondition, "DEADLINE_NOT_LATER");
    let (later, id) = (Date { year: 2024, month: 4, day: 1 }, Uuid::now_v7().to_string());
    let extended = needs.extend(2025, later, &id).await.unwrap();
    assert_eq!((extended.last_day, extended.passed), (Some(later), false));
    assert_eq!(
        (extended.regular_last_day, extended.extension_reason.as_str()),
        (Some(regular), "surat Menteri B/1/2024")
    );
    assert_eq!(needs.extend(2025, later, &id).await.unwrap(), extended);
    assert_eq!(needs.deadline(2025).await, extended);
    assert_eq!(needs.deadline(2026).await.last_day, Some(Date { year: 2025, month: 3, day: 31 }));
    assert_refused(needs.extend(2025, later, "").await, Code::FailedPrecondition, "DEADLINE_NOT_LATER");
    assert_eq!(needs.step(Step::Send, &approved).await.unwrap().state(), State::Sent);
    let audited = "SELECT count(*) FROM needs.audit WHERE permission = 'needs.deadlines.extend'";
    assert_eq!(needs.harness.number(audited).await, 1);
    let analyst = pb::ExtendDeadlineRequest { parent: PARENT.into(), year: 2025, ..Default::default() };
    let refused = needs.proposals.clone().extend_deadline(needs.harness.request(ANALYST, analyst)).await;
    assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied);
}

#[tokio::test]
async fn nothing_is_proposed_for_a_year_that_is_given_up() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 0, 9).await;
    let draft = needs.draft(&[item(&position, 1)]).await;
    assert_refused(needs.declare(2025).await, Code::FailedPrecondition, "PROPOSALS_EXIST");
    let mut approved = draft;
    for step in [Step::Submit, Step::Verify, Step::Approve] {
        approved = needs.step(step, &approved).await.unwrap();
    }
    let withdrawn = needs.withdraw(&approved).await.unwrap();
    assert_eq!((withdrawn.state(), withdrawn.closing_reason.as_str()), (State::NotProposing, "moratorium"));
    let declared = needs.declare(2025).await.unwrap();
    assert_eq!((declared.state(), declared.items.len()), (State::NotProposing, 0));
    assert_refused(needs.declare(2025).await, Code::FailedPrecondition, "YEAR_NOT_PROPOSED");
    let refused = needs.create(create(&[item(&position, 1)])).await;
    assert_refused(refused, Code::FailedPrecondition, "YEAR_NOT_PROPOSED");
    assert_eq!(needs.empty_draft(2026).await.year, 2026);
}

#[tokio::test]
async fn a_rejected_proposal_says_by_which_letter() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 0, 9).await;
    let sent = needs.sent(create(&[item(&position, 1)])).await;
    let rejected = needs.reject_proposal(&sent).await.unwrap();
    assert_eq!((rejected.state(), rejected.closing_reason.as_str()), (State::Rejected, "keuangan negara"));
    assert_eq!((rejected.decision_number.as_str(), rejected.decision_date), ("B/9", DAY));
    assert_eq!(needs.read(&sent).await, rejected);
    for step in STEPS {
        assert_refused(needs.step(step, &rejected).await, Code::FailedPrecondition, "PROPOSAL_STATE");
    }
}
