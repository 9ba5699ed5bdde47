//! Members who leave, are replaced, or tell of a conflict of interest when scores were given.

use crate::{
    AUTHORITY, Answer, COMMITTEE,
    panel_world::{AUDITOR, CODES, MEMBERS, Selter, member, seat},
    refusal,
};
use contracts::recruitment::v1 as pb;
use pb::{open_selection::State, panel_finding::Check, panel_member, panel_seat::Group, selection_note::Kind};
use platform::testing::TENANT;
use tonic::Code;

fn plain(member: usize, candidate: usize) -> [i32; 2] {
    [88 - 8 * candidate as i32 + (3 * member as i32 + candidate as i32) % 4, 3]
}

impl Selter {
    pub async fn replaced(
        &mut self,
        selection: &pb::OpenSelection,
        member: &pb::PanelMember,
        seat: pb::PanelSeat,
    ) -> Answer<pb::PanelMember> {
        let request = pb::ReplaceMemberRequest {
            name: member.name.clone(),
            etag: self.get(selection).await.etag,
            seat: Some(seat),
            reason: "mengundurkan diri".into(),
            request_id: String::new(),
        };
        self.panels.replace_member(self.world.harness.request(AUTHORITY, request)).await
    }

    async fn leave(&mut self, selection: &pb::OpenSelection, number: usize) -> Answer<pb::LeavePanelResponse> {
        let selection = selection.name.clone();
        let request = pb::LeavePanelRequest { selection, reason: "sakit keras".into(), request_id: String::new() };
        let request = self.world.harness.request_as(&member(number), MEMBERS, &[TENANT], request);
        self.panels.leave_panel(request).await
    }

    async fn excuse(&mut self, selection: &pb::OpenSelection, member: &pb::PanelMember) -> Answer<pb::PanelMember> {
        let request = pb::ExcuseMemberRequest {
            name: member.name.clone(),
            etag: self.get(selection).await.etag,
            reason: "tidak menilai".into(),
            request_id: String::new(),
        };
        self.panels.excuse_member(self.world.harness.request(COMMITTEE, request)).await
    }

    async fn notes(&mut self, selection: &pb::OpenSelection, roles: &[&str]) -> Answer<pb::ListSelectionNotesResponse> {
        let request = pb::ListSelectionNotesRequest { parent: selection.name.clone(), ..Default::default() };
        self.panels.list_selection_notes(self.world.harness.request(roles, request)).await
    }

    async fn score_all_of(&mut self, number: usize, codes: &[(String, String)]) {
        for (place, (candidate, _)) in codes.iter().enumerate() {
            self.score(number, candidate, plain(number - 1, place)).await.unwrap();
        }
    }
}

fn checks(findings: &[pb::PanelFinding]) -> Vec<(Check, &str, i64)> {
    findings.iter().map(|one| (one.check(), one.candidate_code.as_str(), one.observed)).collect()
}

#[tokio::test]
async fn a_conflict_told_after_scoring_takes_the_scores_away_and_cannot_be_taken_back() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let started = selter.started(&opened).await;
    selter.score_all(&codes, &plain).await;
    // Member 1 is from inside: the others have four of six from outside.
    let left = selter.declare(&started, 1, &[&codes[0].0]).await.unwrap().into_inner().to_score;
    assert_eq!((left, selter.get(&started).await.state()), (4, State::Assessment));
    let barred = selter.score(1, &codes[0].0, [100, 5]).await;
    assert_eq!(refusal(barred), (Code::FailedPrecondition, "CONFLICT_DECLARED".into()));
    assert_eq!(selter.declare(&started, 1, &[]).await.unwrap().into_inner().to_score, 4);
    assert_eq!(refusal(selter.score(1, &codes[0].0, [100, 5]).await).1, "CONFLICT_DECLARED", "nor taken back");
    let sealed = selter.seal(&started).await.unwrap().into_inner();
    let revealed = selter.reveal(&sealed).await.unwrap().into_inner();
    assert_eq!(revealed.state(), State::Revealed);
    selter.after_inputs();
    let announced = selter.announce(&revealed).await.unwrap().into_inner();
    let ranks = selter.ranks(&announced).await.unwrap();
    let of = |code: &str| ranks.iter().find(|rank| rank.candidate_code == code).unwrap().members;
    assert_eq!((of(&codes[0].1), of(&codes[1].1)), (6, 7));
    assert_eq!(refusal(selter.declare(&announced, 2, &[&codes[1].0]).await).1, "SELECTION_STATE", "too late");
}

#[tokio::test]
async fn a_late_conflict_of_an_outsider_holds_the_selection_for_the_share_from_outside() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let started = selter.started(&opened).await;
    selter.score_all(&codes, &plain).await;
    selter.declare(&started, 7, &[&codes[2].0]).await.unwrap();
    let held = selter.get(&started).await;
    assert_eq!(held.state(), State::OnHold);
    assert_eq!(checks(&selter.findings(&held).await), [(Check::Outside, codes[2].1.as_str(), 500)]);
    assert_eq!(refusal(selter.seal(&held).await).1, "SELECTION_STATE");
    assert_eq!(refusal(selter.release(&held).await).1, "SELECTION_STATE", "no release brings an outsider");
    assert_eq!(selter.start_assessment(&held).await.unwrap().into_inner().state(), State::OnHold, "nor waiting");
    let members = selter.members(&held).await;
    let inside = selter.replaced(&held, &members[6], seat(17, Group::Official)).await;
    assert_eq!(refusal(inside), (Code::FailedPrecondition, "PANEL_UNFIT".into()));
    selter.replaced(&held, &members[6], seat(17, Group::Expert)).await.unwrap();
    selter.declare(&held, 17, &[]).await.unwrap();
    let now = selter.get(&held).await;
    let again = selter.start_assessment(&now).await.unwrap().into_inner();
    assert_eq!((again.state(), again.round), (State::Assessment, 1));
    assert_eq!(refusal(selter.seal(&again).await).1, "SCORES_MISSING");
    selter.score_all_of(17, &codes).await;
    assert_eq!(selter.seal(&again).await.unwrap().into_inner().state(), State::Sealed);
}

#[tokio::test]
async fn a_conflict_told_after_the_seal_or_the_reveal_begins_a_round_that_nobody_scores_again() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let started = selter.started(&opened).await;
    selter.score_all(&codes, &plain).await;
    let sealed = selter.seal(&started).await.unwrap().into_inner();
    selter.declare(&sealed, 1, &[&codes[0].0]).await.unwrap();
    let second = selter.get(&sealed).await;
    assert_eq!((second.state(), second.round, second.scores_hash.as_str()), (State::Assessment, 2, ""));
    let late = selter.score(2, &codes[0].0, [1, 1]).await;
    assert_eq!(refusal(late), (Code::PermissionDenied, "NOT_ON_PANEL".into()), "what was sealed stays as it was");
    assert_eq!(refusal(selter.reveal(&second).await).1, "SELECTION_STATE");
    let resealed = selter.seal(&second).await.unwrap().into_inner();
    assert_ne!(resealed.scores_hash, sealed.scores_hash);
    let first_hash = sealed.scores_hash;
    let revealed = selter.reveal(&resealed).await.unwrap().into_inner();
    selter.declare(&revealed, 2, &[&codes[1].0]).await.unwrap();
    let third = selter.get(&revealed).await;
    assert_eq!((third.state(), third.round), (State::Assessment, 3));
    selter.after_inputs();
    assert_eq!(refusal(selter.announce(&third).await).1, "SELECTION_STATE");
    let sealed = selter.seal(&third).await.unwrap().into_inner();
    let revealed = selter.reveal(&sealed).await.unwrap().into_inner();
    let announced = selter.announce(&revealed).await.unwrap().into_inner();
    assert_eq!(announced.earlier_scores_hashes, [first_hash, resealed.scores_hash], "no hash is forgotten");
    let sheet = selter.sheet(&announced).await.unwrap();
    assert_eq!(sheet.len(), (7 * CODES - 2) * 2);
    let notes = selter.notes(&announced, AUDITOR).await.unwrap().into_inner().notes;
    let told: Vec<_> = notes.iter().map(|one| (one.kind(), one.candidate_code.as_str(), one.text.as_str())).collect();
    let reason = "saudara kandung";
    assert_eq!(told, [(Kind::Conflict, codes[0].1.as_str(), reason), (Kind::Conflict, codes[1].1.as_str(), reason)]);
    for roles in [COMMITTEE, AUTHORITY, MEMBERS] {
        assert_eq!(selter.notes(&announced, roles).await.unwrap_err().code(), Code::PermissionDenied);
    }
}

#[tokio::test]
async fn members_who_leave_are_missed_until_the_panel_is_one_again() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let started = selter.started(&opened).await;
    selter.score_all(&codes, &plain).await;
    assert_eq!(refusal(selter.leave(&started, 77).await), (Code::PermissionDenied, "NOT_ON_PANEL".into()));
    // An insider: four of six from outside are enough.
    selter.leave(&started, 1).await.unwrap();
    assert_eq!((selter.get(&started).await.state(), selter.get(&started).await.panel_members), (State::Assessment, 6));
    assert_eq!(refusal(selter.leave(&started, 1).await).1, "NOT_ON_PANEL");
    // Two outsiders, one after the other: two of four are too few of everything.
    selter.leave(&started, 6).await.unwrap();
    assert_eq!(selter.get(&started).await.state(), State::Assessment, "three of five are 60 of a hundred");
    selter.leave(&started, 7).await.unwrap();
    let held = selter.get(&started).await;
    assert_eq!((held.state(), held.panel_members, held.panel_outside), (State::OnHold, 4, 2));
    assert_eq!(checks(&selter.findings(&held).await), [(Check::Outside, "", 500), (Check::Composition, "", 4)]);
    assert_eq!(refusal(selter.start_assessment(&held).await).1, "PANEL_UNFIT");
    let members = selter.members(&held).await;
    assert_eq!(members[6].state(), panel_member::State::Left);
    selter.replaced(&held, &members[5], seat(16, Group::Expert)).await.unwrap();
    selter.replaced(&held, &members[6], seat(17, Group::Academic)).await.unwrap();
    let inside = selter.replaced(&held, &members[0], seat(11, Group::Official)).await;
    assert!(inside.is_ok(), "three of seven from inside, as before");
    for number in [11, 16, 17] {
        selter.declare(&held, number, &[]).await.unwrap();
        assert_eq!(refusal(selter.score(number, &codes[0].0, [80, 3]).await).1, "SELECTION_STATE", "it is held");
    }
    let now = selter.get(&held).await;
    let again = selter.start_assessment(&now).await.unwrap().into_inner();
    for number in [11, 16, 17] {
        selter.score_all_of(number, &codes).await;
    }
    let sealed = selter.seal(&again).await.unwrap().into_inner();
    assert_eq!(refusal(selter.leave(&sealed, 2).await).1, "SELECTION_STATE", "scores that are fixed stay");
    assert_eq!(selter.reveal(&sealed).await.unwrap().into_inner().panel_members, 7);
    let kinds: Vec<Kind> =
        selter.notes(&sealed, AUDITOR).await.unwrap().into_inner().notes.iter().map(pb::SelectionNote::kind).collect();
    assert_eq!(kinds, [[Kind::Leaving; 3], [Kind::Replacement; 3]].concat());
    assert!(!selter.dump("selection_notes").await.contains("sakit"));
}

#[tokio::test]
async fn who_leaves_before_the_assessment_is_replaced_by_somebody_who_keeps_the_number_odd() {
    let mut selter = Selter::start().await;
    let (opened, _) = selter.opened().await;
    selter.leave(&opened, 1).await.unwrap();
    selter.after_close();
    for number in 2..=7 {
        selter.declare(&opened, number, &[]).await.unwrap();
    }
    let now = selter.get(&opened).await;
    assert_eq!(now.state(), State::Open);
    assert_eq!(refusal(selter.start_assessment(&now).await), (Code::FailedPrecondition, "PANEL_UNFIT".into()));
    let members = selter.members(&opened).await;
    selter.replaced(&opened, &members[0], seat(11, Group::Official)).await.unwrap();
    selter.declare(&opened, 11, &[]).await.unwrap();
    let now = selter.get(&opened).await;
    assert_eq!(selter.start_assessment(&now).await.unwrap().into_inner().state(), State::Assessment);
}

#[tokio::test]
async fn nobody_is_excused_whom_a_candidate_would_miss_and_who_comes_instead_gets_time() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    selter.after_close();
    for number in 1..=7 {
        let conflicts: &[&str] = if number <= 3 { &[&codes[0].0] } else { &[] };
        selter.declare(&opened, number, conflicts).await.unwrap();
    }
    let started = selter.start_assessment(&opened).await.unwrap().into_inner();
    for number in (1..=7).filter(|number| *number != 7) {
        for (place, (candidate, _)) in codes.iter().enumerate().filter(|(place, _)| number > 3 || *place > 0) {
            selter.score(number, candidate, plain(number - 1, place)).await.unwrap();
        }
    }
    selter.after_score_time();
    let members = selter.members(&started).await;
    let excused = selter.excuse(&started, &members[6]).await;
    assert_eq!(refusal(excused), (Code::FailedPrecondition, "PANEL_UNFIT".into()), "three would be left for the first");
    let new = selter.replaced(&started, &members[6], seat(17, Group::Expert)).await.unwrap().into_inner();
    assert_eq!(refusal(selter.excuse(&started, &new).await).1, "NOT_LATE", "who comes later has time to score");
    // And tells of a conflict that nobody knew of: held again, not stuck.
    selter.declare(&started, 17, &[&codes[0].0]).await.unwrap();
    assert_eq!(selter.get(&started).await.state(), State::OnHold);
}

#[tokio::test]
async fn a_seal_and_a_late_conflict_at_once_leave_nothing_half_done() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let started = selter.started(&opened).await;
    selter.score_all(&codes, &plain).await;
    let harness = &selter.world.harness;
    let (name, etag) = (started.name.clone(), started.etag.clone());
    let seal = harness.request(COMMITTEE, pb::SealScoresRequest { name, etag, request_id: String::new() });
    let conflict = pb::ConflictOfInterest { candidate: codes[0].0.clone(), reason: "saudara".into() };
    let (selection, conflicts) = (started.name.clone(), vec![conflict]);
    let declare = pb::DeclareConflictsRequest { selection, conflicts, request_id: String::new() };
    let declare = harness.request_as(&member(1), MEMBERS, &[TENANT], declare);
    let (mut selections, mut panels) = (selter.selections.clone(), selter.panels.clone());
    let (sealed, declared) = tokio::join!(selections.seal_scores(seal), panels.declare_conflicts(declare));
    declared.unwrap();
    let now = selter.get(&started).await;
    // Either the seal was first and is undone by a second round, or it came with what the conflict had made stale.
    match sealed {
        Ok(_) => assert_eq!((now.state(), now.round), (State::Assessment, 2)),
        Err(stale) => assert_eq!((stale.code(), now.state(), now.round), (Code::Aborted, State::Assessment, 1)),
    }
    let sealed = selter.seal(&now).await.unwrap().into_inner();
    let revealed = selter.reveal(&sealed).await.unwrap().into_inner();
    selter.after_inputs();
    let announced = selter.announce(&revealed).await.unwrap().into_inner();
    assert_eq!(selter.sheet(&announced).await.unwrap().len(), (7 * CODES - 1) * 2);
}
