#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::integration::{Integration, SkbScores, Weights};
use crate::domain::skb_scheme::SkbScheme;

fn candidate(id: char, [twk, tiu, tkp]: [u16; 3], skb: u16) -> FinalCandidate<char> {
    let weights = Weights { skd_max: 550, skd: 40, skb: 60 };
    let integration = Integration::new(weights, SkbScheme::cat_only(500)).unwrap();
    let skd = SkdScore { twk, tiu, tkp };
    let points = integration.final_points(skd.total(), &SkbScores::cat_only(skb.into())).unwrap();
    FinalCandidate { id, points, skd, gpa: Thousandths(3_200), birth_date: date(1995, 1, 1) }
}

fn winner(candidates: &[FinalCandidate<char>]) -> char {
    let ranking = rank_final(1, candidates);
    assert_eq!(ranking[0].outcome, FinalOutcome::Selected);
    assert_eq!(ranking[1].outcome, FinalOutcome::NotSelected);
    ranking[0].id
}

#[test]
fn an_exact_tie_is_decided_by_the_basic_test() {
    let ties = [
        [candidate('Y', [100, 120, 180], 380), candidate('X', [103, 130, 200], 360)],
        [candidate('Y', [142, 160, 215], 490), candidate('X', [150, 175, 225], 470)],
    ];
    for tie in ties {
        assert_eq!(tie[0].points, tie[1].points);
        assert_eq!(winner(&tie), 'X');
    }
}

#[test]
fn then_by_personal_characteristics_before_the_grade_point_average() {
    let mut learned = candidate('Y', [100, 130, 190], 400);
    learned.gpa = Thousandths(3_900);
    assert_eq!(winner(&[learned, candidate('X', [90, 130, 200], 400)]), 'X');
}

#[test]
fn then_by_the_grade_point_average_before_age() {
    let mut learned = candidate('Y', [90, 130, 200], 400);
    learned.gpa = Thousandths(3_210);
    assert_eq!(winner(&[candidate('X', [90, 130, 200], 400), learned]), 'Y');
}

#[test]
fn the_older_wins_in_the_end() {
    let mut older = candidate('X', [90, 130, 200], 400);
    older.birth_date = date(1994, 12, 31);
    assert_eq!(winner(&[candidate('Y', [90, 130, 200], 400), older]), 'X');
}

#[test]
fn candidates_equal_in_everything_need_a_decision() {
    let twins = [candidate('A', [90, 130, 200], 400), candidate('B', [90, 130, 200], 400)];
    let ranking = rank_final(1, &twins);
    assert!(ranking.iter().all(|placing| placing.outcome == FinalOutcome::NeedsDecision && placing.rank == 1));
    assert!(rank_final(2, &twins).iter().all(|placing| placing.outcome == FinalOutcome::Selected));
}

#[test]
fn a_decision_touches_only_the_last_seat() {
    let candidates = [
        candidate('A', [150, 175, 225], 500),
        candidate('B', [90, 130, 200], 400),
        candidate('C', [90, 130, 200], 400),
        candidate('D', [65, 80, 166], 300),
    ];
    let outcomes: Vec<_> = rank_final(2, &candidates).into_iter().map(|p| (p.id, p.rank, p.outcome)).collect();
    let expected = [
        ('A', 1, FinalOutcome::Selected),
        ('B', 2, FinalOutcome::NeedsDecision),
        ('C', 2, FinalOutcome::NeedsDecision),
        ('D', 4, FinalOutcome::NotSelected),
    ];
    assert_eq!(outcomes, expected);
}

fn some_candidate() -> impl Strategy<Value = FinalCandidate<u32>> {
    (0i64..3, 60u16..62, 80u16..82, 166u16..168, 3_000u32..3_002, 1i8..3).prop_map(
        |(points, twk, tiu, tkp, gpa, day)| FinalCandidate {
            id: 0,
            points: Points(points),
            skd: SkdScore { twk, tiu, tkp },
            gpa: Thousandths(gpa),
            birth_date: date(1995, 1, day),
        },
    )
}

proptest! {
    #[test]
    fn the_order_is_total(a in some_candidate(), b in some_candidate(), c in some_candidate()) {
        prop_assert_eq!(a.compare(&b), b.compare(&a).reverse());
        prop_assert_eq!(a.compare(&b).is_eq(), a == b);
        if a.compare(&b).is_le() && b.compare(&c).is_le() {
            prop_assert!(a.compare(&c).is_le());
        }
    }

    #[test]
    fn the_ranking_does_not_depend_on_the_order_of_the_input(
        mut candidates in proptest::collection::vec(some_candidate(), 0..16),
        quota in 0u32..6,
        turn in 0usize..16,
    ) {
        for (id, candidate) in (0u32..).zip(&mut candidates) {
            candidate.id = id;
        }
        let ranking = rank_final(quota, &candidates);
        let turn = turn % candidates.len().max(1);
        candidates.rotate_left(turn);
        candidates.reverse();
        prop_assert_eq!(&ranking, &rank_final(quota, &candidates));
        let selected = ranking.iter().filter(|placing| placing.outcome == FinalOutcome::Selected).count();
        prop_assert!(selected <= quota as usize);
    }
}

#[test]
fn the_steps_of_a_ruleset_decide_in_its_order() {
    let mut learned = candidate('Y', [100, 130, 190], 400);
    learned.gpa = Thousandths(3_900);
    let other = candidate('X', [90, 130, 200], 400);
    let first = |steps: &[TieBreak]| rank_final_by(steps, 1, &[learned, other])[0];
    assert_eq!(rank_final_by(&TieBreak::ALL, 1, &[learned, other]), rank_final(1, &[learned, other]));
    assert_eq!((first(&TieBreak::ALL).id, first(&[TieBreak::Gpa, TieBreak::Tkp]).id), ('X', 'Y'));
    assert_eq!(first(&[TieBreak::SkdTotal]).outcome, FinalOutcome::NeedsDecision);
}

#[test]
fn printed_marks_may_order_otherwise_than_exact_ones() {
    // 47.0545… and 47.0545…: equal when printed, and then the basic test decides the other way.
    let exact = |id, [twk, tiu, tkp]: [u16; 3], skb| {
        let weights = Weights { skd_max: 550, skd: 40, skb: 60 };
        let integration = Integration::new(weights, SkbScheme::cat_only(500)).unwrap();
        let skd = SkdScore { twk, tiu, tkp };
        let points = integration.final_points(skd.total(), &SkbScores::cat_only(Thousandths(skb))).unwrap();
        let candidate = FinalCandidate { id, points, skd, gpa: Thousandths(3_000), birth_date: date(1995, 1, 1) };
        (candidate, integration)
    };
    let ((strong, integration), (quick, _)) = (exact('S', [70, 80, 167], 200_000), exact('Q', [69, 80, 167], 200_607));
    assert!(quick.points > strong.points);
    assert_eq!(integration.render(quick.points), integration.render(strong.points));
    let by_exact = rank_final_by(&TieBreak::ALL, 1, &[strong, quick]);
    let by_printed = rank_rounded(&TieBreak::ALL, 1, integration.denominator(), &[strong, quick]);
    assert_eq!((by_exact[0].id, by_printed[0].id), ('Q', 'S'));
    // The ruleset says which of them decides; the other one is kept.
    for (decides_by, [first, other]) in [(DecidesBy::Exact, ['Q', 'S']), (DecidesBy::ThreeDecimals, ['S', 'Q'])] {
        let both = rank_both(&TieBreak::ALL, decides_by, 1, integration.denominator(), &[strong, quick]);
        assert_eq!((both.deciding[0].id, both.other[0].id), (first, other), "{decides_by:?}");
        assert_eq!(both.deciding[0].outcome, FinalOutcome::Selected);
    }
}
