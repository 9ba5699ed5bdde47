use crate::{
    AUTHORITY, Answer, COMMITTEE,
    panel_world::{AUDITOR, CODES, MEMBERS, Selter, member},
    refusal,
};
use contracts::recruitment::v1 as pb;
use platform::testing::{TENANT, bad_fields, reason};
use tonic::Code;

fn plain(member: usize, candidate: usize) -> [i32; 2] {
    [85 - 7 * candidate as i32 + (member as i32 % 3), 4 - (candidate as i32) / 2]
}

impl Selter {
    async fn all_scores(
        &mut self,
        selection: &pb::OpenSelection,
        roles: &[&str],
    ) -> Answer<pb::ListPanelScoresResponse> {
        let request =
            pb::ListPanelScoresRequest { parent: selection.name.clone(), page_size: 200, ..Default::default() };
        self.panels.list_panel_scores(self.world.harness.request(roles, request)).await
    }

    async fn own_scores(&mut self, selection: &pb::OpenSelection, number: usize) -> Answer<pb::ListOwnScoresResponse> {
        let request = pb::ListOwnScoresRequest { parent: selection.name.clone(), ..Default::default() };
        let request = self.world.harness.request_as(&member(number), MEMBERS, &[TENANT], request);
        self.panels.list_own_scores(request).await
    }
}

#[tokio::test]
async fn nobody_reads_a_score_before_the_reveal_but_whoever_gave_it() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let started = selter.started(&opened).await;
    selter.score_all(&codes, &plain).await;
    let own = selter.own_scores(&started, 2).await.unwrap().into_inner().scores;
    assert_eq!(own.len(), CODES * 2);
    assert!(own.iter().all(|score| score.reason == "alasan 2"));
    assert_eq!(refusal(selter.own_scores(&started, 77).await), (Code::PermissionDenied, "NOT_ON_PANEL".into()));
    let sealed = selter.seal(&started).await.unwrap().into_inner();
    for selection in [&started, &sealed] {
        for roles in [COMMITTEE, AUDITOR] {
            let refused = selter.all_scores(selection, roles).await;
            assert_eq!(refusal(refused), (Code::PermissionDenied, "SCORES_SEALED".into()));
        }
        for roles in [MEMBERS, AUTHORITY] {
            let refused = selter.all_scores(selection, roles).await.unwrap_err();
            assert_eq!(reason(&refused), "PERMISSION_DENIED");
        }
        assert_eq!(selter.own_scores(selection, 2).await.unwrap().into_inner().scores.len(), CODES * 2);
    }
    // Nothing that the database holds tells a score: no plain number, no readable reason, and all as long as each other.
    let plain_numbers = "SELECT count(*) FROM recruitment.selection_scores WHERE score IS NOT NULL";
    assert_eq!(selter.world.harness.number(plain_numbers).await, 0);
    let lengths = "SELECT count(DISTINCT length(score_sealed)) FROM recruitment.selection_scores";
    assert_eq!(selter.world.harness.number(lengths).await, 1);
    assert!(
        !selter
            .dump("selection_scores")
            .await
            .contains(&"alasan".bytes().map(|b| format!("{b:02x}")).collect::<String>())
    );
    let revealed = selter.reveal(&sealed).await.unwrap().into_inner();
    let all = selter.all_scores(&revealed, COMMITTEE).await.unwrap().into_inner().scores;
    assert_eq!(all.len(), 7 * CODES * 2);
    assert_eq!(selter.world.harness.number(plain_numbers).await, 70);
}

#[tokio::test]
async fn scores_are_whole_numbers_of_the_scale_each_with_a_reason() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let early = selter.score(1, &codes[0].0, [80, 4]).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "SELECTION_STATE".into()));
    selter.started(&opened).await;
    let status = selter.score(1, &codes[0].0, [101, 6]).await.unwrap_err();
    assert_eq!(bad_fields(&status), ["lines[0].score", "lines[1].score"]);
    let line = |instrument: &str, reason: &str| pb::ScoreLine {
        instrument: instrument.into(),
        score: 3,
        reason: reason.into(),
    };
    let lines = vec![line("MAKALAH", " "), line("WAWANCARA", "cukup")];
    let request = pb::SubmitScoresRequest { candidate: codes[0].0.clone(), lines, request_id: String::new() };
    let request = selter.world.harness.request_as(&member(1), MEMBERS, &[TENANT], request);
    assert_eq!(bad_fields(&selter.panels.submit_scores(request).await.unwrap_err()), ["lines[0].reason"]);
    let lines = vec![line("MAKALAH", "cukup"), line("MAKALAH", "cukup"), line("LAIN", "cukup")];
    let request = pb::SubmitScoresRequest { candidate: codes[0].0.clone(), lines, request_id: String::new() };
    let request = selter.world.harness.request_as(&member(1), MEMBERS, &[TENANT], request);
    let status = selter.panels.submit_scores(request).await.unwrap_err();
    assert_eq!(bad_fields(&status), ["lines[1].instrument", "lines[2].instrument"]);
    let stranger = selter.score(77, &codes[0].0, [80, 4]).await;
    assert_eq!(refusal(stranger), (Code::PermissionDenied, "NOT_ON_PANEL".into()));
    let nobody = format!("{}dead", &codes[0].0[..codes[0].0.len() - 4]);
    assert_eq!(refusal(selter.score(1, &nobody, [80, 4]).await), (Code::NotFound, "CANDIDATE_NOT_FOUND".into()));
    assert_eq!(selter.score(1, &codes[0].0, [80, 4]).await.unwrap().into_inner().left, 4);
    assert_eq!(selter.score(1, &codes[0].0, [70, 3]).await.unwrap().into_inner().left, 4);
    let own = selter.own_scores(&opened, 1).await.unwrap().into_inner().scores;
    assert_eq!(own.iter().map(|score| score.score).collect::<Vec<_>>(), [70, 3]);
}

#[tokio::test]
async fn a_conflict_of_interest_takes_the_member_off_the_candidate() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let early = selter.declare(&opened, 1, &[]).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "SELECTION_STATE".into()));
    selter.after_close();
    let left = selter.declare(&opened, 1, &[&codes[0].0]).await.unwrap().into_inner();
    assert_eq!(left.to_score, 4);
    assert_eq!(refusal(selter.start_assessment(&opened).await).1, "DECLARATIONS_MISSING");
    for number in 2..=7 {
        selter.declare(&opened, number, &[]).await.unwrap();
    }
    let started = selter.start_assessment(&opened).await.unwrap().into_inner();
    let barred = selter.score(1, &codes[0].0, [100, 5]).await;
    assert_eq!(refusal(barred), (Code::FailedPrecondition, "CONFLICT_DECLARED".into()));
    for number in 1..=7 {
        for (place, (candidate, _)) in codes.iter().enumerate().filter(|(place, _)| number > 1 || *place > 0) {
            selter.score(number, candidate, plain(number - 1, place)).await.unwrap();
        }
    }
    let sealed = selter.seal(&started).await.unwrap().into_inner();
    let revealed = selter.reveal(&sealed).await.unwrap().into_inner();
    selter.after_inputs();
    let announced = selter.announce(&revealed).await.unwrap().into_inner();
    let ranks = selter.ranks(&announced).await.unwrap();
    let of = |code: &str| ranks.iter().find(|rank| rank.candidate_code == code).unwrap().members;
    assert_eq!((of(&codes[0].1), of(&codes[1].1)), (6, 7));
    let members = selter.members(&announced).await;
    assert_eq!(members[0].conflicts, [codes[0].1.clone()]);
    assert!(!selter.dump("selection_notes").await.contains("saudara"));
}

#[tokio::test]
async fn a_late_member_is_excused_and_does_not_count() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let started = selter.started(&opened).await;
    for number in 1..=7 {
        let scored = if number == 1 { 1 } else { CODES };
        for (place, (candidate, _)) in codes.iter().enumerate().take(scored) {
            selter.score(number, candidate, plain(number - 1, place)).await.unwrap();
        }
    }
    assert_eq!(refusal(selter.seal(&started).await), (Code::FailedPrecondition, "SCORES_MISSING".into()));
    let members = selter.members(&started).await;
    let excuse = |member: &pb::PanelMember| pb::ExcuseMemberRequest {
        name: member.name.clone(),
        etag: started.etag.clone(),
        reason: "sakit".into(),
        request_id: String::new(),
    };
    let request = selter.world.harness.request(COMMITTEE, excuse(&members[0]));
    assert_eq!(refusal(selter.panels.excuse_member(request).await).1, "NOT_LATE");
    selter.after_score_time();
    let request = selter.world.harness.request(COMMITTEE, excuse(&members[1]));
    assert_eq!(refusal(selter.panels.excuse_member(request).await).1, "NOT_LATE", "member 2 has scored");
    let request = selter.world.harness.request(COMMITTEE, excuse(&members[0]));
    let excused = selter.panels.excuse_member(request).await.unwrap().into_inner();
    assert_eq!(excused.state(), pb::panel_member::State::Excused);
    let gone = selter.score(1, &codes[1].0, [80, 4]).await;
    assert_eq!(refusal(gone), (Code::PermissionDenied, "NOT_ON_PANEL".into()));
    let sealed = selter.seal(&started).await.unwrap().into_inner();
    assert_eq!(sealed.panel_members, 6);
    let revealed = selter.reveal(&sealed).await.unwrap().into_inner();
    selter.after_inputs();
    let announced = selter.announce(&revealed).await.unwrap().into_inner();
    assert!(selter.ranks(&announced).await.unwrap().iter().all(|rank| rank.members == 6));
    assert_eq!(selter.sheet(&announced).await.unwrap().len(), 6 * CODES * 2);
}

#[tokio::test]
async fn a_score_that_was_changed_under_its_seal_is_found_at_the_reveal() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let started = selter.started(&opened).await;
    selter.score_all(&codes, &plain).await;
    let sealed = selter.seal(&started).await.unwrap().into_inner();
    selter.sql("DELETE FROM recruitment.selection_scores WHERE instrument = 'MAKALAH' AND member_id = (SELECT member_id FROM recruitment.selection_members WHERE number = 3)").await.unwrap();
    let refused = selter.reveal(&sealed).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "SCORES_CHANGED".into()));
}

#[tokio::test]
async fn a_seal_that_was_changed_by_hand_is_found_and_so_is_a_score_that_was_changed_after_the_reveal() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let started = selter.started(&opened).await;
    selter.score_all(&codes, &plain).await;
    let sealed = selter.seal(&started).await.unwrap().into_inner();
    selter.sql("CREATE TABLE kept AS SELECT score_id, score_sealed FROM recruitment.selection_scores").await.unwrap();
    selter.sql("UPDATE recruitment.selection_scores SET score_sealed = score_sealed || 'x'").await.unwrap();
    assert_eq!(refusal(selter.reveal(&sealed).await), (Code::FailedPrecondition, "SCORES_CHANGED".into()));
    let back = "UPDATE recruitment.selection_scores AS one SET score_sealed = kept.score_sealed
                FROM kept WHERE kept.score_id = one.score_id";
    selter.sql(back).await.unwrap();
    let revealed = selter.reveal(&sealed).await.unwrap().into_inner();
    selter.after_inputs();
    selter.sql("UPDATE recruitment.selection_scores SET score = score + 1 WHERE instrument = 'MAKALAH'").await.unwrap();
    assert_eq!(refusal(selter.announce(&revealed).await), (Code::FailedPrecondition, "SCORES_CHANGED".into()));
    selter.sql("UPDATE recruitment.selection_scores SET score = score - 1 WHERE instrument = 'MAKALAH'").await.unwrap();
    let announced = selter.announce(&revealed).await.unwrap().into_inner();
    selter.sql("UPDATE recruitment.selection_scores SET score = 0 WHERE instrument = 'MAKALAH'").await.unwrap();
    let named = selter.submit_names(&announced, &[], "").await;
    assert_eq!(refusal(named), (Code::FailedPrecondition, "SCORES_CHANGED".into()));
}
