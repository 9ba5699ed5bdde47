//! Who may take the steps of a proposal that are not those of every day.

use crate::{
    ANALYST, AUTHORITY, MINISTRY, Needs, PARENT, VERIFIER,
    ministry::{about, decide_totals, opinion, row},
    world::item,
};
use contracts::needs::v1::{self as pb, NeedKind, opinion::Finding};
use platform::testing::OTHER_TENANT;
use tonic::Code;

/// Makes a call for [`PARENT`] as somebody of another instansi.
macro_rules! foreign {
    ($needs:ident, $client:expr, $method:ident, $roles:expr, $message:expr) => {{
        let request = $needs.harness.request_as("other", $roles, &[OTHER_TENANT], $message);
        let answer = $client.clone().$method(request).await;
        let code = answer.err().map(|status| status.code());
        assert_eq!(code, Some(Code::PermissionDenied), "{}", stringify!($method));
    }};
}

#[tokio::test]
async fn nobody_drafts_for_another_instansi() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let draft = needs.draft(&[item(&position, 1)]).await;
    let (name, etag, reason) = (|| draft.name.clone(), || draft.etag.clone(), || "x".to_owned());
    let drafts = needs.drafts();
    let request = pb::DraftProposalRequest { parent: PARENT.into(), year: 2025, ..Default::default() };
    foreign!(needs, drafts, draft_proposal, ANALYST, request);
    let part = Some(pb::import_proposal_items_request::Part::Header(about(&draft)));
    foreign!(
        needs,
        drafts,
        import_proposal_items,
        ANALYST,
        tokio_stream::iter([pb::ImportProposalItemsRequest { part }])
    );
    let request = pb::ListProposalItemsRequest { proposal: name(), ..Default::default() };
    foreign!(needs, drafts, list_proposal_items, ANALYST, request);
    let request = pb::WithdrawProposalRequest { name: name(), etag: etag(), reason: reason(), ..Default::default() };
    foreign!(needs, drafts, withdraw_proposal, AUTHORITY, request);
    let parent = || PARENT.to_owned();
    let request =
        pb::DeclareNotProposingRequest { parent: parent(), year: 2025, reason: reason(), ..Default::default() };
    foreign!(needs, drafts, declare_not_proposing, AUTHORITY, request);
    let request = pb::ExtendDeadlineRequest {
        parent: parent(),
        year: 2025,
        last_day: crate::ministry::DAY,
        reason: reason(),
        request_id: String::new(),
    };
    foreign!(needs, needs.proposals, extend_deadline, MINISTRY, request);
    assert_eq!(needs.read(&draft).await, draft);
}

#[tokio::test]
async fn nobody_acts_at_the_ministry_for_another_instansi() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let draft = needs.draft(&[item(&position, 1)]).await;
    let (name, etag, reason) = (|| draft.name.clone(), || draft.etag.clone(), || "x".to_owned());
    let determinations = needs.determinations();
    let letter = pb::Statement { number: "1".into(), date: crate::ministry::DAY, sha256: "0".repeat(64) };
    let statement = Some(letter);
    let request = pb::SignStatementRequest { name: name(), etag: etag(), statement, ..Default::default() };
    foreign!(needs, determinations, sign_statement, AUTHORITY, request);
    let found = opinion(Finding::Favourable);
    let request =
        pb::NoteMinistryVerificationRequest { name: name(), etag: etag(), opinion: found, ..Default::default() };
    foreign!(needs, determinations, note_ministry_verification, MINISTRY, request);
    let found = opinion(Finding::Favourable);
    let request =
        pb::NoteTechnicalConsiderationRequest { name: name(), etag: etag(), opinion: found, ..Default::default() };
    foreign!(needs, determinations, note_technical_consideration, MINISTRY, request);
    foreign!(needs, determinations, determine_totals, MINISTRY, decide_totals(&draft, &[(NeedKind::Disability, 1)]));
    let row = row("Bidan", NeedKind::General, 1);
    let rows = [
        pb::propose_breakdown_request::Part::Header(about(&draft)),
        pb::propose_breakdown_request::Part::Row(row.clone()),
    ];
    let rows = rows.map(|part| pb::ProposeBreakdownRequest { part: Some(part) });
    foreign!(needs, determinations, propose_breakdown, ANALYST, tokio_stream::iter(rows));
    let request = pb::ListBreakdownRowsRequest { proposal: name(), ..Default::default() };
    foreign!(needs, determinations, list_breakdown_rows, ANALYST, request);
    let (number, day) = ("KEP 1".to_owned(), crate::ministry::DAY);
    let request = pb::DetermineBreakdownRequest {
        name: name(),
        etag: etag(),
        decision_number: number.clone(),
        decision_date: day,
        request_id: String::new(),
    };
    foreign!(needs, determinations, determine_breakdown, MINISTRY, request);
    let rows =
        [pb::publish_proposal_request::Part::Header(about(&draft)), pb::publish_proposal_request::Part::Row(row)];
    let rows = rows.map(|part| pb::PublishProposalRequest { part: Some(part) });
    foreign!(needs, determinations, publish_proposal, VERIFIER, tokio_stream::iter(rows));
    let request = pb::FinishProposalRequest { name: name(), etag: etag(), ..Default::default() };
    foreign!(needs, determinations, finish_proposal, VERIFIER, request);
    let request = pb::RejectProposalRequest {
        name: name(),
        etag: etag(),
        decision_number: number,
        decision_date: day,
        reason: reason(),
        request_id: String::new(),
    };
    foreign!(needs, determinations, reject_proposal, MINISTRY, request);
    assert_eq!(needs.read(&draft).await, draft);
}
