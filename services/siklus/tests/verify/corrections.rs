//! What is published is only replaced by a correction that the log tells, and the report tells every one.

use crate::{Case, honest, result, skb};

fn correction(participant: &str, of: &str, replaces: usize) -> String {
    let basis = "ef".repeat(32);
    format!(
        "siklus leaf v1 correction\nparticipant {participant}\ntime 2025-02-03T02:00:00Z\nround final\nof {of}\n\
         error scoring\nbasis {basis}\nreplaces {replaces}\n"
    )
}

/// What the instansi writes over the published result, all of it consistent: the loser's mark is raised.
fn raised() -> [String; 3] {
    [skb("P1", 500), result("P1", 1, 4_980, 1, "selected"), result("P2", 2, 4_742, 2, "not_selected")]
}

/// The same: the winner is struck from the list.
fn struck() -> [String; 2] {
    let out = "siklus leaf v1 result\nparticipant P2\nverdict ineligible\nskd_code -\nskd_rank -\nfinal_points -\n\
               final_denominator -\nfinal_rank -\ndecision -\nseniority -\n";
    [out.to_owned(), result("P1", 1, 4_188, 1, "selected")]
}

#[test]
fn a_consistent_result_is_not_written_over_the_published_one() {
    let case = Case::new();
    let after = |more: &[String]| case.bundle(&[honest().as_slice(), more].concat());
    case.caught(&after(&raised()), "✗ leaf 9: a score of P1 after the publication that no correction accounts for");
    case.caught(&after(&raised()), "✗ leaf 10: P1 was published otherwise, and no correction accounts for it");
    case.caught(&after(&raised()), "✗ leaf 11: P2 was published otherwise, and no correction accounts for it");
    case.caught(&after(&struck()), "✗ leaf 9: P2 was published otherwise, and no correction accounts for it");
    case.caught(&after(&struck()), "✗ leaf 10: P1 was published otherwise, and no correction accounts for it");
    // A correction of somebody else, or of another part, accounts for neither.
    let other = [vec![correction("P2", "skb", 6)], raised().to_vec()].concat();
    case.caught(&after(&other), "✗ leaf 10: a score of P1 after the publication that no correction accounts for");
    let other = [vec![correction("P2", "skb", 6)], struck().to_vec()].concat();
    case.caught(&after(&other), "✗ leaf 10: P2 was published otherwise, and no correction accounts for it");
    let other = [vec![correction("P1", "skb", 6)], raised().to_vec()].concat();
    case.caught(&after(&other), "✗ leaf 9: a correction of P1 that replaces what did not stand");
}

#[test]
fn what_was_corrected_is_always_told() {
    let case = Case::new();
    let after = |first: String, more: &[String]| {
        let data = [honest().as_slice(), std::slice::from_ref(&first), more].concat();
        case.verify(&case.bundle(&data), &[])
    };
    let (holds, said) = after(correction("P1", "skb", 5), &raised());
    assert!(holds && said.contains("1 selected: P1"), "{said}");
    for told in [
        "corrections after the publication: 1, of 1 participants",
        "P1: the skb by leaf 9: 380.000 → 500.000",
        "P2: the published row of leaf 8 is replaced: P/L, rank 1, selected → P/L, rank 2, not_selected",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    let (holds, said) = after(correction("P2", "verdict", 8), &struck());
    assert!(holds && said.contains("P/L, rank 1, selected → ineligible"), "{said}");
    // A score that was imported twice before the publication.
    let mut twice = honest();
    twice.insert(6, skb("P1", 300));
    twice.swap(5, 6);
    let (holds, said) = case.verify(&case.bundle(&twice), &[]);
    assert!(
        holds && said.contains("P1: the skb in leaf 6 replaces leaf 5 before the publication: 300.000 → 380.000"),
        "{said}"
    );
}
