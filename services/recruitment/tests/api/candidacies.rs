//! Who meets the requirements of an open selection, found by the committee; and what is erased when it is over.

use crate::{
    AUTHORITY, Answer, COMMITTEE, GATEWAY,
    panel_world::{AUDITOR, MEMBERS, Selter, after},
    refusal,
};
use contracts::recruitment::v1 as pb;
use jiff::SignedDuration;
use pb::{SelectionRequirement as Requirement, candidacy::State, retention_service_client::RetentionServiceClient};
use platform::testing::{TENANT, bad_fields};
use tonic::Code;

fn screening(candidate: &str, unmet: &[pb::SelectionRequirement]) -> pb::ScreenCandidateRequest {
    use pb::SelectionRequirement::{Age, Degree, Experience, Grade, Record};
    let finding = |requirement| {
        let met = !unmet.contains(&requirement);
        let reason = if met { String::new() } else { "ijazah tidak terbukti".to_owned() };
        pb::RequirementFinding { requirement: requirement.into(), met, reason }
    };
    let findings = [Degree, Experience, Grade, Age, Record].map(finding).to_vec();
    pb::ScreenCandidateRequest { candidate: candidate.to_owned(), findings, request_id: String::new() }
}

impl Selter {
    /// What the committee finds: all requirements are met but these.
    pub async fn screen(&mut self, candidate: &str, unmet: &[pb::SelectionRequirement]) -> Answer<pb::Candidacy> {
        let request = screening(candidate, unmet);
        self.selections.screen_candidate(self.world.harness.request(COMMITTEE, request)).await
    }

    pub async fn withdraw(&mut self, candidate: &str) -> Answer<pb::Candidacy> {
        let request = pb::WithdrawCandidacyRequest { candidate: candidate.to_owned(), request_id: String::new() };
        self.selections.withdraw_candidacy(self.world.harness.request(GATEWAY, request)).await
    }

    pub async fn withdraw_as(&mut self, subject: &str, candidate: &str) -> Answer<pb::Candidacy> {
        let request = pb::WithdrawCandidacyRequest { candidate: candidate.to_owned(), request_id: String::new() };
        let request = self.world.harness.request_as(subject, GATEWAY, &[TENANT], request);
        self.selections.withdraw_candidacy(request).await
    }

    async fn candidacy(&mut self, subject: Option<&str>, candidate: &str) -> Answer<pb::Candidacy> {
        let request = pb::GetCandidacyRequest { name: candidate.to_owned() };
        let request = match subject {
            Some(subject) => self.world.harness.request_as(subject, GATEWAY, &[TENANT], request),
            None => self.world.harness.request(GATEWAY, request),
        };
        self.selections.get_candidacy(request).await
    }

    /// What a sweep erased, and what it left for the next.
    async fn sweep(&mut self) -> (i64, i64) {
        let mut client = RetentionServiceClient::new(self.world.harness.channel.clone());
        let request = pb::SweepSelectionsRequest { parent: format!("instansi/{TENANT}"), request_id: String::new() };
        let request = self.world.harness.request(&["integration"], request);
        let swept = client.sweep_selections(request).await.unwrap().into_inner();
        (swept.erased, swept.remaining)
    }

    async fn states(&mut self, selection: &pb::OpenSelection) -> Vec<(State, String)> {
        let request = pb::ListSelectionCandidatesRequest { parent: selection.name.clone(), ..Default::default() };
        let request = self.world.harness.request(COMMITTEE, request);
        let listed = self.panels.list_selection_candidates(request).await.unwrap().into_inner().candidates;
        listed.into_iter().map(|one| (one.state(), one.full_name)).collect()
    }
}

fn plain(member: usize, candidate: usize) -> [i32; 2] {
    [88 - 8 * candidate as i32 + (3 * member as i32 + candidate as i32) % 4, 3]
}

#[tokio::test]
async fn the_panel_judges_and_everybody_knows_only_who_meets_the_requirements() {
    let mut selter = Selter::start().await;
    let (opened, _) = selter.opened_without_candidates().await;
    let mut registered = Vec::new();
    for person in 0..4 {
        let request = selter.registration(&opened, person);
        registered.push(selter.register_as(request).await.unwrap().into_inner());
    }
    for one in &registered[..3] {
        let found = selter.screen(&one.candidate, &[]).await.unwrap().into_inner();
        assert_eq!((found.state(), found.findings.len()), (State::Admitted, 5));
    }
    let fourth = &registered[3];
    selter.to(30);
    // Of one it is not known: nobody is told anything.
    assert_eq!(selter.announced(&opened).await.unwrap_err().code(), Code::FailedPrecondition);
    assert_eq!(refusal(selter.declare(&opened, 1, &[]).await).1, "CANDIDATES_UNSCREENED");
    let early = selter.start_assessment(&opened).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "CANDIDATES_UNSCREENED".into()));
    let refused = selter.screen(&fourth.candidate, &[Requirement::Degree]).await.unwrap().into_inner();
    assert_eq!((refused.state(), refused.findings[0].met, refused.findings[1].met), (State::Refused, false, true));
    let announced = selter.announced(&opened).await.unwrap();
    assert!(announced.len() == 3 && announced.iter().all(|one| one.code != fourth.code));
    let late = selter.screen(&fourth.candidate, &[]).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "SELECTION_STATE".into()), "everybody knows by now");
    assert_eq!(selter.own_candidates(&opened, 1).await.unwrap().len(), 3);
    let now = selter.get(&opened).await;
    assert_eq!(now.input_close_time, after(102), "the public is heard for 72 hours from when it can speak");
    // Whoever it is about is told why, and nobody else.
    let told = selter.candidacy(None, &fourth.candidate).await.unwrap().into_inner();
    assert_eq!(told.findings[0].reason, "ijazah tidak terbukti");
    let foreign = selter.candidacy(Some("another-gateway"), &fourth.candidate).await;
    assert_eq!(refusal(foreign), (Code::NotFound, "CANDIDATE_NOT_FOUND".into()));
    let sealed: String = "ijazah".bytes().map(|byte| format!("{byte:02x}")).collect();
    let rows = selter.dump("selection_requirements").await;
    assert!(!rows.contains("ijazah") && !rows.contains(&sealed));
    let by = "SELECT count(*) FROM recruitment.selection_requirements WHERE screener <> ''";
    assert_eq!(selter.world.harness.number(by).await, 20);
    let states: Vec<State> = selter.states(&opened).await.into_iter().map(|(state, _)| state).collect();
    assert_eq!(states, [State::Admitted, State::Admitted, State::Admitted, State::Refused]);
    for number in 1..=7 {
        selter.declare(&now, number, &[]).await.unwrap();
    }
    let started = selter.start_assessment(&now).await.unwrap().into_inner();
    let other = selter.score(1, &fourth.candidate, [100, 5]).await;
    assert_eq!(refusal(other), (Code::NotFound, "CANDIDATE_NOT_FOUND".into()));
    assert_eq!(started.candidates, 4);
}

#[tokio::test]
async fn every_requirement_is_found_once_and_a_refusal_has_its_reason() {
    let mut selter = Selter::start().await;
    let (opened, _) = selter.opened_without_candidates().await;
    let request = selter.registration(&opened, 1);
    let candidate = selter.register_as(request).await.unwrap().into_inner().candidate;
    let mut bad = screening(&candidate, &[]);
    bad.findings[1].requirement = Requirement::Degree.into();
    bad.findings[2].met = false;
    bad.findings[3].reason = "usia".into();
    bad.findings[4].requirement = 99;
    let refused = selter.selections.screen_candidate(selter.world.harness.request(COMMITTEE, bad)).await.unwrap_err();
    let fields = ["findings[1].requirement", "findings[2].reason", "findings[3].reason", "findings[4].requirement"];
    assert_eq!(bad_fields(&refused), fields);
    let none = pb::ScreenCandidateRequest { candidate: candidate.clone(), ..Default::default() };
    let none = selter.selections.screen_candidate(selter.world.harness.request(COMMITTEE, none)).await.unwrap_err();
    assert_eq!(bad_fields(&none), ["findings"]);
    for roles in [GATEWAY, AUTHORITY, MEMBERS, AUDITOR] {
        let request = screening(&candidate, &[]);
        let refused = selter.selections.screen_candidate(selter.world.harness.request(roles, request)).await;
        assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied);
    }
}

#[tokio::test]
async fn who_took_part_is_erased_when_the_time_is_over_and_the_result_stays() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let revealed = selter.revealed(&opened, &codes, &plain).await;
    selter.after_inputs();
    let announced = selter.announce(&revealed).await.unwrap().into_inner();
    let submitted = selter.submit_names(&announced, &[], "").await.unwrap().into_inner();
    let decided = selter.decide(&submitted, &codes[0].1).await.unwrap().into_inner();
    let decision = selter.world.harness.clock.now();
    let wait = |days: i64| decision + SignedDuration::from_hours(24 * days);
    selter.world.harness.clock.set(wait(730));
    assert_eq!(selter.sweep().await, (0, 0));
    selter.world.harness.clock.set(wait(731));
    assert_eq!((selter.sweep().await, selter.sweep().await), ((1, 0), (0, 0)));
    assert!(selter.states(&decided).await.iter().all(|(_, name)| name.is_empty()));
    let told = selter.announced(&decided).await.unwrap();
    assert!(told.len() == 5 && told.iter().all(|one| one.display_name.is_empty()), "nobody is named any more");
    assert_eq!(selter.ranks(&decided).await.unwrap().len(), 5);
    let request = pb::ListPanelScoresRequest { parent: decided.name.clone(), ..Default::default() };
    let request = selter.world.harness.request(AUDITOR, request);
    let scores = selter.panels.list_panel_scores(request).await.unwrap().into_inner().scores;
    assert!(scores.len() == 50 && scores.iter().all(|one| one.reason.is_empty()));
    let kept = "SELECT (SELECT count(*) FROM recruitment.selection_candidates WHERE identity_sealed <> '')
                     + (SELECT count(*) FROM recruitment.selection_scores WHERE score_sealed <> '')
                     + (SELECT count(*) FROM recruitment.selection_notes WHERE text_sealed <> '')";
    assert_eq!(selter.world.harness.number(kept).await, 0);
}
