//! That the shipped ruleset keeps what it promises: of 1,000 seeded careers with a known truth, its intervals hold the truth in 930 to
//! 970, and where there is no signal it says so. Everything is made up and compared in integers and rationals.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::{
    correlation::correlation,
    programme_finding::FindingVerdict,
    range_correction::{CrossMoments, corrected},
    selection_validity::{CriterionScores, SelectionScores, validities},
    statistics::root,
};
use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};
use std::{cmp::Reverse, ops::RangeInclusive};

/// How many of 1,000 intervals may hold the truth.
pub(super) const PROMISED: RangeInclusive<usize> = 930..=970;
/// Careers of one world.
pub(super) const SEEDS: u64 = 1_000;

pub(super) fn shipped() -> ProgrammeRules {
    programme_rules("programme-siklus-1").unwrap()
}

/// A generator of random numbers that is the same everywhere (SplitMix64).
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Heads of so many coins.
    pub(super) fn heads(&mut self, coins: u32) -> i64 {
        if coins == 0 { 0 } else { i64::from((self.bits() >> (64 - coins)).count_ones()) }
    }

    /// Of 64 chances a round, how many come true, each once in `2^halvings`.
    pub(super) fn rare(&mut self, halvings: u32, rounds: u32) -> u64 {
        let mut found = 0;
        for _ in 0..rounds {
            let all = (0..halvings).fold(u64::MAX, |left, _| left & self.bits());
            found += u64::from(all.count_ones());
        }
        found
    }
}

/// What makes a career: coins that count for score and work, for the score alone, and for the work alone.
#[derive(Clone, Copy, Debug)]
struct World {
    shared: u32,
    score: u32,
    work: u32,
}

impl World {
    /// A score, and what the work is rated.
    fn career(self, chance: &mut Chance, rate: fn(i64) -> i64) -> (i64, i64) {
        let (shared, score, work) = (chance.heads(self.shared), chance.heads(self.score), chance.heads(self.work));
        (shared + score, rate(shared + work))
    }

    fn careers(self, seed: u64, count: usize, rate: fn(i64) -> i64) -> Vec<(i64, i64)> {
        let mut chance = Chance(seed);
        (0..count).map(|_| self.career(&mut chance, rate)).collect()
    }

    /// The correlation in the world itself, by going through all of it.
    fn truth(self, rate: fn(i64) -> i64) -> BigRational {
        let mut sums = [0_i128; 6];
        for shared in 0..=self.shared {
            for score in 0..=self.score {
                for work in 0..=self.work {
                    let ways = ways(self.shared, shared) * ways(self.score, score) * ways(self.work, work);
                    let (x, y) = (i64::from(shared + score), rate(i64::from(shared + work)));
                    let (x, y) = (i128::from(x), i128::from(y));
                    for (sum, value) in sums.iter_mut().zip([1, x, y, x * x, y * y, x * y]) {
                        *sum += ways * value;
                    }
                }
            }
        }
        let [all, x, y, xx, yy, xy] = sums.map(BigInt::from);
        let covariance = &all * xy - &x * &y;
        let spread = (&all * xx - &x * &x) * (&all * yy - &y * &y);
        let size = root(&BigRational::new(&covariance * &covariance, spread));
        if covariance.is_negative() { -size } else { size }
    }
}

/// In how many ways so many of `coins` are heads.
fn ways(coins: u32, heads: u32) -> i128 {
    (0..heads).fold(1, |ways, nth| ways * i128::from(coins - nth) / i128::from(nth + 1))
}

/// The five ratings, as points.
fn rated(work: i64) -> i64 {
    1 + [9, 12, 17, 20].into_iter().filter(|step| work >= *step).count() as i64
}

fn untouched(work: i64) -> i64 {
    work
}

const WORLDS: [(World, usize); 5] = [
    (World { shared: 0, score: 32, work: 32 }, 60),
    (World { shared: 8, score: 24, work: 24 }, 100),
    (World { shared: 16, score: 16, work: 16 }, 60),
    (World { shared: 16, score: 16, work: 16 }, 200),
    (World { shared: 24, score: 8, work: 8 }, 100),
];

#[test]
fn intervals_of_correlations_hold_the_truth_as_often_as_promised() {
    let rules = shipped();
    for (world, count) in WORLDS {
        let truth = world.truth(rated);
        let holds = |seed: &u64| {
            let found = correlation(&world.careers(*seed, count, rated), &rules.quantile_squared);
            found.unwrap().holds(&truth)
        };
        let held = (0..SEEDS).filter(holds).count();
        assert!(PROMISED.contains(&held), "{held} of 1,000 intervals hold the truth of {world:?}, {count} rated");
    }
}

#[test]
fn without_a_signal_it_says_so_and_suggests_nothing() {
    let (rules, (world, count)) = (shipped(), WORLDS[0]);
    assert!(world.truth(rated).is_zero());
    let mut silent = 0;
    for seed in 0..SEEDS {
        let rated: Vec<_> =
            world.careers(seed, count, rated).into_iter().map(|(score, points)| (vec![score], points)).collect();
        let all: Vec<Vec<i64>> = rated.iter().map(|(scores, _)| scores.clone()).collect();
        let finding = validities(&selection(&["skd"], &all, rated), &rules).remove(0);
        if finding.verdict == FindingVerdict::NoSignal {
            assert_eq!((finding.summary.as_str(), finding.suggestion.as_str()), (NO_SIGNAL, ""));
            silent += 1;
        }
    }
    assert!(PROMISED.contains(&silent), "{silent} of 1,000 say that there is no signal");
}

pub(super) const NO_SIGNAL: &str = "no signal found: the interval holds 0";

/// Everything that is known of a selection in which everybody has every score.
fn selection(codes: &[&str], all: &[Vec<i64>], rated: Vec<(Vec<i64>, i64)>) -> SelectionScores {
    let mut whole = CrossMoments::empty(codes.len());
    all.iter().for_each(|scores| whole.add(scores));
    let criterion = |(place, code): (usize, &&str)| CriterionScores {
        criterion: (*code).to_owned(),
        applicants: all.iter().map(|scores| scores[place]).collect(),
        rated: rated.iter().map(|(scores, points)| (scores[place], *points)).collect(),
    };
    let criteria = codes.iter().enumerate().map(criterion).collect();
    SelectionScores { criteria, whole, rated }
}

/// The best `chosen` of all applicants by one score are appointed and rated; the corrected interval is held against the truth of all.
#[test]
fn corrected_intervals_hold_the_truth_of_all_applicants() {
    let rules = shipped();
    let worlds = [(16, 16, 16, 150), (16, 16, 16, 300), (8, 24, 24, 200), (24, 8, 8, 200)];
    for (shared, score, work, chosen) in worlds {
        let world = World { shared, score, work };
        let truth = world.truth(untouched);
        let (mut held, mut held_uncorrected) = (0, 0);
        for seed in 0..SEEDS {
            let mut all = world.careers(seed, 600, untouched);
            let mut applicants = CrossMoments::empty(1);
            all.iter().for_each(|(score, _)| applicants.add(&[*score]));
            all.sort_by_key(|(score, _)| Reverse(*score));
            all.truncate(chosen);
            let found = correlation(&all, &rules.quantile_squared).unwrap();
            let rated: Vec<_> = all.into_iter().map(|(score, points)| (vec![score], points)).collect();
            let corrected = corrected(&applicants, &rated, &rules.quantiles).remove(0).unwrap();
            held += usize::from(corrected.holds(&truth));
            held_uncorrected += usize::from(found.holds(&truth));
        }
        println!("{held} of 1,000 hold the truth of {world:?}, best {chosen} of 600, uncorrected {held_uncorrected}");
        assert!(PROMISED.contains(&held), "{held} of 1,000 hold the truth of {world:?}, best {chosen} of 600");
        assert!(held_uncorrected < 700, "{held_uncorrected}: the choice by the score hides what it predicts");
    }
}

/// Of 1,000 worlds 952 and 948 intervals held, where the second predicts nothing, and 945 and 948 where it predicts too; in 900 of the
/// first the uncorrected interval of the second lay below 0. A fifth of them is made again here.
///
/// The law's choice: the best by 0.4 of one score and 0.6 of another, of which the first predicts 0.5 and the other nothing, or
/// both something.
#[test]
fn chosen_by_two_scores_together_each_is_corrected_for_both() {
    let rules = shipped();
    for (of_second, chosen) in [(0, 150), (16, 150)] {
        // Each score has the variance of 32 coins; work shares 16 with the first and `of_second` with the second.
        let parts = [16, 16, of_second, 32 - of_second, 32 - 16];
        let truths = [16, of_second].map(|shared| {
            let work = 32 + i64::from(of_second);
            let square = BigRational::new(BigInt::from(shared) * shared, BigInt::from(32 * work));
            root(&square)
        });
        let (mut held, mut silent, mut below) = ([0, 0], 0, 0);
        for seed in 0..SEEDS / 5 {
            let mut chance = Chance(seed + 50_000);
            let mut person = || {
                let [first, only_first, second, only_second, work] = parts.map(|coins| chance.heads(coins));
                (vec![first + only_first, second + only_second], first + second + work)
            };
            let mut all: Vec<(Vec<i64>, i64)> = (0..600).map(|_| person()).collect();
            let mut whole = CrossMoments::empty(2);
            all.iter().for_each(|(scores, _)| whole.add(scores));
            all.sort_by_key(|(scores, _)| Reverse(4 * scores[0] + 6 * scores[1]));
            all.truncate(chosen);
            let found = corrected(&whole, &all, &rules.quantiles);
            for (place, truth) in truths.iter().enumerate() {
                held[place] += usize::from(found[place].as_ref().unwrap().holds(truth));
            }
            let second: Vec<(i64, i64)> = all.iter().map(|(scores, points)| (scores[1], *points)).collect();
            below += usize::from(correlation(&second, &rules.quantile_squared).unwrap().upper.is_negative());
            silent += usize::from(found[1].as_ref().unwrap().holds(&BigRational::zero()));
        }
        println!(
            "shared {of_second}, best {chosen}: {held:?} of 200 hold; uncorrected below 0 in {below}; silent {silent}"
        );
        assert!(
            held.iter().all(|held| (184..=196).contains(held)),
            "{held:?} of 200, shared {of_second}, best {chosen}"
        );
        if of_second == 0 {
            assert!((184..=196).contains(&silent), "{silent} say that there is no signal");
            assert!(below > 150, "uncorrected, {below} would say that it went with lower ratings");
        }
    }
}

#[test]
fn a_selection_that_predicts_is_told_with_and_without_the_correction() {
    let rules = shipped();
    let mut all = WORLDS[3].0.careers(7, 600, rated);
    let applicants: Vec<Vec<i64>> = all.iter().map(|(score, _)| vec![*score * 1_000]).collect();
    all.sort_by_key(|(score, _)| Reverse(*score));
    let rated: Vec<_> = all.into_iter().take(200).map(|(score, points)| (vec![score * 1_000], points)).collect();
    let only = |rated: Vec<(Vec<i64>, i64)>| validities(&selection(&["skd_tiu"], &applicants, rated), &rules).remove(0);
    let finding = only(rated.clone());
    assert_eq!((finding.criterion.as_str(), finding.verdict), ("skd_tiu", FindingVerdict::Above));
    let number = |text: &str| exact::parse(text).unwrap();
    assert!(number(&finding.corrected.value) > number(&finding.estimate.value));
    let figure = |name: &str| finding.figures.iter().find(|one| one.name == name).map(|one| one.value.clone());
    assert_eq!((figure("scored").as_deref(), figure("rated").as_deref()), (Some("600"), Some("200")));
    assert!(number(&figure("variance_ratio").unwrap()) > BigRational::one());
    assert!(!finding.suggestion.is_empty());
    let few = |count: usize| only(rated[..count].to_vec());
    assert_eq!((few(29).verdict, few(29).figures.is_empty()), (FindingVerdict::TooFew, false));
    assert_eq!((few(4).verdict, few(4).figures.is_empty()), (FindingVerdict::Suppressed, true));
    assert_eq!(only(vec![(vec![1_000], 4); 40]).verdict, FindingVerdict::NoSpread);
}

#[test]
fn where_few_have_every_score_nothing_is_said_of_any() {
    let rules = shipped();
    let people: Vec<(Vec<i64>, i64)> = WORLDS[3]
        .0
        .careers(7, 200, rated)
        .into_iter()
        .map(|(score, points)| (vec![score, 40 - score / 2], points))
        .collect();
    let scores: Vec<Vec<i64>> = people.iter().map(|(scores, _)| scores.clone()).collect();
    let mut known = selection(&["skd", "skb"], &scores, people);
    known.rated.truncate(29);
    for finding in validities(&known, &rules) {
        assert_eq!((finding.verdict, finding.corrected.value.as_str()), (FindingVerdict::TooFew, ""));
        assert!(finding.suggestion.is_empty() && !finding.estimate.value.is_empty());
    }
}

#[test]
fn rulesets_are_found_and_unsound_ones_refused() {
    let (file, text) = PROGRAMME[0];
    assert_eq!(format!("{}.toml", shipped().id), file);
    assert!(matches!(programme_rules("programme-1945"), Err(RulesetError::Unknown(_))));
    let changed = |old: &str, new: &str| {
        assert!(text.contains(old), "{old}");
        read_programme(file, &text.replacen(old, new, 1))
    };
    assert!(matches!(changed("id =", "mercy = 1\nid ="), Err(RulesetError::Malformed { .. })));
    let cases = [
        ("quantile = \"1.96\"", "quantile = \"much\""),
        ("quantile = \"1.96\"", "quantile = \"0.5\""),
        ("least_rated = 30", "least_rated = 3"),
        ("smallest_cell = 5", "smallest_cell = 1"),
        ("least_in_group = 10", "least_in_group = 4"),
        ("[4, \"2.776\"], [5,", "[40, \"2.776\"], [5,"),
        ("most_months = 12", "most_months = 1"),
        ("sangat_baik = 5", "sangat_baik = 4"),
    ];
    for (old, new) in cases {
        assert!(matches!(changed(old, new), Err(RulesetError::Incomplete { .. })), "{new}");
    }
    let points = crate::domain::rating::Predikat::ALL.map(|predikat| shipped().points_of(predikat));
    assert_eq!(points, [5, 4, 3, 2, 1]);
}
