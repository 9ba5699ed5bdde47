//! What a member of a panel can learn of the others before all scores are in: nothing, by no way.

use crate::{
    Answer, COMMITTEE,
    panel_world::{CODES, MEMBERS, Selter, member},
    refusal,
};
use contracts::recruitment::v1 as pb;
use platform::testing::{TENANT, reason};
use tonic::{Code, Request, Status};
use uuid::Uuid;

fn plain(member: usize, candidate: usize) -> [i32; 2] {
    [85 - 7 * candidate as i32 + (member as i32 % 3), 4 - (candidate as i32) / 2]
}

fn told<T: std::fmt::Debug>(answer: Answer<T>) -> String {
    match answer {
        Ok(answer) => format!("{:?}", answer.into_inner()),
        Err(status) => {
            // Metadata come in any order.
            let mut details = status.details().to_vec();
            details.sort_unstable();
            format!("{:?} {} {} {details:?}", status.code(), reason(&status), status.message())
        }
    }
}

impl Selter {
    fn by<M>(&self, number: usize, message: M) -> Request<M> {
        self.world.harness.request_as(&member(number), MEMBERS, &[TENANT], message)
    }

    async fn own_page(&mut self, number: usize, parent: &str, page_token: &str) -> Answer<pb::ListOwnScoresResponse> {
        let (parent, page_token) = (parent.to_owned(), page_token.to_owned());
        let request = pb::ListOwnScoresRequest { parent, page_size: 1, page_token };
        let request = self.by(number, request);
        self.panels.list_own_scores(request).await
    }

    /// Everything that any method tells a member about a selection, refusals included.
    async fn seen_by(&mut self, number: usize, selection: &pb::OpenSelection) -> Vec<String> {
        let (name, etag) = (selection.name.clone(), selection.etag.clone());
        let parent = || name.clone();
        let mut seen = Vec::new();
        let get = pb::GetOpenSelectionRequest { name: name.clone() };
        seen.push(told(self.selections.get_open_selection(self.by(number, get)).await));
        for state in (0..=10).filter(|state| *state != 1) {
            let list = pb::ListOpenSelectionsRequest { parent: "instansi/6571".into(), state, ..Default::default() };
            seen.push(told(self.selections.list_open_selections(self.by(number, list)).await));
        }
        let list = pb::ListOwnCandidatesRequest { parent: parent(), ..Default::default() };
        seen.push(told(self.panels.list_own_candidates(self.by(number, list)).await));
        let list = pb::ListOwnScoresRequest { parent: parent(), ..Default::default() };
        seen.push(told(self.panels.list_own_scores(self.by(number, list)).await));
        let list = pb::ListPanelScoresRequest { parent: parent(), ..Default::default() };
        seen.push(told(self.panels.list_panel_scores(self.by(number, list)).await));
        let list = pb::ListPanelMembersRequest { parent: parent(), ..Default::default() };
        seen.push(told(self.panels.list_panel_members(self.by(number, list)).await));
        let list = pb::ListSelectionCandidatesRequest { parent: parent(), ..Default::default() };
        seen.push(told(self.panels.list_selection_candidates(self.by(number, list)).await));
        let list = pb::ListSelectionNotesRequest { parent: parent(), ..Default::default() };
        seen.push(told(self.panels.list_selection_notes(self.by(number, list)).await));
        let list = pb::ListPanelFindingsRequest { parent: parent(), ..Default::default() };
        seen.push(told(self.selections.list_panel_findings(self.by(number, list)).await));
        let list = pb::ListSelectionRanksRequest { parent: parent(), ..Default::default() };
        seen.push(told(self.selections.list_selection_ranks(self.by(number, list)).await));
        let list = pb::ListScoreSheetRequest { parent: parent(), ..Default::default() };
        seen.push(told(self.selections.list_score_sheet(self.by(number, list)).await));
        let seal = pb::SealScoresRequest { name: name.clone(), etag: etag.clone(), request_id: String::new() };
        seen.push(told(self.selections.seal_scores(self.by(number, seal)).await));
        let reveal = pb::RevealScoresRequest { name: name.clone(), etag, request_id: String::new() };
        seen.push(told(self.selections.reveal_scores(self.by(number, reveal)).await));
        seen.push(told(self.notices(selection).await));
        seen.push(told(self.announced(selection).await.map(tonic::Response::new)));
        seen
    }
}

#[tokio::test]
async fn whatever_the_others_score_a_member_sees_the_same() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let started = selter.started(&opened).await;
    let first = told(selter.score(1, &codes[0].0, [80, 4]).await);
    let before = selter.seen_by(1, &started).await;
    for number in 2..=7 {
        for (place, (candidate, _)) in codes.iter().enumerate() {
            selter.score(number, candidate, plain(number - 1, place)).await.unwrap();
        }
    }
    // Neither contents nor etags, times, counts or refusals tell that anybody scored.
    assert_eq!(selter.seen_by(1, &started).await, before);
    assert_eq!(told(selter.score(1, &codes[0].0, [80, 4]).await), first, "nor does the answer to the same score");
    for (place, (candidate, _)) in codes.iter().enumerate() {
        selter.score(1, candidate, plain(0, place)).await.unwrap();
    }
    // The last score changes no state by itself: when all are in is not to be seen.
    assert_eq!(selter.get(&started).await, started);
    let sealed = selter.seal(&started).await.unwrap().into_inner();
    let revealed = selter.reveal(&sealed).await.unwrap().into_inner();
    let own = told(
        selter
            .panels
            .list_own_scores(selter.by(
                1,
                pb::ListOwnScoresRequest { parent: revealed.name.clone(), page_size: 200, ..Default::default() },
            ))
            .await,
    );
    assert!(own.contains("alasan 1") && !own.contains("alasan 2"), "after the reveal the own ones too");
}

#[tokio::test]
async fn tokens_and_request_ids_of_one_member_open_nothing_to_another() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let started = selter.started(&opened).await;
    selter.score(1, &codes[0].0, [80, 4]).await.unwrap();
    let page = selter.own_page(1, &started.name, "").await.unwrap().into_inner();
    let empty = selter.own_page(2, &started.name, &page.next_page_token).await.unwrap().into_inner();
    assert_eq!((page.scores.len(), empty.scores.len(), empty.next_page_token.as_str()), (1, 0, ""));
    selter.score(2, &codes[1].0, [60, 2]).await.unwrap();
    let own = selter.own_page(2, &started.name, &page.next_page_token).await.unwrap().into_inner();
    assert!(own.scores.iter().all(|score| score.reason == "alasan 2"));
    let line = |instrument: &str, score| pb::ScoreLine { instrument: instrument.into(), score, reason: "sama".into() };
    let request = pb::SubmitScoresRequest {
        candidate: codes[2].0.clone(),
        lines: vec![line("MAKALAH", 70), line("WAWANCARA", 3)],
        request_id: Uuid::now_v7().to_string(),
    };
    let one = selter.by(1, request.clone());
    assert_eq!(selter.panels.submit_scores(one).await.unwrap().into_inner().left, 3);
    // The same id of another member is another request: neither the stored answer nor a hint that the content is the same.
    let other = pb::SubmitScoresRequest { lines: vec![line("MAKALAH", 71), line("WAWANCARA", 3)], ..request.clone() };
    let two = selter.by(2, other);
    assert_eq!(selter.panels.submit_scores(two).await.unwrap().into_inner().left, 3);
    let reused = pb::SubmitScoresRequest { lines: vec![line("MAKALAH", 72), line("WAWANCARA", 3)], ..request };
    let again = selter.by(1, reused);
    let refused: Result<_, Status> = selter.panels.submit_scores(again).await;
    assert_eq!(refusal(refused).1, "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn own_candidates_are_those_a_member_scores_and_own_means_this_panel() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    selter.after_close();
    selter.declare(&opened, 1, &[&codes[0].0]).await.unwrap();
    assert_eq!(selter.own_candidates(&opened, 1).await.unwrap().len(), CODES, "the declaration may still be changed");
    for number in 2..=7 {
        selter.declare(&opened, number, &[]).await.unwrap();
    }
    let started = selter.start_assessment(&opened).await.unwrap().into_inner();
    let own = selter.own_candidates(&started, 1).await.unwrap();
    assert!(own.len() == CODES - 1 && own.iter().all(|one| one.code != codes[0].1), "{own:?}");
    assert_eq!(selter.own_candidates(&started, 2).await.unwrap().len(), CODES);
    // A panel member of the instansi who sits on another panel is a stranger here.
    let (other, theirs) = selter.opened_elsewhere().await;
    for refused in [
        told(selter.score(1, &theirs, [80, 4]).await),
        told(selter.own_page(1, &other.name, "").await),
        told(selter.own_candidates(&other, 1).await.map(tonic::Response::new)),
    ] {
        assert!(refused.contains("NOT_ON_PANEL"), "{refused}");
    }
    let mixed = pb::DeclareConflictsRequest {
        selection: started.name.clone(),
        conflicts: vec![pb::ConflictOfInterest { candidate: theirs, reason: "saudara".into() }],
        request_id: String::new(),
    };
    let mixed = selter.by(1, mixed);
    assert_eq!(selter.panels.declare_conflicts(mixed).await.unwrap_err().code(), Code::InvalidArgument);
}

impl Selter {
    /// Another selection of the instansi, with another panel, and one candidate.
    async fn opened_elsewhere(&mut self) -> (pb::OpenSelection, String) {
        let plan = pb::SelectionPlan {
            close_time: crate::panel_world::after(48),
            position_title: "Kepala Badan".into(),
            ..crate::panel_world::plan()
        };
        let draft = self.create(plan).await.unwrap().into_inner();
        let groups = crate::panel_world::panel().into_iter().map(|seat| seat.group()).enumerate();
        let seats = groups.map(|(place, group)| crate::panel_world::seat(30 + place, group)).collect();
        let named = self.set_panel(&draft, seats).await.unwrap().into_inner();
        let opened = self.open(&pb::OpenSelection { etag: named.etag, ..draft }).await.unwrap().into_inner();
        let taken = self.register(&opened, 50).await.unwrap().into_inner();
        (opened, taken.candidate)
    }
}

#[tokio::test]
async fn who_no_longer_sits_there_and_who_comes_later_see_nothing_of_the_panel() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let bloc = |member: usize, candidate: usize| {
        let honest = [88 - 8 * candidate as i32 + (3 * member as i32 + candidate as i32) % 4, 3];
        if member >= 4 && candidate == 4 { [honest[0] + 40, 5] } else { honest }
    };
    let held = selter.revealed(&opened, &codes, &bloc).await;
    let members = selter.members(&held).await;
    selter.replaced(&held, &members[5], crate::panel_world::seat(16, pb::panel_seat::Group::Academic)).await.unwrap();
    let gone = told(selter.own_page(6, &held.name, "").await);
    assert!(gone.contains("NOT_ON_PANEL"), "{gone}");
    // The first round was revealed, to the committee: whoever scores in the second sees no score but the own.
    let seen = selter.seen_by(16, &held).await.concat();
    assert!(!seen.contains("alasan") && !seen.contains("scores: [PanelScore"), "{seen}");
    let scores = pb::ListPanelScoresRequest { parent: held.name.clone(), ..Default::default() };
    let sealed = selter.panels.list_panel_scores(selter.world.harness.request(COMMITTEE, scores)).await;
    assert_eq!(refusal(sealed).1, "SCORES_SEALED");
}
