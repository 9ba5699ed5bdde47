//! Who the candidates of an open selection are, as everybody may know it: from when, what of them, and nowhere else.

use crate::{
    AUTHORITY, Answer, Recruitment,
    panel_world::{Selter, after, plan},
    refusal,
};
use contracts::recruitment::v1::{self as pb, selection_notice_service_client::SelectionNoticeServiceClient};
use platform::testing::{OTHER_TENANT, bad_fields};
use std::{collections::BTreeSet, fmt::Debug};
use tonic::{Code, Response, Status};

impl Selter {
    async fn announced_page(
        &mut self,
        parent: &str,
        page_size: i32,
        page_token: &str,
    ) -> Answer<pb::ListAnnouncedCandidatesResponse> {
        let mut client = SelectionNoticeServiceClient::new(self.world.harness.channel.clone());
        let (parent, page_token) = (parent.to_owned(), page_token.to_owned());
        client.list_announced_candidates(pb::ListAnnouncedCandidatesRequest { parent, page_size, page_token }).await
    }

    /// The candidates as everybody may know them.
    pub async fn announced(&mut self, selection: &pb::OpenSelection) -> Result<Vec<pb::AnnouncedCandidate>, Status> {
        Ok(self.announced_page(&selection.name, 0, "").await?.into_inner().candidates)
    }

    async fn cancelled(&mut self, selection: &pb::OpenSelection) -> pb::OpenSelection {
        let mut client = SelectionNoticeServiceClient::new(self.world.harness.channel.clone());
        let request = pb::CancelSelectionRequest {
            name: selection.name.clone(),
            etag: selection.etag.clone(),
            reason: "jabatan dihapus".into(),
            request_id: String::new(),
        };
        client.cancel_selection(self.world.harness.request(AUTHORITY, request)).await.unwrap().into_inner()
    }

    /// What anybody gets about a selection, method by method.
    async fn told_to_everybody(&mut self, selection: &pb::OpenSelection) -> Vec<(&'static str, String)> {
        fn said<T: Debug>(answer: Result<Response<T>, Status>) -> String {
            match answer {
                Ok(answer) => format!("{:?}", answer.into_inner()),
                Err(status) => format!("{} {:?}", status.message(), platform::testing::reason(&status)),
            }
        }
        let get = pb::GetOpenSelectionRequest { name: selection.name.clone() };
        let list = pb::ListOpenSelectionsRequest { parent: "instansi/6571".into(), ..Default::default() };
        let input = pb::SubmitPublicInputRequest {
            selection: selection.name.clone(),
            candidate_code: "JPT-LAIN".into(),
            text: "x".into(),
            request_id: String::new(),
        };
        vec![
            ("GetOpenSelection", said(self.selections.get_open_selection(get).await)),
            ("ListOpenSelections", said(self.selections.list_open_selections(list).await)),
            ("ListSelectionRanks", said(self.ranks(selection).await.map(Response::new))),
            ("ListScoreSheet", said(self.sheet(selection).await.map(Response::new))),
            ("ListSelectionNotices", said(self.notices(selection).await)),
            ("SubmitPublicInput", said(self.inputs.submit_public_input(input).await)),
            ("ListAnnouncedCandidates", said(self.announced(selection).await.map(Response::new))),
        ]
    }
}

fn honest(member: usize, candidate: usize) -> [i32; 2] {
    [90 - 8 * candidate as i32 + (member as i32 % 4), 4 - (candidate as i32) / 2]
}

fn state(answer: Result<Vec<pb::AnnouncedCandidate>, Status>) -> bool {
    refusal(answer.map(Response::new)) == (Code::FailedPrecondition, "SELECTION_STATE".into())
}

#[tokio::test]
async fn everybody_knows_the_candidates_once_they_are_fixed_and_the_chosen_one_after_the_decision() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    assert!(state(selter.announced(&opened).await), "others may come still");
    // The closing instant itself takes candidates.
    selter.to(24);
    assert!(state(selter.announced(&opened).await));
    selter.after_close();
    let announced = selter.announced(&opened).await.unwrap();
    let mut expected: Vec<(String, String)> =
        codes.iter().enumerate().map(|(person, (_, code))| (code.clone(), format!("Siti Rahasia {person}"))).collect();
    expected.sort();
    let shown: Vec<_> = announced.iter().map(|one| (one.code.clone(), one.display_name.clone())).collect();
    assert_eq!(shown, expected, "all of them, in the order of codes that say nothing");
    assert!(announced.iter().all(|one| !one.chosen));
    let revealed = selter.revealed(&opened, &codes, &honest).await;
    assert_eq!(selter.announced(&revealed).await.unwrap(), announced);
    selter.after_inputs();
    let ranked = selter.announce(&revealed).await.unwrap().into_inner();
    let submitted = selter.submit_names(&ranked, &[], "").await.unwrap().into_inner();
    assert_eq!(selter.announced(&submitted).await.unwrap(), announced);
    let decided = selter.decide(&submitted, &codes[1].1).await.unwrap().into_inner();
    let chosen = selter.announced(&decided).await.unwrap().into_iter().filter(|one| one.chosen);
    let chosen: Vec<_> = chosen.map(|one| (one.code, one.display_name)).collect();
    assert_eq!(chosen, [(codes[1].1.clone(), "Siti Rahasia 1".to_owned())]);
}

#[tokio::test]
async fn a_name_is_public_there_and_nowhere_else_and_a_number_or_birth_date_never() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    selter.after_close();
    let mut answers = selter.told_to_everybody(&opened).await;
    let revealed = selter.revealed(&opened, &codes, &honest).await;
    answers.extend(selter.told_to_everybody(&revealed).await);
    selter.after_inputs();
    let announced = selter.announce(&revealed).await.unwrap().into_inner();
    let submitted = selter.submit_names(&announced, &[], "").await.unwrap().into_inner();
    let decided = selter.decide(&submitted, &codes[0].1).await.unwrap().into_inner();
    answers.extend(selter.told_to_everybody(&decided).await);
    for (method, text) in answers {
        assert_eq!(text.contains("Rahasia"), method == "ListAnnouncedCandidates", "{method}: {text}");
        for secret in ["19750512", "1975-05-12", "year: 1975", "Anggota", "/candidates/", "paling sesuai"] {
            assert!(!text.contains(secret), "{method} tells {secret}: {text}");
        }
    }
    // What is told to everybody stays sealed at rest.
    let name: String = "Siti Rahasia".bytes().map(|byte| format!("{byte:02x}")).collect();
    let rows = selter.dump("selection_candidates").await;
    assert!(!rows.contains("Rahasia") && !rows.contains(&name));
}

#[tokio::test]
async fn too_few_are_never_announced_and_a_cancellation_ends_the_telling_of_names() {
    let mut selter = Selter::start().await;
    let (few, _) = selter.opened_without_candidates().await;
    for person in 0..2 {
        selter.register(&few, person).await.unwrap();
    }
    let other = pb::SelectionPlan { position_title: "Kepala Badan".into(), close_time: after(25), ..plan() };
    let draft = selter.create(other).await.unwrap().into_inner();
    assert_eq!(refusal(selter.announced_page(&draft.name, 0, "").await).1, "SELECTION_NOT_FOUND");
    selter.to(26);
    assert!(state(selter.announced(&few).await), "it may be extended still");
    let few = selter.cancelled(&few).await;
    selter.to(200);
    assert!(state(selter.announced(&few).await));
    let mut selter = Selter::start().await;
    let (early, _) = selter.opened().await;
    let early = selter.cancelled(&early).await;
    selter.to(200);
    assert!(state(selter.announced(&early).await), "it ended before they were fixed");
    let mut selter = Selter::start().await;
    let (late, _) = selter.opened().await;
    selter.after_close();
    let known = selter.announced(&late).await.unwrap();
    let late = selter.cancelled(&late).await;
    selter.to(200);
    let nameless = known.into_iter().map(|one| pb::AnnouncedCandidate { display_name: String::new(), ..one });
    assert_eq!(selter.announced(&late).await.unwrap(), nameless.collect::<Vec<_>>(), "codes stay, names go");
    let there = late.name.replace("6571", OTHER_TENANT);
    assert_eq!(refusal(selter.announced_page(&there, 0, "").await).1, "SELECTION_NOT_FOUND");
}

#[tokio::test]
async fn candidates_are_listed_in_pages() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    selter.after_close();
    let (mut seen, mut token, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let page = selter.announced_page(&opened.name, 2, &token).await.unwrap().into_inner();
        seen.extend(page.candidates.into_iter().map(|one| one.code));
        (token, pages) = (page.next_page_token, pages + 1);
        if token.is_empty() {
            break;
        }
    }
    let expected: BTreeSet<String> = codes.into_iter().map(|(_, code)| code).collect();
    assert_eq!((pages, seen), (3, expected.into_iter().collect::<Vec<_>>()));
    let bad = selter.announced_page("selections/1", -1, "").await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["parent", "page_size"]);
    let foreign = selter.announced_page(&opened.name, 2, "x").await.unwrap_err();
    assert_eq!(bad_fields(&foreign), ["page_token"]);
}

#[tokio::test]
async fn where_the_ruleset_keeps_names_only_codes_are_told() {
    let folder = std::env::temp_dir().join(format!("selter-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(folder.join("selter")).unwrap();
    let shipped = include_str!("../../rulesets/selter-2019.toml").replacen("selter-2019", "selter-tertutup", 1);
    assert!(shipped.contains("public_names = true"));
    let closed = shipped.replacen("public_names = true", "public_names = false", 1);
    std::fs::write(folder.join("selter/tertutup.toml"), closed).unwrap();
    let rules = folder.clone();
    let mut selter = Selter::of(Recruitment::start_with(move |settings| settings.folder = rules).await);
    let draft =
        selter.create(pb::SelectionPlan { ruleset: "selter-tertutup".into(), ..plan() }).await.unwrap().into_inner();
    let named = selter.set_panel(&draft, crate::panel_world::panel()).await.unwrap().into_inner();
    let opened = selter.open(&pb::OpenSelection { etag: named.etag, ..draft }).await.unwrap().into_inner();
    for person in 0..3 {
        selter.register(&opened, person).await.unwrap();
    }
    selter.after_close();
    let announced = selter.announced(&opened).await.unwrap();
    assert_eq!(announced.len(), 3);
    assert!(announced.iter().all(|one| one.code.starts_with("JPT-") && one.display_name.is_empty()));
    assert!(opened.design.contains("public_names false"), "what is told is fixed at the opening");
    std::fs::remove_dir_all(folder).unwrap();
}
