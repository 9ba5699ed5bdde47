use crate::{
    AUTHORITY, COMMITTEE,
    panel_world::{Selter, seat},
    refusal,
};
use contracts::recruitment::v1 as pb;
use pb::{open_selection::State, panel_finding::Check, panel_seat::Group};
use tonic::Code;

/// Members 5, 6 and 7 lift the last candidate together.
fn bloc(member: usize, candidate: usize) -> [i32; 2] {
    let honest = [88 - 8 * candidate as i32 + (3 * member as i32 + candidate as i32) % 4, 3];
    if member >= 4 && candidate == 4 { [honest[0] + 40, 5] } else { honest }
}

fn honest(member: usize, candidate: usize) -> [i32; 2] {
    [88 - 8 * candidate as i32 + (3 * member as i32 + candidate as i32) % 4, 3]
}

impl Selter {
    async fn replace(
        &mut self,
        selection: &pb::OpenSelection,
        member: &pb::PanelMember,
        number: usize,
    ) -> crate::Answer<pb::PanelMember> {
        let request = pb::ReplaceMemberRequest {
            name: member.name.clone(),
            etag: self.get(selection).await.etag,
            seat: Some(seat(number, Group::Academic)),
            reason: "penilaian menyimpang".into(),
            request_id: String::new(),
        };
        self.panels.replace_member(self.world.harness.request(AUTHORITY, request)).await
    }
}

#[tokio::test]
async fn a_bloc_holds_the_result_with_its_evidence_until_the_inspectorate_releases_it() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let held = selter.revealed(&opened, &codes, &bloc).await;
    assert_eq!(held.state(), State::OnHold);
    let findings = selter.findings(&held).await;
    let found = findings.iter().find(|finding| finding.check() == Check::Bloc).unwrap();
    assert_eq!((found.members.as_slice(), found.candidate_code.as_str()), (&[5, 6, 7][..], codes[4].1.as_str()));
    assert!(found.observed > found.limit && found.as_strange >= 1 && found.permutations >= 100, "{found:?}");
    selter.after_inputs();
    let refused = selter.announce(&held).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "SELECTION_STATE".into()));
    assert_eq!(refusal(selter.sheet(&held).await.map(tonic::Response::new)).1, "SELECTION_STATE");
    let released = selter.release(&held).await.unwrap().into_inner();
    assert_eq!((released.state(), released.round), (State::Revealed, 1));
    assert_eq!(selter.findings(&released).await.len(), findings.len(), "the evidence stays");
    assert_eq!(refusal(selter.release(&released).await).1, "SELECTION_STATE");
    selter.announce(&released).await.unwrap();
    let notes = "SELECT count(*) FROM recruitment.selection_notes WHERE kind = 'release'";
    assert_eq!(selter.world.harness.number(notes).await, 1);
}

#[tokio::test]
async fn replaced_members_score_again_without_seeing_the_others() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let held = selter.revealed(&opened, &codes, &bloc).await;
    let members = selter.members(&held).await;
    let displeasing = selter.replace(&held, &members[0], 18).await;
    assert_eq!(refusal(displeasing), (Code::FailedPrecondition, "MEMBER_NOT_NAMED".into()), "scores were read");
    let twice = selter.replace(&held, &members[4], 3).await;
    assert_eq!(refusal(twice), (Code::FailedPrecondition, "PANEL_UNFIT".into()));
    // The member of the professional organisation would be missed: somebody of another comes in that place.
    let unfit = selter.replace(&held, &members[4], 15).await;
    assert_eq!(refusal(unfit), (Code::FailedPrecondition, "PANEL_UNFIT".into()));
    let new = selter.replace(&held, &members[5], 16).await.unwrap().into_inner();
    assert_eq!((new.number, new.declared), (8, false));
    let again = selter.get(&held).await;
    assert_eq!((again.state(), again.round, again.scores_hash.as_str()), (State::Assessment, 2, ""));
    let late = selter.replace(&again, &members[6], 17).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "NOT_LATE".into()));
    let old = selter.score(1, &codes[0].0, [1, 1]).await;
    assert_eq!(refusal(old), (Code::PermissionDenied, "NOT_ON_PANEL".into()), "revealed scores stay as they are");
    let early = selter.score(16, &codes[0].0, [80, 3]).await;
    assert_eq!(refusal(early).1, "DECLARATIONS_MISSING");
    selter.declare(&again, 16, &[]).await.unwrap();
    assert_eq!(refusal(selter.seal(&again).await).1, "SCORES_MISSING");
    for (place, (candidate, _)) in codes.iter().enumerate() {
        selter.score(16, candidate, honest(5, place)).await.unwrap();
    }
    let scores = pb::ListPanelScoresRequest { parent: again.name.clone(), ..Default::default() };
    let sealed_again = selter.panels.list_panel_scores(selter.world.harness.request(COMMITTEE, scores)).await;
    assert_eq!(refusal(sealed_again).1, "SCORES_SEALED");
    let sealed = selter.seal(&again).await.unwrap().into_inner();
    let revealed = selter.reveal(&sealed).await.unwrap().into_inner();
    // Two of the three are still there, and still a bloc: it is checked again.
    assert_eq!((revealed.state(), revealed.round), (State::OnHold, 2));
    let rounds: Vec<_> = selter.findings(&revealed).await.iter().map(|finding| finding.round).collect();
    assert!(rounds.contains(&1) && rounds.contains(&2));
    assert_eq!(revealed.panel_members, 7);
}

#[tokio::test]
async fn too_few_members_without_a_conflict_hold_the_selection_until_one_is_replaced() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    selter.after_close();
    for number in 1..=7 {
        let conflicts: &[&str] = if number <= 4 { &[&codes[2].0] } else { &[] };
        selter.declare(&opened, number, conflicts).await.unwrap();
    }
    let held = selter.start_assessment(&opened).await.unwrap().into_inner();
    assert_eq!(held.state(), State::OnHold);
    let findings = selter.findings(&held).await;
    assert_eq!(
        (findings.len(), findings[0].check(), findings[0].observed, findings[0].limit),
        (1, Check::Quorum, 3, 4)
    );
    assert_eq!(findings[0].candidate_code, codes[2].1);
    assert_eq!(refusal(selter.release(&held).await).1, "SELECTION_STATE", "no release makes a member unbiased");
    let members = selter.members(&held).await;
    selter.replace(&held, &members[1], 18).await.unwrap();
    let now = selter.get(&held).await;
    assert_eq!(refusal(selter.start_assessment(&now).await).1, "DECLARATIONS_MISSING");
    selter.declare(&now, 18, &[]).await.unwrap();
    let started = selter.start_assessment(&now).await.unwrap().into_inner();
    assert_eq!((started.state(), started.round), (State::Assessment, 1));
}

#[tokio::test]
async fn one_who_is_far_too_severe_and_one_who_says_the_same_of_all_are_told() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let drift = |member: usize, candidate: usize| match member {
        1 => [honest(member, candidate)[0] - 40, 3],
        3 => [70, 3],
        _ => honest(member, candidate),
    };
    let held = selter.revealed(&opened, &codes, &drift).await;
    let found: Vec<_> = selter.findings(&held).await.iter().map(|one| (one.check(), one.members.clone())).collect();
    assert!(found.contains(&(Check::Severity, vec![2])) && found.contains(&(Check::SpreadLow, vec![4])), "{found:?}");
}
