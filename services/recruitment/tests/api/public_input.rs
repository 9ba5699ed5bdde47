use crate::{
    Answer, COMMITTEE,
    panel_world::{AUDITOR, MEMBERS, Selter},
    refusal,
};
use contracts::recruitment::v1 as pb;
use pb::public_input::Verdict;
use platform::testing::{OTHER_TENANT, TENANT};
use tonic::Code;

impl Selter {
    async fn say(
        &mut self,
        selection: &pb::OpenSelection,
        code: &str,
        text: &str,
    ) -> Answer<pb::SubmitPublicInputResponse> {
        let request = pb::SubmitPublicInputRequest {
            selection: selection.name.clone(),
            candidate_code: code.into(),
            text: text.into(),
            request_id: String::new(),
        };
        self.inputs.submit_public_input(request).await
    }

    async fn follow(&mut self, tenant: &str, code: &str) -> Answer<pb::PublicInput> {
        let request = pb::FollowPublicInputRequest { parent: format!("instansi/{tenant}"), code: code.into() };
        self.inputs.follow_public_input(request).await
    }

    async fn said(&mut self, selection: &pb::OpenSelection) -> Vec<pb::PublicInput> {
        let parent = selection.name.clone();
        let request = pb::ListPublicInputsRequest { parent, unanswered: true, ..Default::default() };
        let request = self.world.harness.request(COMMITTEE, request);
        self.inputs.list_public_inputs(request).await.unwrap().into_inner().inputs
    }

    async fn answer(&mut self, input: &pb::PublicInput, verdict: Verdict) -> Answer<pb::PublicInput> {
        let request = pb::AnswerPublicInputRequest {
            name: input.name.clone(),
            etag: input.etag.clone(),
            verdict: verdict.into(),
            reason: "sudah diperiksa inspektorat".into(),
            request_id: String::new(),
        };
        self.inputs.answer_public_input(self.world.harness.request(COMMITTEE, request)).await
    }
}

fn plain(member: usize, candidate: usize) -> [i32; 2] {
    [88 - 8 * candidate as i32 + (3 * member as i32 + candidate as i32) % 4, 3]
}

#[tokio::test]
async fn the_public_is_heard_without_an_account_and_answered_before_the_announcement() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    assert_eq!(refusal(selter.say(&opened, &codes[0].1, "terlalu dini").await).1, "NOT_ACCEPTING");
    selter.after_close();
    // Whoever speaks knows the code from the announcement, and from nowhere else.
    let announced = selter.announced(&opened).await.unwrap();
    let heard = announced.iter().find(|one| one.display_name == "Siti Rahasia 0").unwrap().code.clone();
    let code = selter.say(&opened, &heard, "Pernah menolak warga miskin").await.unwrap().into_inner().code;
    let waiting = selter.follow(TENANT, &code.to_lowercase()).await.unwrap().into_inner();
    assert_eq!(
        (waiting.verdict(), waiting.text.as_str(), waiting.candidate_code.clone()),
        (Verdict::Unspecified, "", codes[0].1.clone())
    );
    let revealed = selter.revealed(&opened, &codes, &plain).await;
    assert_eq!((revealed.inputs_received, revealed.inputs_answered), (1, 0));
    assert_eq!(refusal(selter.announce(&revealed).await), (Code::FailedPrecondition, "INPUTS_OPEN".into()));
    selter.after_inputs();
    assert_eq!(refusal(selter.say(&opened, &codes[0].1, "terlambat").await).1, "NOT_ACCEPTING");
    assert_eq!(refusal(selter.announce(&revealed).await), (Code::FailedPrecondition, "INPUTS_UNANSWERED".into()));
    let said = selter.said(&revealed).await;
    assert_eq!((said.len(), said[0].text.as_str()), (1, "Pernah menolak warga miskin"));
    let answered = selter.answer(&said[0], Verdict::NotConfirmed).await.unwrap().into_inner();
    assert_eq!(answered.verdict(), Verdict::NotConfirmed);
    let twice = selter.answer(&answered, Verdict::Confirmed).await;
    assert_eq!(refusal(twice), (Code::FailedPrecondition, "INPUT_ANSWERED".into()));
    let followed = selter.follow(TENANT, &code).await.unwrap().into_inner();
    assert_eq!((followed.reason.as_str(), followed.text.as_str()), ("sudah diperiksa inspektorat", ""));
    let announced = selter.announce(&revealed).await.unwrap().into_inner();
    assert_eq!((announced.inputs_received, announced.inputs_answered), (1, 1));
    let audited = "SELECT count(*) FROM recruitment.audit WHERE action LIKE '%PublicInputService/ListPublicInputs'";
    assert_eq!(selter.world.harness.number(audited).await, 1);
}

#[tokio::test]
async fn what_the_public_says_changes_no_score() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    selter.after_close();
    selter.say(&opened, &codes[0].1, "Nilai 100!").await.unwrap();
    let said = selter.said(&opened).await;
    selter.answer(&said[0], Verdict::Confirmed).await.unwrap();
    let revealed = selter.revealed(&opened, &codes, &plain).await;
    selter.after_inputs();
    let announced = selter.announce(&revealed).await.unwrap().into_inner();
    let heard = selter.ranks(&announced).await.unwrap();
    let mut silent = Selter::start().await;
    let (opened, codes) = silent.opened().await;
    let revealed = silent.revealed(&opened, &codes, &plain).await;
    silent.after_inputs();
    let announced = silent.announce(&revealed).await.unwrap().into_inner();
    let unheard = silent.ranks(&announced).await.unwrap();
    let totals = |ranks: &[pb::SelectionRank]| ranks.iter().map(|one| one.total_exact.clone()).collect::<Vec<_>>();
    assert_eq!(totals(&heard), totals(&unheard));
    // No key, view or function leads from an input to a score or back.
    let joined = "SELECT count(*) FROM pg_constraint
                  WHERE contype = 'f' AND (conrelid = 'recruitment.selection_scores'::regclass
                                           AND confrelid = 'recruitment.selection_inputs'::regclass
                                           OR conrelid = 'recruitment.selection_inputs'::regclass
                                           AND confrelid = 'recruitment.selection_scores'::regclass)";
    assert_eq!(silent.world.harness.number(joined).await, 0);
}

#[tokio::test]
async fn inputs_are_bounded_sealed_and_kept_to_their_instansi() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    selter.after_close();
    assert_eq!(refusal(selter.say(&opened, "JPT-LAIN", "x").await), (Code::NotFound, "CANDIDATE_NOT_FOUND".into()));
    let long = "a".repeat(5001);
    assert_eq!(selter.say(&opened, &codes[0].1, &long).await.unwrap_err().code(), Code::InvalidArgument);
    let code = selter.say(&opened, &codes[0].1, "Rahasia warga").await.unwrap().into_inner().code;
    assert_eq!(refusal(selter.follow(OTHER_TENANT, &code).await).1, "INPUT_NOT_FOUND");
    let rows = selter.dump("selection_inputs").await;
    let plain: String = code.chars().filter(|sign| *sign != '-').collect();
    let sealed: String = "Rahasia".bytes().map(|byte| format!("{byte:02x}")).collect();
    assert!(!rows.contains(&plain) && !rows.contains(&sealed));
    for _ in 1..60 {
        selter.say(&opened, &codes[0].1, "lagi").await.unwrap();
    }
    let flooded = selter.say(&opened, &codes[0].1, "lagi").await;
    assert_eq!(refusal(flooded), (Code::ResourceExhausted, "INPUT_FLOODED".into()));
    let request = pb::ListPublicInputsRequest { parent: opened.name.clone(), ..Default::default() };
    let refused = selter.inputs.list_public_inputs(selter.world.harness.request(MEMBERS, request.clone())).await;
    assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied, "the panel does not hear what is no evidence yet");
    let read = selter.inputs.list_public_inputs(selter.world.harness.request(AUDITOR, request)).await.unwrap();
    assert_eq!(read.into_inner().inputs.len(), 50);
}

/// With too few candidates nobody is announced, and no answer to the public tells whether a code is somebody's.
#[tokio::test]
async fn whoever_is_not_announced_cannot_be_probed() {
    let mut selter = Selter::start().await;
    let (opened, _) = selter.opened_without_candidates().await;
    let mut codes = Vec::new();
    for person in 0..2 {
        codes.push(selter.register(&opened, person).await.unwrap().into_inner().code);
    }
    selter.after_close();
    assert!(selter.announced(&opened).await.is_err());
    for code in [codes[0].as_str(), "JPT-LAIN"] {
        let refused = selter.say(&opened, code, "siapa?").await;
        assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOT_ACCEPTING".into()), "{code}");
    }
}
