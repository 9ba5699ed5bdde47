use super::*;
use crate::domain::age_order::seniority;
use crate::domain::decides_by::DecidesBy;
use crate::domain::final_ranking::rank_final_by;
use crate::domain::integration::SkbScores;
use crate::domain::leaf::tests::criteria;
use crate::domain::leaf::{ReceiptLeaf, SkbLeaf};
use crate::domain::skd::SkdScore;
use crate::domain::thousandths::Thousandths;
use jiff::{
    Timestamp,
    civil::{Date, date},
};

/// Scores, field test, grade point average and birth date of one candidate; `None` in the first did not come.
pub(crate) type Candidate = (Option<[u16; 3]>, u32, u32, Date);

/// The log of an honest selection.
pub(crate) fn log(seats: u32, candidates: &[Candidate]) -> Vec<(u64, Leaf)> {
    let mut criteria = criteria();
    criteria.seats = seats;
    let rules = criteria.cpns.clone().unwrap();
    let mut leaves = vec![Leaf::Criteria(Box::new(criteria))];
    let numbers: Vec<String> = (1..=candidates.len()).map(|number| format!("P{number:03}")).collect();
    let (mut skd, mut finals) = (Vec::new(), Vec::new());
    let integration = integration(&rules).unwrap();
    for (id, (number, (score, _, gpa, _))) in numbers.iter().zip(candidates).enumerate() {
        leaves.push(Leaf::Receipt(ReceiptLeaf {
            participant: number.clone(),
            time: Timestamp::UNIX_EPOCH,
            gpa: Some(Thousandths(*gpa)),
            application: "ab".repeat(32),
            birth_date: "cd".repeat(32),
            documents: "ef".repeat(32),
        }));
        let outcome =
            score.map_or(SkdOutcome::Absent, |[twk, tiu, tkp]| SkdOutcome::Scored(SkdScore { twk, tiu, tkp }));
        skd.push((id, outcome));
    }
    for (id, outcome) in &skd {
        let (participant, salt) = (numbers[*id].clone(), "5a".repeat(32));
        leaves.push(Leaf::Skd(SkdLeaf { participant, outcome: *outcome, salt }));
    }
    let codes = rank_skd(seats, rules.multiplier, &rules.pass_mark, &skd);
    for (id, code, _) in &codes {
        if let (SkdCode::PassedToSkb, SkdOutcome::Scored(score)) = (code, skd[*id].1) {
            let (_, mark, gpa, birth_date) = candidates[*id];
            let scores = SkbScores::cat_only(Thousandths(mark * 1_000));
            let points = integration.final_points(score.total(), &scores).unwrap();
            leaves.push(Leaf::Skb(SkbLeaf {
                participant: numbers[*id].clone(),
                outcome: SkbEnding::Present,
                scores,
                salt: "5a".repeat(32),
            }));
            finals.push(FinalCandidate { id: *id, points, skd: score, gpa: Thousandths(gpa), birth_date });
        }
    }
    let placings = rank_final_by(&rules.tie_breaks, seats, &finals);
    let ages = seniority(&finals, &rules.tie_breaks);
    for (id, code, rank) in codes {
        let placing = placings.iter().find(|placing| placing.id == id);
        let last = placing.map(|placing| {
            let points = finals.iter().find(|one| one.id == id).unwrap().points;
            let points = FinalPoints { points, denominator: integration.denominator() };
            FinalRow { points, rank: placing.rank, outcome: placing.outcome }
        });
        leaves.push(Leaf::Result(ResultLeaf {
            participant: numbers[id].clone(),
            eligible: true,
            skd_code: Some(code),
            skd_rank: rank,
            last,
            seniority: ages.get(&id).copied(),
        }));
    }
    (0..).zip(leaves).collect()
}

pub(crate) const BORN: Date = date(1999, 5, 12);

pub(crate) fn honest() -> Vec<(u64, Leaf)> {
    log(
        1,
        &[
            (Some([100, 130, 190]), 380, 3_500, BORN),
            (Some([90, 140, 180]), 470, 3_500, BORN),
            (Some([60, 150, 200]), 0, 3_500, BORN),
            (None, 0, 3_500, BORN),
        ],
    )
}

/// Where a finding is, and a part of what it says.
fn only(findings: &[Finding]) -> (Option<u64>, &str) {
    assert_eq!(findings.len(), 1, "{findings:#?}");
    (findings[0].position, &findings[0].what)
}

fn position(leaves: &[(u64, Leaf)], wanted: impl Fn(&Leaf) -> bool) -> usize {
    leaves.iter().position(|(_, leaf)| wanted(leaf)).unwrap()
}

#[test]
fn an_honest_log_has_no_findings() {
    let recount = recount(&honest());
    assert_eq!(recount.findings, []);
    assert_eq!((recount.participants, recount.selected.as_slice()), (4, ["P002".to_owned()].as_slice()));
}

#[test]
fn an_altered_score_is_seen_in_the_result() {
    let mut leaves = honest();
    let at = position(&leaves, |leaf| matches!(leaf, Leaf::Skb(row) if row.participant == "P001"));
    if let Leaf::Skb(row) = &mut leaves[at].1 {
        row.scores.cat = Thousandths(500_000);
    }
    let findings = recount(&leaves).findings;
    assert_eq!(findings.len(), 2, "{findings:#?}");
    assert!(findings[0].what.contains("and the scores give"), "{findings:#?}");
}

/// 47.0545… and 47.0546… print alike, and then the basic test decides the other way.
#[test]
fn the_criteria_say_whether_printed_points_decide() {
    let two = [(Some([70, 80, 167]), 200, 3_500, BORN), (Some([70, 80, 166]), 200, 3_500, BORN)];
    let mut leaves = log(1, &two);
    let cat = Thousandths(200_607);
    let integration = integration(&criteria().cpns.unwrap()).unwrap();
    let points = integration.final_points(316, &SkbScores::cat_only(cat)).unwrap();
    let points = FinalPoints { points, denominator: integration.denominator() };
    for (_, leaf) in &mut leaves {
        match leaf {
            Leaf::Skb(row) if row.participant == "P002" => row.scores.cat = cat,
            Leaf::Result(row) if row.participant == "P002" => {
                row.last = Some(FinalRow { points, rank: 1, outcome: FinalOutcome::Selected });
            }
            Leaf::Result(row) => {
                row.last = row.last.map(|last| FinalRow { rank: 2, outcome: FinalOutcome::NotSelected, ..last });
            }
            _ => {}
        }
    }
    assert_eq!(recount(&leaves).findings, []);
    let Leaf::Criteria(criteria) = &mut leaves[0].1 else { panic!("no criteria") };
    criteria.cpns.as_mut().unwrap().decides_by = DecidesBy::ThreeDecimals;
    let findings = recount(&leaves).findings;
    assert_eq!(findings.len(), 2, "{findings:#?}");
    for (_, leaf) in &mut leaves {
        let Leaf::Result(row) = leaf else { continue };
        let (rank, outcome) =
            if row.participant == "P001" { (1, FinalOutcome::Selected) } else { (2, FinalOutcome::NotSelected) };
        row.last = row.last.map(|last| FinalRow { rank, outcome, ..last });
    }
    assert_eq!(recount(&leaves).findings, []);
}

#[test]
fn swapped_candidates_are_both_seen() {
    let mut leaves = honest();
    let one = position(&leaves, |leaf| matches!(leaf, Leaf::Result(row) if row.participant == "P001"));
    let two = position(&leaves, |leaf| matches!(leaf, Leaf::Result(row) if row.participant == "P002"));
    if let (Leaf::Result(first), Leaf::Result(second)) = (leaves[one].1.clone(), leaves[two].1.clone()) {
        leaves[one].1 = Leaf::Result(ResultLeaf { participant: second.participant, ..first });
        let Leaf::Result(first) = honest()[one].1.clone() else { panic!() };
        leaves[two].1 = Leaf::Result(ResultLeaf { participant: first.participant, ..second });
    }
    let positions: Vec<_> = recount(&leaves).findings.iter().filter_map(|finding| finding.position).collect();
    assert!(positions.contains(&(one as u64)) && positions.contains(&(two as u64)), "{positions:?}");
}

#[test]
fn nobody_is_dropped_or_added() {
    let mut dropped = honest();
    let at = position(&dropped, |leaf| matches!(leaf, Leaf::Result(row) if row.participant == "P003"));
    dropped.remove(at);
    assert_eq!(only(&recount(&dropped).findings), (Some(3), "P003 applied and is not in the published result"));
    let mut added = honest();
    added.remove(4);
    let findings = recount(&added).findings;
    assert!(findings.iter().all(|finding| finding.what == "P004 has no receipt in this log"), "{findings:#?}");
    assert_eq!(findings.len(), 2);
}

#[test]
fn criteria_come_first_and_never_again() {
    let mut late = honest();
    let mut lighter = criteria();
    lighter.seats = 2;
    late.push((late.len() as u64, Leaf::Criteria(Box::new(lighter))));
    let last = late.len() as u64 - 1;
    assert_eq!(only(&recount(&late).findings), (Some(last), "changes the criteria after the vacancy opened"));
    let without = honest().split_off(1);
    assert!(only(&recount(&without).findings).1.contains("does not begin with the criteria"));
    assert_eq!(only(&recount(&[]).findings), (None, "the log is empty"));
}

#[test]
fn a_score_after_the_result_is_told() {
    let mut leaves = honest();
    let at = position(&leaves, |leaf| matches!(leaf, Leaf::Skd(row) if row.participant == "P003"));
    let again = leaves[at].1.clone();
    leaves.push((leaves.len() as u64, again));
    let findings = recount(&leaves).findings;
    for said in ["younger than the published result", "after the publication that no correction accounts for"] {
        assert!(findings.iter().any(|finding| finding.what.contains(said)), "{said}: {findings:#?}");
    }
}

#[test]
fn age_is_told_only_where_it_decided() {
    let same = Some([100, 130, 190]);
    let tied = [(same, 380, 3_500, date(1994, 5, 3)), (same, 380, 3_500, date(1994, 5, 2)), (same, 375, 3_500, BORN)];
    let leaves = log(1, &tied);
    let told: Vec<_> = leaves
        .iter()
        .filter_map(|(_, leaf)| match leaf {
            Leaf::Result(row) => Some((row.participant.as_str(), row.seniority)),
            _ => None,
        })
        .collect();
    assert_eq!(told, [("P001", Some(2)), ("P002", Some(1)), ("P003", None)]);
    let honest = recount(&leaves);
    assert_eq!((honest.findings, honest.selected), (vec![], vec!["P002".to_owned()]));
    let mut silent = leaves.clone();
    let mut talkative = leaves;
    for ((_, quiet), (_, loud)) in silent.iter_mut().zip(&mut talkative) {
        if let Leaf::Result(row) = quiet {
            row.seniority = None;
        }
        if let Leaf::Result(row) = loud {
            row.seniority = row.seniority.or(Some(1));
        }
    }
    assert!(recount(&silent).findings.iter().any(|finding| finding.what.contains("order of age is not told")));
    assert!(only(&recount(&talkative).findings).1.contains("nothing asked for"));
}
