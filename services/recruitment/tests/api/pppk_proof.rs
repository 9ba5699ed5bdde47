//! The log of a PPPK vacancy is counted again by whoever has it, and whoever changes anything of it is caught.

use crate::{
    Recruitment,
    pppk::{out, tested},
    receipts::{logs, read_head},
    strict,
};
use contracts::recruitment::v1::{self as pb, answer_objection_request::Decision, objection::Cause, pppk_row::Outcome};
use proof::{Hash, leaf_hash, root};
use recruitment::domain::{
    leaf::Leaf,
    pppk_leaf::PppkLeaf,
    recount::{Recount, recount},
};

pub(crate) async fn export(recruitment: &Recruitment, vacancy: &pb::Vacancy) -> Vec<String> {
    let request = pb::ExportBundleRequest { name: vacancy.name.clone(), page_size: 1000, ..Default::default() };
    let page = logs(recruitment).export_bundle(request).await.unwrap().into_inner();
    let data: Vec<String> = page.leaves.into_iter().map(|leaf| leaf.data).collect();
    let hashes: Vec<Hash> = data.iter().map(|data| leaf_hash(data.as_bytes())).collect();
    assert_eq!(root(&hashes), read_head(&page.head.unwrap()).head.root);
    data
}

pub(crate) fn counted(data: &[String]) -> Recount {
    let leaves: Vec<(u64, Leaf)> = (0..).zip(data).map(|(at, data)| (at, Leaf::parse(data).unwrap())).collect();
    recount(&leaves)
}

/// Where the leaf of a kind and participant is.
fn at(data: &[String], kind: &str, participant: &str) -> usize {
    let is_it = |data: &String| {
        let leaf = Leaf::parse(data).unwrap();
        (leaf.kind(), leaf.participant()) == (kind, participant)
    };
    data.iter().rposition(is_it).unwrap()
}

/// The leaves that a recount complains about.
fn named(data: &[String]) -> Vec<usize> {
    counted(data).findings.iter().filter_map(|finding| finding.position).map(|at| at as usize).collect()
}

const ROWS: [(&str, [i32; 4]); 4] =
    [("R3", [440, 100, 70, 30]), ("R2", [250, 80, 60, 20]), ("R3", [420, 90, 60, 30]), ("R4", [450, 100, 80, 30])];

#[tokio::test]
async fn a_published_result_is_counted_again_and_every_change_is_caught() {
    let mut recruitment = Recruitment::start().await;
    let (published, applications) = recruitment.pppk_published(1, 2, &ROWS).await;
    let honest = export(&recruitment, &published).await;
    let number = |index: usize| applications[index].participant_number.as_str();
    let count = counted(&honest);
    assert_eq!((count.findings, count.notes, count.participants), (vec![], vec![], 4));
    let mut selected = vec![number(0).to_owned(), number(1).to_owned()];
    selected.sort_unstable();
    assert_eq!(count.selected, selected);
    for canary in ["Siti", "Rahasia", "1999-05-12", "120599"] {
        assert!(!honest.concat().contains(canary), "the log tells {canary}");
    }
    altered(&honest, number);
    dropped_added_and_swapped(&honest, number);
}

fn altered<'n>(honest: &[String], number: impl Fn(usize) -> &'n str) {
    let (score, row) = (at(honest, "pppk", number(2)), at(honest, "pppk-result", number(2)));
    let mut better = honest.to_vec();
    better[score] = better[score].replace("technical 420", "technical 450").replace("managerial 90", "managerial 100");
    assert!(named(&better).contains(&row), "{:#?}", counted(&better).findings);
    let mut promoted = honest.to_vec();
    let (score, row) = (at(honest, "pppk", number(3)), at(honest, "pppk-result", number(3)));
    promoted[score] = promoted[score].replace("tier R4", "tier R2");
    assert!(named(&promoted).contains(&row), "{:#?}", counted(&promoted).findings);
    let mut impossible = honest.to_vec();
    impossible[score] = impossible[score].replace("technical 450", "technical 455");
    assert!(named(&impossible).contains(&score));
    let mut reordered = honest.to_vec();
    reordered[0] = reordered[0].replace("tier\tR2\ntier\tR3\n", "tier\tR3\ntier\tR2\n");
    assert_ne!(reordered[0], honest[0]);
    assert!(!named(&reordered).is_empty(), "other tiers give another list");
    let mut later = honest.to_vec();
    later.push(reordered[0].clone());
    assert_eq!(named(&later), [honest.len()]);
}

fn dropped_added_and_swapped<'n>(honest: &[String], number: impl Fn(usize) -> &'n str) {
    let row = at(honest, "pppk-result", number(2));
    let mut dropped = honest.to_vec();
    dropped.remove(row);
    assert!(named(&dropped).contains(&at(honest, "receipt", number(2))), "{:#?}", counted(&dropped).findings);
    let mut added = honest.to_vec();
    added.push(honest[row].replace(number(2), "20249999000000000001"));
    assert_eq!(named(&added), [honest.len()]);
    let mut swapped = honest.to_vec();
    let other = at(honest, "pppk-result", number(0));
    swapped[row] = honest[other].replace(number(0), number(2));
    swapped[other] = honest[row].replace(number(2), number(0));
    let seen = named(&swapped);
    assert!(seen.contains(&row) && seen.contains(&other), "{seen:?}");
}

#[tokio::test]
async fn scores_are_logged_as_imported_and_hidden_until_the_publication() {
    let mut recruitment = Recruitment::start().await;
    let (screened, applied) = recruitment.pppk_screened(1, 1, 2).await;
    let rows = [tested(&applied[0], "R3", [440, 100, 70, 30]), out(&applied[1], "R4", Outcome::Absent)];
    recruitment.import_pppk(strict(), &rows).await.unwrap();
    // A later import replaces what an earlier one said; the log keeps both.
    recruitment.import_pppk(strict(), &[tested(&applied[0], "R3", [435, 100, 70, 30])]).await.unwrap();
    let request = pb::ListLogLeavesRequest { parent: screened.name.clone(), page_size: 1000, ..Default::default() };
    let listed = platform::testing::eventually(async || {
        let page = logs(&recruitment).list_log_leaves(request.clone()).await.unwrap().into_inner();
        Some(page.leaves).filter(|leaves| leaves.len() >= 6)
    });
    let listed = listed.await;
    assert_eq!(listed.iter().filter(|leaf| leaf.kind == PppkLeaf::KIND && leaf.data.is_empty()).count(), 3);
    let ranked = recruitment.rank_pppk(&screened).await.unwrap().into_inner();
    let published = recruitment.publish(&ranked).await.unwrap().into_inner();
    let data = export(&recruitment, &published).await;
    assert_eq!(counted(&data).findings, []);
    assert_eq!(data.iter().filter(|data| data.starts_with("siklus leaf v1 pppk\n")).count(), 3);
}

#[tokio::test]
async fn a_correction_is_logged_and_both_results_are_counted_again() {
    let mut recruitment = Recruitment::start().await;
    let (published, applications) = recruitment.pppk_published(1, 2, &ROWS).await;
    recruitment.go_to_window(&published);
    let filed = recruitment.object(&applications[3], &[]).await.unwrap().into_inner();
    recruitment.answer(&filed, Decision::Accept, Cause::Scoring).await.unwrap();
    recruitment.wait_for_objections();
    let before = export(&recruitment, &published).await;
    let tier = pb::CorrectedPppk {
        outcome: Outcome::Present.into(),
        tier: "R2".into(),
        technical: 450,
        managerial: 100,
        sociocultural: 80,
        interview: 30,
        ..Default::default()
    };
    let correction = pb::correct_result_request::Correction::Pppk(tier);
    recruitment.correct_pppk(&applications[3], &filed, correction).await.unwrap();
    let reason = pb::correct_result_request::Correction::IneligibleReason("Ijazah palsu".into());
    recruitment.correct_pppk(&applications[1], &filed, reason).await.unwrap();
    let (_, published) = recruitment.corrected(&published).await;
    let after = export(&recruitment, &published).await;
    assert_eq!(after[..before.len()], before[..], "the log only grows");
    let count = counted(&after);
    let mut selected = [0, 3].map(|index: usize| applications[index].participant_number.clone());
    selected.sort_unstable();
    assert_eq!((count.findings, count.selected), (vec![], selected.to_vec()));
    let told = |wanted: &str| count.notes.iter().any(|note| note == wanted);
    assert!(told("corrections after the publication: 2, of 2 participants"), "{:#?}", count.notes);
    let mut silent = after.clone();
    silent.retain(|data| !data.starts_with("siklus leaf v1 correction\n"));
    assert_eq!(silent.len(), after.len() - 2);
    assert!(counted(&silent).findings.len() >= 2, "{:#?}", counted(&silent).findings);
}

#[tokio::test]
async fn age_is_told_as_an_order_and_only_where_it_decides() {
    let mut recruitment = Recruitment::start().await;
    let same = ("R3", [420, 90, 60, 30]);
    let (published, _) = recruitment.pppk_published(1, 2, &[same, same, ("R4", [450, 100, 80, 30])]).await;
    let data = export(&recruitment, &published).await;
    assert_eq!(counted(&data).findings, []);
    let mut told: Vec<Option<u32>> = Vec::new();
    for text in &data {
        if let Leaf::PppkResult(row) = Leaf::parse(text).unwrap() {
            told.push(row.seniority);
        }
    }
    told.sort_unstable();
    assert_eq!(told, [None, Some(1), Some(1)], "all are born on one day");
}
