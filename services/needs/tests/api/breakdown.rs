//! Drafts from files, the breakdown of the totals, and what is published of it.

use crate::{
    ANALYST, Needs, PUSKESMAS, assert_refused,
    ministry::{about, decide_totals, row},
    places,
    world::{Step, create, item},
};
use contracts::needs::v1::{self as pb, NeedKind, opinion::Finding, proposal::State};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Response};
use uuid::Uuid;

impl Needs {
    /// A proposal whose totals are determined.
    async fn totals(&self, totals: &[(NeedKind, i64)]) -> pb::Proposal {
        let position = self.lacking("Bidan", 0, 100).await;
        self.lacking("Perawat", 0, 3).await;
        let sent = self.sent(create(&[item(&position, 1)])).await;
        let noted = self.note_bkn(&sent, Finding::Favourable).await.unwrap();
        let noted = self.note_ministry(&noted, Finding::Favourable).await.unwrap();
        self.determine_totals(decide_totals(&noted, totals)).await.unwrap()
    }

    async fn items(&self, request: pb::ListProposalItemsRequest) -> pb::ListProposalItemsResponse {
        let request = self.harness.request(ANALYST, request);
        self.drafts().list_proposal_items(request).await.map(Response::into_inner).unwrap()
    }

    async fn rows(&self, proposal: &pb::Proposal) -> Vec<pb::BreakdownRow> {
        let request = pb::ListBreakdownRowsRequest { proposal: proposal.name.clone(), ..Default::default() };
        let request = self.harness.request(ANALYST, request);
        self.determinations().list_breakdown_rows(request).await.unwrap().into_inner().rows
    }
}

fn with_pay(pay_min: i64, pay_max: i64) -> pb::FormationRow {
    pb::FormationRow { pay_min, pay_max, ..row("Bidan", NeedKind::General, 1) }
}

#[tokio::test]
async fn a_file_fills_a_draft_and_every_bad_row_is_named() {
    let needs = Needs::start().await;
    needs.lacking("Bidan", 0, 5).await;
    let draft = needs.empty_draft(2025).await;
    let elsewhere = pb::FormationRow { unit_path: "PEMERINTAH KOTA LAIN".into(), ..row("Bidan", NeedKind::General, 1) };
    let rows = [
        row("Bidan", NeedKind::General, 2),
        row("Bidan", NeedKind::General, 0),
        row("Bidan", NeedKind::General, 10_001),
        pb::FormationRow { education: vec![], ..row("Bidan", NeedKind::General, 1) },
        row("Penyihir", NeedKind::General, 1),
        elsewhere,
        row(" ", NeedKind::Unspecified, -1),
        with_pay(3_000_000, 4_500_000),
        with_pay(1, 99_000_000),
        row("Bidan", NeedKind::General, 2),
        row("Bidan", NeedKind::Disability, 1),
    ];
    let filled = needs.import_items(about(&draft), &rows).await.unwrap();
    let expected = [
        (2, "seats"),
        (3, "seats"),
        (3, "seats"),
        (4, "education"),
        (5, "title"),
        (6, "unit_path"),
        (7, "title"),
        (7, "kind"),
        (7, "seats"),
        (10, "seats"),
    ];
    assert_eq!((filled.accepted, filled.rejected, places(&filled.errors)), (4, 7, expected.to_vec()));
    assert_eq!((filled.warned, places(&filled.warnings)), (1, vec![(9, "pay_min")]));
    let proposal = filled.proposal.unwrap();
    assert_eq!((proposal.seats, proposal.state(), proposal.etag.as_str()), (5, State::Draft, "\"2\""));
    let request = pb::ListProposalItemsRequest { proposal: proposal.name.clone(), page_size: 3, ..Default::default() };
    let first = needs.items(request.clone()).await;
    let rest = needs.items(pb::ListProposalItemsRequest { page_token: first.next_page_token, ..request }).await;
    let lines: Vec<_> = first.lines.iter().chain(&rest.lines).collect();
    let shown: Vec<_> = lines.iter().map(|line| (line.number, line.pay_min, line.pay_max)).collect();
    assert_eq!(shown, [(1, 0, 0), (2, 3_000_000, 4_500_000), (3, 0, 0), (4, 0, 0)]);
    assert_eq!(
        (lines[0].unit_path.as_str(), lines[0].title.as_str(), rest.next_page_token.as_str()),
        (PUSKESMAS, "Bidan", "")
    );
    assert_eq!(needs.read(&proposal).await.items.len(), 4);
}

#[tokio::test]
async fn a_second_file_takes_the_place_of_the_first_or_changes_nothing() {
    let needs = Needs::start().await;
    needs.lacking("Bidan", 0, 5).await;
    let draft = needs.empty_draft(2025).await;
    let good = [row("Bidan", NeedKind::General, 2)];
    let once = pb::FormationHeader { request_id: Uuid::now_v7().to_string(), ..about(&draft) };
    let first = needs.import_items(once.clone(), &good).await.unwrap();
    assert_eq!(needs.import_items(once, &good).await.unwrap(), first);
    let draft = first.proposal.unwrap();
    let bad = [row("Bidan", NeedKind::General, 1), row("Penyihir", NeedKind::General, 1)];
    let strict = pb::FormationHeader { strict: true, ..about(&draft) };
    let refused = needs.import_items(strict, &bad).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["rows[2].title"]);
    assert_refused(Err::<(), _>(refused), Code::InvalidArgument, "IMPORT_REFUSED");
    let dry = pb::FormationHeader { validate_only: true, ..about(&draft) };
    let told = needs.import_items(dry, &bad).await.unwrap();
    assert_eq!((told.rejected, told.proposal.unwrap().etag), (1, draft.etag.clone()));
    let kept = needs.read(&draft).await;
    assert_eq!((kept.seats, kept.items.len()), (2, 1));
    let second = needs.import_items(about(&draft), &[row("Bidan", NeedKind::General, 5)]).await.unwrap();
    let read = needs.read(&draft).await;
    assert_eq!((second.proposal.unwrap().seats, read.items.len(), read.seats), (5, 1, 5));
    let submitted = needs.step(Step::Submit, &read).await.unwrap();
    assert_refused(needs.import_items(about(&submitted), &good).await, Code::FailedPrecondition, "PROPOSAL_STATE");
    let foreign = pb::FormationHeader {
        proposal: submitted.name.replace("6571", OTHER_TENANT),
        etag: "7".into(),
        ..about(&submitted)
    };
    let refused = needs.import_items(foreign, &good).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["header.proposal", "header.etag"]);
}

#[tokio::test]
async fn a_breakdown_is_refused_for_everything_at_once() {
    let needs = Needs::start().await;
    let totals = needs.totals(&[(NeedKind::General, 5), (NeedKind::CumLaude, 2), (NeedKind::Disability, 1)]).await;
    let rows = [
        row("Bidan", NeedKind::General, 3),
        pb::FormationRow { education: vec!["S-1 GIZI".into()], ..row("Bidan", NeedKind::CumLaude, 2) },
        row("Penyihir", NeedKind::General, 1),
        row("Perawat", NeedKind::General, 4),
        pb::FormationRow { education: vec![], ..row("Bidan", NeedKind::Papua, 1) },
        row("Bidan", NeedKind::General, 3),
    ];
    let expected = [
        "totals.general",
        "totals.disability",
        "totals.papua",
        "totals.disability",
        "rows[2].kind",
        "rows[3].title",
        "rows[4].seats",
        "rows[5].education",
        "rows[6].title",
    ];
    let refused = needs.break_down(about(&totals), &rows).await.unwrap_err();
    assert_eq!(bad_fields(&refused), expected);
    assert_refused(Err::<(), _>(refused), Code::FailedPrecondition, "BREAKDOWN_REFUSED");
    let dry = pb::FormationHeader { validate_only: true, ..about(&totals) };
    let told = needs.break_down(dry.clone(), &rows).await.unwrap();
    assert_eq!((told.errors.len(), told.errors[0].row, told.errors[8].row), (9, 0, 6));
    // Sums say nothing while a row cannot be read.
    let unreadable = [row("Bidan", NeedKind::Unspecified, 1)];
    assert_eq!(places(&needs.break_down(dry, &unreadable).await.unwrap().errors), [(1, "kind")]);
    assert_eq!(needs.read(&totals).await, totals);
    assert!(needs.rows(&totals).await.is_empty());
}

#[tokio::test]
async fn a_unit_that_is_closed_takes_nobody() {
    let needs = Needs::start().await;
    let totals = needs.totals(&[(NeedKind::Disability, 1)]).await;
    let close = "UPDATE needs.units SET valid_until = '2024-03-03' WHERE display_name = 'PUSKESMAS ASEMROWO'";
    sqlx::query(close).execute(&needs.harness.pool).await.unwrap();
    let rows = [row("Bidan", NeedKind::Disability, 1)];
    let refused = needs.break_down(about(&totals), &rows).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["rows[1].unit_path"]);
}

#[tokio::test]
async fn a_breakdown_may_be_proposed_again_until_it_is_determined() {
    let needs = Needs::start().await;
    let totals = needs.totals(&[(NeedKind::General, 2), (NeedKind::Disability, 1)]).await;
    let disability = row("Perawat", NeedKind::Disability, 1);
    let once = pb::FormationHeader { request_id: Uuid::now_v7().to_string(), ..about(&totals) };
    let rows = [row("Bidan", NeedKind::General, 2), disability.clone()];
    let first = needs.break_down(once.clone(), &rows).await.unwrap();
    assert_eq!(needs.break_down(once, &rows).await.unwrap(), first);
    let proposed = first.proposal.unwrap();
    assert_refused(needs.break_down(about(&totals), &rows).await, Code::Aborted, "ETAG_MISMATCH");
    let other = [row("Bidan", NeedKind::General, 1), row("Perawat", NeedKind::General, 1), disability];
    let proposed = needs.break_down(about(&proposed), &other).await.unwrap().proposal.unwrap();
    let listed = needs.rows(&proposed).await;
    let shown: Vec<_> = listed.iter().map(|row| (row.number, row.row.clone().unwrap())).collect();
    assert_eq!(shown, (1..).zip(other.clone()).collect::<Vec<_>>());
    let determined = needs.determine_breakdown(&proposed).await.unwrap();
    // The proposal asked for one seat at the midwives, which the breakdown repeats.
    assert_eq!(determined.items[0].seats_determined, 1);
    assert_refused(needs.break_down(about(&determined), &other).await, Code::FailedPrecondition, "PROPOSAL_STATE");
    assert_eq!(needs.list_needs().await.len(), 3);
}

#[tokio::test]
async fn what_is_published_has_to_be_what_was_determined() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 0, 9).await;
    needs.determined(&[item(&position, 2), item(&position, 3)]).await;
    let request = pb::ListProposalsRequest { parent: crate::PARENT.into(), ..Default::default() };
    let request = needs.harness.request(ANALYST, request);
    let listed = needs.proposals.clone().list_proposals(request).await.unwrap().into_inner();
    let determined = needs.read(&listed.proposals[0]).await;
    let other_school = pb::FormationRow { education: vec!["SMA".into()], ..row("Bidan", NeedKind::General, 1) };
    let wrong = [row("Bidan", NeedKind::General, 6), row("Bidan", NeedKind::Papua, 1), other_school];
    let refused = needs.publish(about(&determined), &wrong).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["rows[1].seats", "rows[2].title", "rows[3].education"]);
    assert_refused(Err::<(), _>(refused), Code::FailedPrecondition, "PUBLICATION_DIFFERS");
    let few = [row("Bidan", NeedKind::General, 4)];
    assert_eq!(bad_fields(&needs.publish(about(&determined), &few).await.unwrap_err()), ["title"]);
    assert_eq!(bad_fields(&needs.publish(about(&determined), &[]).await.unwrap_err()), ["title"]);
    let dry = pb::FormationHeader { validate_only: true, ..about(&determined) };
    assert_eq!(places(&needs.publish(dry, &few).await.unwrap().errors), [(0, "title")]);
    assert_eq!(needs.read(&determined).await, determined);
    let rows = [row("Bidan", NeedKind::General, 1), row("Bidan", NeedKind::General, 4)];
    let published = needs.publish(about(&determined), &rows).await.unwrap().proposal.unwrap();
    assert_eq!(published.state(), State::Published);
    assert_eq!(needs.finish(&published).await.unwrap().state(), State::Finished);
    // Nobody took the seats: they lapse, and may be asked for again.
    let lapsed = needs.list_needs().await;
    assert_eq!(lapsed.iter().map(|need| (need.seats, need.lapsed)).collect::<Vec<_>>(), [(2, 2), (3, 3)]);
    needs.draft(&[item(&position, 5)]).await;
}
