//! The log of an open selection: what it holds when, and that sheets and weights give the announced ranking again.

use crate::{
    panel_world::Selter,
    receipts::{hash, key, logs, read_head},
    refusal,
};
use contracts::recruitment::v1 as pb;
use proof::{Hash, leaf_hash, root, verify_consistency};
use recruitment::domain::{
    selection_leaf::SelectionLeaf,
    selection_recount::{SelectionRecount, recount_selection},
};
use tonic::Code;

impl Selter {
    async fn head(&self, selection: &pb::OpenSelection) -> pb::LogHead {
        let request = pb::GetLogHeadRequest { name: selection.name.clone(), size: 0 };
        logs(&self.world).get_log_head(request).await.unwrap().into_inner()
    }

    /// The kinds of all leaves, in order, as everybody lists them.
    async fn kinds(&self, selection: &pb::OpenSelection) -> Vec<String> {
        let request =
            pb::ListLogLeavesRequest { parent: selection.name.clone(), page_size: 1000, ..Default::default() };
        let leaves = logs(&self.world).list_log_leaves(request).await.unwrap().into_inner().leaves;
        assert!(leaves.iter().all(|leaf| hash(&leaf.hash) == leaf_hash(leaf.data.as_bytes())), "all can be read");
        leaves.into_iter().map(|leaf| leaf.kind).collect()
    }

    async fn bundle(&self, selection: &pb::OpenSelection, page_size: i32) -> (pb::LogHead, Vec<pb::LogLeaf>) {
        let mut request = pb::ExportBundleRequest { name: selection.name.clone(), page_size, ..Default::default() };
        let mut leaves = Vec::new();
        loop {
            let page = logs(&self.world).export_bundle(request.clone()).await.unwrap().into_inner();
            leaves.extend(page.leaves);
            let head = page.head.unwrap();
            if page.next_page_token.is_empty() {
                return (head, leaves);
            }
            (request.size, request.page_token) = (head.size, page.next_page_token);
        }
    }
}

fn honest(member: usize, candidate: usize) -> [i32; 2] {
    [90 - 8 * candidate as i32 + (member as i32 % 4), 4 - (candidate as i32) / 2]
}

fn parsed(leaves: &[pb::LogLeaf]) -> Vec<(u64, SelectionLeaf)> {
    leaves.iter().map(|leaf| (leaf.position.unsigned_abs(), SelectionLeaf::parse(&leaf.data).unwrap())).collect()
}

#[tokio::test]
async fn every_step_that_fixes_something_is_a_signed_leaf_and_the_ranking_is_counted_again() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let first = read_head(&selter.head(&opened).await);
    assert!(first.is_by(&key(&selter.world).await));
    assert_eq!((first.head.size, first.head.log.as_str()), (1, opened.name.as_str()));
    assert_eq!(selter.kinds(&opened).await, ["design"]);
    let revealed = selter.revealed(&opened, &codes, &honest).await;
    assert_eq!(
        selter.kinds(&opened).await,
        ["design", "candidates", "sealed", "checked"],
        "no score before the announcement"
    );
    let early = pb::ExportBundleRequest { name: opened.name.clone(), ..Default::default() };
    let early = logs(&selter.world).export_bundle(early).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "SELECTION_STATE".into()));
    selter.after_inputs();
    let announced = selter.announce(&revealed).await.unwrap().into_inner();
    let (_, leaves) = selter.bundle(&announced, 4).await;
    assert_eq!(leaves.len(), 4 + 7 + 5);
    assert_eq!(recount_selection(&parsed(&leaves)).findings, []);
    let submitted = selter.submit_names(&announced, &[], "").await.unwrap().into_inner();
    let decided = selter.decide(&submitted, &codes[1].1).await.unwrap().into_inner();
    let (head, leaves) = selter.bundle(&decided, 1000).await;
    let signed = read_head(&head);
    assert!(signed.is_by(&key(&selter.world).await));
    let hashes: Vec<Hash> = leaves.iter().map(|leaf| leaf_hash(leaf.data.as_bytes())).collect();
    assert_eq!((root(&hashes), leaves.len() as u64), (signed.head.root, signed.head.size));
    let SelectionRecount { findings, candidates, chosen, .. } = recount_selection(&parsed(&leaves));
    assert_eq!((findings, candidates, chosen.as_deref()), (vec![], 5, Some(codes[1].1.as_str())));
    // Ranks and hashes are those that everybody reads elsewhere.
    let text: String = leaves.iter().map(|leaf| leaf.data.as_str()).collect();
    for rank in selter.ranks(&decided).await.unwrap() {
        let line = format!("candidate {}\nrank {}\ntotal {}\n", rank.candidate_code, rank.rank, rank.total_exact);
        assert!(text.contains(&line), "{line}");
    }
    assert!(text.contains(&decided.design_hash) && text.contains(&decided.scores_hash));
    for canary in ["Siti", "Rahasia", "1975-05-12", "19750512", "Anggota", "panel-", "alasan"] {
        assert!(!text.contains(canary), "the bundle tells {canary}");
    }
    let request = pb::GetConsistencyProofRequest { name: decided.name.clone(), from_size: 1, to_size: 0 };
    let grown = logs(&selter.world).get_consistency_proof(request).await.unwrap().into_inner();
    let path: Vec<Hash> = grown.hashes.iter().map(|one| hash(one)).collect();
    assert!(verify_consistency((1, &first.head.root), (signed.head.size, &signed.head.root), &path));
}

#[tokio::test]
async fn a_result_that_was_held_tells_so_and_an_altered_score_is_found() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let bloc = |member: usize, candidate: usize| {
        let honest = [88 - 8 * candidate as i32 + (3 * member as i32 + candidate as i32) % 4, 3];
        if member >= 4 && candidate == 4 { [honest[0] + 40, 5] } else { honest }
    };
    let held = selter.revealed(&opened, &codes, &bloc).await;
    assert_eq!(held.state(), pb::open_selection::State::OnHold);
    let released = selter.release(&held).await.unwrap().into_inner();
    selter.after_inputs();
    let announced = selter.announce(&released).await.unwrap().into_inner();
    let (_, leaves) = selter.bundle(&announced, 1000).await;
    let told = parsed(&leaves);
    assert_eq!(told[3].1, SelectionLeaf::Checked { round: 1, held: true });
    assert_eq!(told[4].1, SelectionLeaf::Released { round: 1 });
    assert_eq!(recount_selection(&told).findings, []);
    let mut altered = told.clone();
    let sheet = altered.iter_mut().find_map(|(_, leaf)| match leaf {
        SelectionLeaf::Sheet(sheet) => Some(sheet),
        _ => None,
    });
    sheet.unwrap().scores[0].score -= 1;
    let found = recount_selection(&altered).findings;
    assert!(found.iter().any(|one| one.position == Some(2) && one.what.starts_with("fixed other scores")), "{found:?}");
    let mut silenced = told;
    silenced.remove(4);
    let found = recount_selection(&silenced).findings;
    assert!(found.len() == 7 && found.iter().all(|one| one.what.contains("or while it was on hold")), "{found:?}");
}

#[tokio::test]
async fn a_log_is_known_by_its_own_name_only() {
    let mut selter = Selter::start().await;
    let draft = selter.created().await;
    let head = |name: &str| pb::GetLogHeadRequest { name: name.to_owned(), size: 0 };
    let unknown = logs(&selter.world).get_log_head(head(&draft.name)).await;
    assert_eq!(refusal(unknown), (Code::NotFound, "SELECTION_NOT_FOUND".into()), "a draft is nobody's business");
    let (opened, _) = selter.opened().await;
    let as_vacancy = opened.name.replace("/selections/", "/vacancies/");
    assert_eq!(refusal(logs(&selter.world).get_log_head(head(&as_vacancy)).await).1, "VACANCY_NOT_FOUND");
    let vacancy = selter.world.opened(1, 1).await;
    let as_selection = vacancy.name.replace("/vacancies/", "/selections/");
    assert_eq!(refusal(logs(&selter.world).get_log_head(head(&as_selection)).await).1, "SELECTION_NOT_FOUND");
    let listed = pb::ListLogLeavesRequest { parent: as_selection, ..Default::default() };
    assert_eq!(refusal(logs(&selter.world).list_log_leaves(listed).await).1, "SELECTION_NOT_FOUND");
    let none = pb::GetLogHeadRequest { name: opened.name.clone(), size: 9 };
    assert_eq!(refusal(logs(&selter.world).get_log_head(none).await), (Code::NotFound, "HEAD_NOT_FOUND".into()));
}

#[tokio::test]
async fn the_panel_goes_on_without_who_withdraws_and_the_log_says_so() {
    let mut selter = Selter::start().await;
    let (opened, codes) = selter.opened().await;
    let (early, early_code) = &codes[0];
    selter.withdraw(early).await.unwrap();
    let opened = selter.get(&opened).await;
    let started = selter.started(&opened).await;
    assert_eq!(selter.kinds(&started).await, ["design", "candidates"], "whom nobody knew of, nobody is told of");
    let left: Vec<_> = codes[1..].to_vec();
    selter.score_all(&left, &honest).await;
    let (late, late_code) = &codes[2];
    let other = selter.withdraw_as("another-gateway", late).await;
    assert_eq!(refusal(other), (Code::NotFound, "CANDIDATE_NOT_FOUND".into()));
    let withdrawn = selter.withdraw(late).await.unwrap().into_inner();
    assert_eq!(withdrawn.state(), pb::candidacy::State::Withdrawn);
    assert_eq!(refusal(selter.withdraw(late).await), (Code::FailedPrecondition, "CANDIDATE_WITHDRAWN".into()));
    let told = selter.announced(&started).await.unwrap();
    assert!(told.len() == 3 && told.iter().all(|one| one.code != *early_code && one.code != *late_code));
    let sealed = selter.seal(&started).await.unwrap().into_inner();
    assert_eq!(refusal(selter.withdraw(&codes[1].0).await).1, "SELECTION_STATE", "scores are fixed");
    let revealed = selter.reveal(&sealed).await.unwrap().into_inner();
    let written = "SELECT count(*) FROM recruitment.selection_scores WHERE score IS NOT NULL";
    assert_eq!(selter.world.harness.number(written).await, 7 * 3 * 2, "scores of who withdrew stay sealed");
    selter.after_inputs();
    let announced = selter.announce(&revealed).await.unwrap().into_inner();
    assert_eq!(selter.ranks(&announced).await.unwrap().len(), 3);
    let (_, leaves) = selter.bundle(&announced, 1000).await;
    let told = parsed(&leaves);
    assert_eq!(told[2].1, SelectionLeaf::Withdrawn { candidate: late_code.clone() });
    let recount = recount_selection(&told);
    assert_eq!((recount.findings, recount.candidates), (vec![], 3));
    // Whoever drops the leaf has dropped a candidate.
    let mut dropped = told;
    dropped.remove(2);
    let found = recount_selection(&dropped).findings;
    assert!(found.iter().any(|one| one.position == Some(1) && one.what.contains(late_code)), "{found:?}");
}
