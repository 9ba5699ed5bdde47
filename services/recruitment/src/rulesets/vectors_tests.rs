//! Vectors of the rules of 2024, by the shipped ruleset and no constants of our own.
#![allow(clippy::unwrap_used)]

use super::Rulebook;
use crate::domain::{
    final_ranking::{FinalCandidate, FinalOutcome, rank_final_by},
    integration::SkbScores,
    ranking::{SkdOutcome, rank_skd},
    ruleset::SelectionRuleset,
    skd::{NeedKind, SkdScore},
    thousandths::Thousandths,
};
use jiff::civil::{Date, date};
use std::sync::Arc;

fn rules() -> Arc<SelectionRuleset> {
    Rulebook::shipped().unwrap().selection("cpns-2024").unwrap().clone()
}

fn score([twk, tiu, tkp]: [u16; 3]) -> SkdScore {
    SkdScore { twk, tiu, tkp }
}

/// N: who meets the pass mark.
#[test]
fn the_vectors_n1_to_n11_hold() {
    use NeedKind::{Cumlaude, Disabilitas, PutraPutriKalimantan, PutraPutriPapua, Umum};
    let vectors = [
        ("N1", Umum, [65, 80, 166], true),
        ("N2", Umum, [60, 150, 200], false),
        ("N3", Umum, [150, 75, 225], false),
        ("N4", Umum, [100, 100, 165], false),
        ("N5", Cumlaude, [30, 85, 196], true),
        ("N6", Cumlaude, [30, 85, 195], false),
        ("N7", Cumlaude, [100, 80, 200], false),
        ("N8", Disabilitas, [40, 60, 186], true),
        ("N9", Disabilitas, [40, 55, 220], false),
        ("N10", PutraPutriPapua, [65, 60, 160], false),
        ("N11", PutraPutriKalimantan, [65, 80, 166], true),
    ];
    let rules = rules();
    for (label, kind, parts, passes) in vectors {
        assert_eq!(rules.pass_mark(kind).unwrap().admits(&score(parts)), passes, "{label}");
    }
}

/// A name and the parts of the basic test.
type Sitter = (char, [u16; 3]);

/// S: who goes from the basic test to the field test.
#[test]
fn the_vectors_s1_to_s6_hold() {
    let (a, b) = (('A', [100, 130, 190]), ('B', [90, 140, 180]));
    let (low, last) = ([60, 80, 200], ('D', [90, 120, 190]));
    let twins = [a, ('B', a.1), ('C', [95, 125, 185]), last];
    let few = [a, b, ('C', a.1), ('D', b.1), ('E', low), ('F', low), ('G', low)];
    let vectors: [(&str, u32, &[Sitter], &str); 6] = [
        ("S1", 1, &[a, b, ('C', [95, 125, 185]), last], "A P/L, B P/L, C P/L, D P"),
        ("S2", 1, &[a, b, ('C', [90, 125, 190]), ('D', [95, 125, 185])], "A P/L, B P/L, C P/L, D P"),
        ("S3", 1, &[a, b, ('C', [90, 125, 190]), ('D', [95, 120, 190])], "A P/L, B P/L, C P/L, D P"),
        ("S4", 1, &[a, b, ('C', [90, 125, 190]), ('D', [90, 125, 190])], "A P/L, B P/L, C P/L, D P/L"),
        ("S5", 2, &few, "A P/L, C P/L, B P/L, D P/L, E TL, F TL, G TL"),
        ("S6", 1, &twins, "A P/L, B P/L, C P/L, D P"),
    ];
    let rules = rules();
    let mark = rules.pass_mark(NeedKind::Umum).unwrap();
    for (label, seats, candidates, expected) in vectors {
        let outcomes: Vec<_> = candidates.iter().map(|(id, parts)| (*id, SkdOutcome::Scored(score(*parts)))).collect();
        let ranked = rank_skd(seats, rules.multiplier, mark, &outcomes);
        let told: Vec<String> = ranked.iter().map(|(id, code, _)| format!("{id} {}", code.as_str())).collect();
        assert_eq!(told.join(", "), expected, "{label}");
    }
}

/// Basic test, field test, grade point average in thousandths and date of birth.
type Finalist = ([u16; 3], u16, u32, Date);

/// T: who wins the only seat; nobody where the law leaves it open.
#[test]
fn the_vectors_t1_to_t6_hold() {
    let born = date(1995, 1, 1);
    let (low_tkp, high_tkp) = ([100, 130, 190], [90, 130, 200]);
    let same = |born: Date| (high_tkp, 400, 3_500, born);
    let vectors: [(&str, Finalist, Finalist, Option<char>); 7] = [
        ("T1", ([103, 130, 200], 360, 3_200, born), ([100, 120, 180], 380, 3_200, born), Some('X')),
        ("T2", ([150, 175, 225], 470, 3_200, born), ([142, 160, 215], 490, 3_200, born), Some('X')),
        ("T3", (high_tkp, 400, 3_200, born), (low_tkp, 400, 3_900, born), Some('X')),
        ("T4", (high_tkp, 400, 3_200, born), (high_tkp, 400, 3_210, date(1990, 1, 1)), Some('Y')),
        ("T4, and X is older", (high_tkp, 400, 3_200, date(1990, 1, 1)), (high_tkp, 400, 3_210, born), Some('Y')),
        ("T5", same(date(1994, 5, 2)), same(date(1994, 5, 3)), Some('X')),
        ("T6", same(born), same(born), None),
    ];
    let rules = rules();
    let integration = rules.integration().unwrap();
    for (label, x, y, winner) in vectors {
        let candidate = |(id, (parts, cat, gpa, birth_date)): (char, Finalist)| {
            let skd = score(parts);
            let points = integration.final_points(skd.total(), &SkbScores::cat_only(cat.into())).unwrap();
            FinalCandidate { id, points, skd, gpa: Thousandths(gpa), birth_date }
        };
        let candidates = [('Y', y), ('X', x)].map(candidate);
        if label.starts_with("T1") || label.starts_with("T2") {
            assert_eq!(candidates[0].points, candidates[1].points, "{label}: an exact tie");
        }
        let placings = rank_final_by(&rules.tie_breaks, 1, &candidates);
        let selected = placings.iter().find(|placing| placing.outcome == FinalOutcome::Selected);
        assert_eq!(selected.map(|placing| placing.id), winner, "{label}");
        let open = placings.iter().filter(|placing| placing.outcome == FinalOutcome::NeedsDecision).count();
        assert_eq!(open, if winner.is_none() { 2 } else { 0 }, "{label}");
    }
}
