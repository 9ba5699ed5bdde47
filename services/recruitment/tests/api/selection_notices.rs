use crate::{
    AUTHORITY, Answer, COMMITTEE,
    panel_world::{AUDITOR, CODES, MEMBERS, Selter, after, panel},
    refusal,
};
use contracts::recruitment::v1 as pb;
use pb::{
    open_selection::State, selection_notice::Change, selection_notice_service_client::SelectionNoticeServiceClient,
};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::Code;
use uuid::Uuid;

/// A request for later times, in hours from the start.
fn later(selection: &pb::OpenSelection, [close, score, input]: [i64; 3]) -> pb::ExtendSelectionRequest {
    pb::ExtendSelectionRequest {
        name: selection.name.clone(),
        etag: selection.etag.clone(),
        close_time: after(close),
        score_time: after(score),
        input_close_time: after(input),
        reason: "pelamar kurang".into(),
        request_id: String::new(),
    }
}

impl Selter {
    async fn extend(&mut self, request: pb::ExtendSelectionRequest, roles: &[&str]) -> Answer<pb::OpenSelection> {
        let mut client = SelectionNoticeServiceClient::new(self.world.harness.channel.clone());
        client.extend_selection(self.world.harness.request(roles, request)).await
    }

    async fn cancel(&mut self, selection: &pb::OpenSelection, roles: &[&str]) -> Answer<pb::OpenSelection> {
        let mut client = SelectionNoticeServiceClient::new(self.world.harness.channel.clone());
        let request = pb::CancelSelectionRequest {
            name: selection.name.clone(),
            etag: selection.etag.clone(),
            reason: "jabatan dihapus".into(),
            request_id: String::new(),
        };
        client.cancel_selection(self.world.harness.request(roles, request)).await
    }

    pub async fn notices(&mut self, selection: &pb::OpenSelection) -> Answer<pb::ListSelectionNoticesResponse> {
        let mut client = SelectionNoticeServiceClient::new(self.world.harness.channel.clone());
        let request = pb::ListSelectionNoticesRequest { parent: selection.name.clone(), ..Default::default() };
        client.list_selection_notices(request).await
    }

    async fn scores_shown(&mut self, selection: &pb::OpenSelection) -> usize {
        let request =
            pb::ListPanelScoresRequest { parent: selection.name.clone(), page_size: 200, ..Default::default() };
        let request = self.world.harness.request(AUDITOR, request);
        self.panels.list_panel_scores(request).await.unwrap().into_inner().scores.len()
    }
}

fn plain(member: usize, candidate: usize) -> [i32; 2] {
    [88 - 8 * candidate as i32 + (3 * member as i32 + candidate as i32) % 4, 3]
}

#[tokio::test]
async fn a_selection_is_extended_when_too_few_came_and_members_declare_anew() {
    let mut selter = Selter::start().await;
    let (opened, _) = selter.opened_without_candidates().await;
    selter.register(&opened, 1).await.unwrap();
    let ahead = selter.extend(later(&opened, [200, 260, 280]), COMMITTEE).await;
    assert_eq!(refusal(ahead), (Code::FailedPrecondition, "SELECTION_STATE".into()), "it takes candidates still");
    selter.after_close();
    selter.declare(&opened, 1, &[]).await.unwrap();
    for roles in [AUTHORITY, AUDITOR, MEMBERS] {
        let refused = selter.extend(later(&opened, [200, 260, 280]), roles).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
    }
    let short = selter.extend(later(&opened, [192, 192, 95]), COMMITTEE).await.unwrap_err();
    assert_eq!(bad_fields(&short), ["score_time", "input_close_time", "close_time", "input_close_time"]);
    let request =
        pb::ExtendSelectionRequest { request_id: Uuid::now_v7().to_string(), ..later(&opened, [200, 260, 280]) };
    let extended = selter.extend(request.clone(), COMMITTEE).await.unwrap().into_inner();
    assert_eq!(selter.extend(request, COMMITTEE).await.unwrap().into_inner(), extended, "the same answer again");
    let stale = selter.extend(later(&opened, [200, 260, 280]), COMMITTEE).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    assert_eq!(
        (extended.state(), extended.close_time, extended.first_close_time),
        (State::Open, after(200), after(24))
    );
    assert_eq!((&extended.design, &extended.design_hash), (&opened.design, &opened.design_hash));
    let notices = selter.notices(&extended).await.unwrap().into_inner().notices;
    let extension = pb::SelectionExtension { close_time_before: after(24), close_time: after(200) };
    assert_eq!(
        (notices.len(), notices[0].change, notices[0].reason.as_str()),
        (1, Some(Change::Extension(extension)), "pelamar kurang")
    );
    let mut codes = Vec::new();
    for person in 2..=6 {
        let taken = selter.register(&extended, person).await.unwrap().into_inner();
        codes.push((taken.candidate, taken.code));
    }
    selter.to(201);
    let enough = selter.extend(later(&extended, [400, 460, 480]), COMMITTEE).await;
    assert_eq!(refusal(enough), (Code::FailedPrecondition, "ENOUGH_CANDIDATES".into()));
    for number in 2..=7 {
        selter.declare(&extended, number, &[]).await.unwrap();
    }
    let unseen = selter.start_assessment(&extended).await;
    assert_eq!(refusal(unseen).1, "DECLARATIONS_MISSING", "member 1 declared about one candidate only");
    selter.declare(&extended, 1, &[]).await.unwrap();
    let started = selter.start_assessment(&extended).await.unwrap().into_inner();
    let first = selter.own_candidates(&started, 1).await.unwrap()[0].clone();
    codes.insert(0, (first.name, first.code));
    selter.score_all(&codes, &plain).await;
    let sealed = selter.seal(&started).await.unwrap().into_inner();
    assert!(selter.reveal(&sealed).await.is_ok(), "the design is the one that was fixed");
}

#[tokio::test]
async fn a_second_extension_is_refused_and_the_selection_can_be_cancelled() {
    let mut selter = Selter::start().await;
    let (opened, _) = selter.opened_without_candidates().await;
    selter.after_close();
    let extended = selter.extend(later(&opened, [200, 260, 280]), COMMITTEE).await.unwrap().into_inner();
    selter.to(201);
    let spent = selter.extend(later(&extended, [400, 460, 480]), COMMITTEE).await;
    assert_eq!(refusal(spent), (Code::FailedPrecondition, "EXTENSIONS_SPENT".into()));
    for roles in [COMMITTEE, AUDITOR, MEMBERS] {
        assert_eq!(selter.cancel(&extended, roles).await.unwrap_err().code(), Code::PermissionDenied);
    }
    let stale = selter.cancel(&opened, AUTHORITY).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    let cancelled = selter.cancel(&extended, AUTHORITY).await.unwrap().into_inner();
    assert_eq!(cancelled.state(), State::Cancelled);
    assert_eq!(refusal(selter.cancel(&cancelled, AUTHORITY).await).1, "SELECTION_STATE");
    assert_eq!(refusal(selter.register(&cancelled, 1).await).1, "NOT_ACCEPTING");
    assert_eq!(refusal(selter.start_assessment(&cancelled).await).1, "SELECTION_STATE");
    let notices = selter.notices(&cancelled).await.unwrap().into_inner().notices;
    let cancellation = pb::SelectionCancellation { state: State::Open.into() };
    assert_eq!(notices[1].change, Some(Change::Cancellation(cancellation)));
    for sql in ["UPDATE recruitment.selection_notices SET reason = 'lain'", "DELETE FROM recruitment.selection_notices"]
    {
        assert!(selter.sql(sql).await.unwrap_err().to_string().contains("never changes"), "{sql}");
    }
    let elsewhere = pb::OpenSelection { name: cancelled.name.replace("6571", OTHER_TENANT), ..cancelled };
    assert_eq!(refusal(selter.notices(&elsewhere).await).1, "SELECTION_NOT_FOUND");
}

#[tokio::test]
async fn scores_of_a_cancelled_selection_stay_as_sealed_as_they_were() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let started = selter.started(&opened).await;
    selter.score_all(&codes, &plain).await;
    let sealed = selter.seal(&started).await.unwrap().into_inner();
    let cancelled = selter.cancel(&sealed, AUTHORITY).await.unwrap().into_inner();
    assert_eq!((cancelled.state(), cancelled.scores_salt.as_str()), (State::Cancelled, ""));
    assert_eq!(selter.scores_shown(&cancelled).await, 0);
    assert_eq!(refusal(selter.reveal(&cancelled).await).1, "SELECTION_STATE");
    assert_eq!(refusal(selter.declare(&cancelled, 1, &[]).await).1, "SELECTION_STATE");
    assert_eq!(refusal(selter.score(1, &codes[0].0, [1, 1]).await).1, "SELECTION_STATE");
    assert_eq!(selter.sheet(&cancelled).await.unwrap_err().code(), Code::FailedPrecondition);
    let mut other = Selter::start().await;
    let (opened, codes) = other.opened().await;
    let revealed = other.revealed(&opened, &codes, &plain).await;
    other.after_inputs();
    let announced = other.announce(&revealed).await.unwrap().into_inner();
    assert!(announced.announce_time.is_some());
    let ranks = other.ranks(&announced).await.unwrap();
    let cancelled = other.cancel(&announced, AUTHORITY).await.unwrap().into_inner();
    assert_eq!(other.ranks(&cancelled).await.unwrap(), ranks, "what was public stays public");
    assert_eq!((&cancelled.scores_salt, other.scores_shown(&cancelled).await), (&announced.scores_salt, 7 * CODES * 2));
    let named = pb::OpenSelection { etag: cancelled.etag, ..announced };
    assert_eq!(refusal(other.submit_names(&named, &[], "").await).1, "SELECTION_STATE");
}

#[tokio::test]
async fn drafts_are_known_to_the_committee_only() {
    let mut selter = Selter::start().await;
    let draft = selter.created().await;
    let get = pb::GetOpenSelectionRequest { name: draft.name.clone() };
    let list = pb::ListOpenSelectionsRequest { parent: "instansi/6571".into(), ..Default::default() };
    assert_eq!(refusal(selter.selections.get_open_selection(get.clone()).await).1, "SELECTION_NOT_FOUND");
    assert!(selter.selections.list_open_selections(list.clone()).await.unwrap().into_inner().selections.is_empty());
    let asked = pb::ListOpenSelectionsRequest { state: State::Draft.into(), ..list.clone() };
    assert_eq!(bad_fields(&selter.selections.list_open_selections(asked).await.unwrap_err()), ["state"]);
    assert_eq!(refusal(selter.notices(&draft).await).1, "SELECTION_NOT_FOUND");
    assert_eq!(selter.ranks(&draft).await.unwrap_err().code(), Code::NotFound);
    let request = pb::GetSelectionDraftRequest { name: draft.name.clone() };
    let denied = selter.selections.get_selection_draft(selter.world.harness.request(MEMBERS, request.clone())).await;
    assert_eq!(denied.unwrap_err().code(), Code::PermissionDenied);
    let seen = selter.selections.get_selection_draft(selter.world.harness.request(COMMITTEE, request)).await.unwrap();
    assert_eq!(seen.into_inner(), draft);
    let drafts = pb::ListSelectionDraftsRequest { parent: "instansi/6571".into(), ..Default::default() };
    let drafts = selter.world.harness.request(COMMITTEE, drafts);
    let drafts = selter.selections.list_selection_drafts(drafts).await.unwrap().into_inner().selections;
    assert_eq!(drafts, std::slice::from_ref(&draft));
    let named = selter.set_panel(&draft, panel()).await.unwrap().into_inner();
    let opened = selter.open(&pb::OpenSelection { etag: named.etag, ..draft }).await.unwrap().into_inner();
    assert_eq!(selter.selections.get_open_selection(get).await.unwrap().into_inner(), opened);
    assert_eq!(selter.selections.list_open_selections(list).await.unwrap().into_inner().selections, [opened]);
}
