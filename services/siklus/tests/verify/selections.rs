//! Bundles about open selections: the ranks are counted again from sheets and weights, and every attack is told.

use crate::{Case, key};
use proof::{SignedHead, Tree, leaf_hash, sha256, to_hex};
use serde_json::{Value, json};
use siklus::evidence::HeadFile;

const SELECTION: &str = "instansi/6571/selections/00000000-0000-0000-0000-000000000001";
/// The rules as the text of the opening tells them.
const RULES: &str = "candidates minimum 3 names 3 public_names true cancel_after_announcement true\nextension most 1 days 7\n\
    requirements level pratama degree true experience_months 60 grade_months 24 age_maximum 56\n\
    panel minimum 5 maximum 9 odd true outside_percent 55 community_minimum 1 professional_minimum 1 scorers_minimum 4 \
    scorers_outside_percent 55 replacement_days 7\n\
    check permutations 199 seed 20190715 severity_points 14000 spread_low 150 spread_high 4000 agreement 250 \
    agreement_chance 200 opposition 500 bloc_points 12000 bloc_chance 5\n";
const SALT: &str = "5a5a";

fn design(weights: [u8; 2]) -> String {
    let [paper, interview] = weights;
    let text = format!(
        "siklus open selection 1\ntitle Kepala Dinas\n{RULES}\
         instrument 1 MAKALAH technical weight {paper} scale 0 100 Makalah\n\
         instrument 2 WAWANCARA non-technical weight {interview} scale 0 5 Wawancara\n\
         tie first-instrument-first then-decided-with-reason\n"
    );
    let hash = to_hex(&sha256(text.as_bytes()));
    format!("siklus leaf v1 design\nselection {SELECTION}\ndesign_hash {hash}\ndesign {}\n", text.replace('\n', "\\n"))
}

/// Everybody gives A 90, B 80 and C 70 for the paper and 4 of 5 in the interview.
const PAPERS: [(&str, u32); 3] = [("JPT-A", 90), ("JPT-B", 80), ("JPT-C", 70)];

fn sheet(member: u32) -> String {
    let score = |(code, paper): (&str, u32)| format!("score {code} MAKALAH {paper}\nscore {code} WAWANCARA 4\n");
    let scores: String = PAPERS.into_iter().map(score).collect();
    format!("siklus leaf v1 sheet\nround 1\nmember {member}\nsalt {SALT}\n{scores}")
}

/// 60 % of the paper, and 32 of the interview's 40.
fn rank(place: usize) -> String {
    let (code, paper) = PAPERS[place];
    let total = paper * 60 / 100 + 32;
    format!("siklus leaf v1 rank\ncandidate {code}\nrank {}\ntotal {total}\nmembers 5\n", place + 1)
}

fn honest() -> Vec<String> {
    let mut lines = format!("{SALT}\n");
    for (code, paper) in PAPERS {
        for member in 1..=5 {
            lines += &format!("{code}|{member}|MAKALAH|{paper}\n{code}|{member}|WAWANCARA|4\n");
        }
    }
    let hash = to_hex(&sha256(lines.as_bytes()));
    let mut leaves = vec![
        design([60, 40]),
        "siklus leaf v1 candidates\ncandidate JPT-A\ncandidate JPT-B\ncandidate JPT-C\n".to_owned(),
        format!("siklus leaf v1 sealed\nround 1\nscores_hash {hash}\n"),
        "siklus leaf v1 checked\nround 1\nheld false\n".to_owned(),
    ];
    leaves.extend((1..=5).map(sheet));
    leaves.extend((0..3).map(rank));
    leaves.push("siklus leaf v1 names\ncandidate JPT-A\ncandidate JPT-B\ncandidate JPT-C\n".to_owned());
    leaves.push("siklus leaf v1 decision\ncandidate JPT-B\n".to_owned());
    leaves
}

/// A bundle of these leaves, signed as whoever has the key can sign anything.
fn bundle(case: &Case, data: &[String]) -> Value {
    let tree = Tree::new(data.iter().map(|data| leaf_hash(data.as_bytes())).collect());
    let time = "2025-01-05T02:00:00Z".parse().unwrap();
    let head = SignedHead::sign(SELECTION.to_owned(), data.len() as u64, tree.root(), time, &case.signer);
    let leaves = data.iter().enumerate().map(|(position, data)| {
        let proof: Vec<String> = tree.inclusion(position).unwrap().iter().map(|hash| to_hex(hash)).collect();
        json!({ "position": position, "data": data, "proof": proof })
    });
    json!({
        "format": "siklus bundle v1",
        "vacancy": SELECTION,
        "head": HeadFile::of(&head),
        "keys": [key(&case.signer, Value::Null)],
        "leaves": leaves.collect::<Vec<_>>(),
    })
}

#[test]
fn an_honest_selection_holds() {
    let case = Case::new();
    let (holds, said) = case.verify(&bundle(&case, &honest()), &["--participant", "JPT-C"]);
    assert!(holds && said.contains("3 candidates, JPT-B was chosen"), "{said}");
    assert!(said.contains("JPT-C: leaf 11 (rank) is in the log"), "{said}");
    let (holds, said) = case.verify(&bundle(&case, &honest()), &["--participant", "JPT-X"]);
    assert!(!holds && said.contains("JPT-X has no place"), "{said}");
}

#[test]
fn whoever_signs_anew_still_cannot_change_what_was_sealed() {
    let case = Case::new();
    let with = |place: usize, text: String| {
        let mut leaves = honest();
        leaves[place] = text;
        bundle(&case, &leaves)
    };
    let raised = sheet(3).replace("JPT-C MAKALAH 70", "JPT-C MAKALAH 99");
    case.caught(&with(6, raised), "✗ leaf 2: fixed other scores for round 1");
    case.caught(&with(9, rank(0).replace("rank 1", "rank 2")), "✗ leaf 9: JPT-A has rank 2");
    case.caught(&with(0, design([50, 50])), "✗ leaf 9: JPT-A has rank 1 with 86 by 5 members; the scores give");
    case.caught(&with(13, "siklus leaf v1 decision\ncandidate JPT-X\n".to_owned()), "✗ leaf 13: chooses JPT-X");
    case.caught(&with(3, "siklus leaf v1 checked\nround 1\nheld true\n".to_owned()), "on hold");
    let other = design([60, 40]).replace("000000000001", "000000000002");
    case.caught(&with(0, other), "✗ leaf 0: holds the design of another selection");
    case.caught(&with(5, "siklus leaf v1 skd\n".to_owned()), "✗ leaf 5");
    let mut slipped = honest();
    slipped[1] = slipped[1].replace("candidate JPT-C\n", "candidate JPT-X\n");
    case.caught(&bundle(&case, &slipped), "✗ leaf 1: names JPT-X, who has no scores and did not withdraw");
    let tuned = design([60, 40]).replace("severity_points 14000", "severity_points 0");
    case.caught(&with(0, tuned), "✗ leaf 0");
    let mut dropped = honest();
    dropped.remove(10);
    case.caught(&bundle(&case, &dropped), "JPT-B was scored and has no place in the ranking");
}

#[test]
fn who_seals_anew_as_well_is_shown_by_an_earlier_head_alone() {
    let case = Case::new();
    let held = bundle(&case, &honest()[..3]);
    let head = case.write("head.json", &held["head"].to_string());
    let (holds, said) = case.verify(&bundle(&case, &honest()), &["--head", head.to_str().unwrap()]);
    assert!(holds && said.contains("the log only grew since the head of 3 leaves"), "{said}");
    let lines = |leaf: &str| -> Vec<String> {
        let own = leaf.lines().filter_map(|line| line.strip_prefix("score "));
        own.map(|line| line.replace(' ', "|")).collect()
    };
    // Everybody gives C more, the seal is made of that, and the ranks follow.
    let raised: Vec<String> = (1..=5).map(|member| sheet(member).replace("MAKALAH 70", "MAKALAH 95")).collect();
    let mut all: Vec<(String, u32, String, i32)> = Vec::new();
    for (member, leaf) in (1..).zip(&raised) {
        for line in lines(leaf) {
            let [code, instrument, score] = line.split('|').collect::<Vec<_>>()[..] else { panic!("{line}") };
            all.push((code.to_owned(), member, instrument.to_owned(), score.parse().unwrap()));
        }
    }
    all.sort();
    let text = |(code, member, instrument, score): &(String, u32, String, i32)| {
        format!("{code}|{member}|{instrument}|{score}\n")
    };
    let hash = to_hex(&sha256(format!("{SALT}\n{}", all.iter().map(text).collect::<String>()).as_bytes()));
    let mut anew = honest();
    anew[2] = format!("siklus leaf v1 sealed\nround 1\nscores_hash {hash}\n");
    anew.splice(4..9, raised);
    let ranks = [("JPT-A", 2, 86), ("JPT-B", 3, 80), ("JPT-C", 1, 89)];
    let rank =
        |(code, rank, total)| format!("siklus leaf v1 rank\ncandidate {code}\nrank {rank}\ntotal {total}\nmembers 5\n");
    anew.splice(9..12, ranks.map(rank));
    let (holds, said) = case.verify(&bundle(&case, &anew), &[]);
    assert!(holds && said.contains("only an earlier head shows that, give --head"), "{said}");
    let (holds, said) = case.verify(&bundle(&case, &anew), &["--head", head.to_str().unwrap()]);
    assert!(!holds && said.contains("two different logs"), "{said}");
}

#[test]
fn a_leaf_that_was_altered_after_the_head_is_named() {
    let case = Case::new();
    let mut altered = bundle(&case, &honest());
    let data = altered["leaves"][11]["data"].as_str().unwrap().replace("rank 3", "rank 1");
    altered["leaves"][11]["data"] = json!(data);
    case.caught(&altered, "✗ leaf 11: is not what the log holds there");
    let mut renamed = bundle(&case, &honest());
    renamed["vacancy"] = json!(SELECTION.replace("selections", "vacancies"));
    case.caught(&renamed, "the bundle is about");
}
