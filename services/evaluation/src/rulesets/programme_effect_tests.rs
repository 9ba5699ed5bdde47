//! That effects of training and of staffing a unit are told where they are, in 930 to 970 of 1,000 seeded worlds, and not where gaps
//! close by themselves, seasons turn and spikes pass. Everything is made up and compared in integers and rationals.
#![allow(clippy::unwrap_used)]

use super::tests::{Chance, NO_SIGNAL, PROMISED, SEEDS, shipped};
use crate::domain::{
    cusum::DatedMonth,
    gap_pairs::{GapHistory, Measure, gap_pairs},
    index_change::{SurveyedIndex, index_change},
    mean_difference::mean_difference,
    programme_finding::FindingVerdict,
    quality::ServiceMonth,
    rate_ratio::rate_change,
    service_history::History,
    statistics::Moments,
    training_effect::{GapPair, training_effect},
    unit_change::{UnitMonths, complaints_change},
};
use jiff::{ToSpan, civil::date};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::collections::BTreeMap;

#[test]
fn intervals_of_gaps_hold_the_truth() {
    let rules = shipped();
    for (pairs, more, less) in [(10, 4, 4), (15, 4, 3), (40, 4, 3), (60, 3, 3)] {
        let truth = BigRational::new(BigInt::from(more - less), 2.into());
        let holds = |seed: &u64| {
            let mut chance = Chance(*seed);
            let differences: Moments =
                (0..pairs).map(|_| chance.heads(more as u32) - chance.heads(less as u32)).collect();
            mean_difference(&differences, &rules.quantiles).unwrap().holds(&truth)
        };
        let held = (0..SEEDS).filter(holds).count();
        assert!(PROMISED.contains(&held), "{held} of 1,000: {pairs} pairs");
    }
}

/// Servants with a gap, measured every half-year. Half of them are trained in a month drawn from the first eighteen. Of every
/// `fading` open gaps one closes by itself in a month; a training closes one with the chance of so many of 16.
fn trained_by_lot(seed: u64, people: usize, fading: Option<u64>, closes: u64) -> Vec<GapPair> {
    let mut chance = Chance(seed + 90_000);
    let mut histories = BTreeMap::new();
    let day = |month: i64| date(2022, 1, 15).saturating_add(month.months());
    for person in 0..people {
        let (is_trained, trained_in) = (chance.bits().is_multiple_of(2), 1 + (chance.bits() % 18) as i64);
        let (phase, mut is_open, mut history) = ((chance.bits() % 6) as i64, true, GapHistory::default());
        for month in 0..36 {
            is_open &= fading.is_none_or(|fading| !chance.bits().is_multiple_of(fading));
            if month == 0 || month % 6 == phase {
                history.measures.push(Measure { day: day(month), standard: 3, achieved: if is_open { 2 } else { 3 } });
            }
            if is_trained && month == trained_in {
                is_open &= chance.bits() % 16 >= closes;
                history.trainings.push(day(month).saturating_add(5.days()));
            }
        }
        histories.insert(("kamus".to_owned(), "integritas".to_owned(), format!("{person:04}")), history);
    }
    gap_pairs(&histories, shipped().pair_days)
}

/// Gaps that close by themselves are no effect of a training that has none; and an effect is what it is.
#[test]
fn training_by_lot_is_compared_over_the_same_days() {
    let rules = shipped();
    let (mut silent, mut pairs) = (0, 0);
    for seed in 0..SEEDS {
        let found = trained_by_lot(seed, 60, Some(25), 0);
        pairs += found.len();
        let verdict = training_effect(&found, &rules).verdict;
        silent += usize::from(!matches!(verdict, FindingVerdict::Above | FindingVerdict::Below));
    }
    println!("{silent} of 1,000 silent, {pairs} pairs in all");
    assert!(
        (930..=1_000).contains(&silent) && pairs >= 15_000,
        "{silent} of 1,000 say that there is no effect, {pairs} pairs"
    );
    let truth = BigRational::new(8.into(), 16.into());
    let holds = |seed: &u64| {
        let found = trained_by_lot(*seed, 60, None, 8);
        let differences: Moments = found.iter().map(|pair| i64::from(pair.other - pair.trained)).collect();
        mean_difference(&differences, &rules.quantiles).unwrap().holds(&truth)
    };
    let held = (0..SEEDS).filter(holds).count();
    println!("{held} of 1,000 hold the effect");
    assert!(PROMISED.contains(&held), "{held} of 1,000 hold the effect");
}

#[test]
fn intervals_of_complaints_hold_the_truth() {
    let rules = shipped();
    for (months, halvings, rounds, truth) in
        [(12, 6, 10, (1, 1)), (12, 7, 10, (1, 2)), (12, 6, 3, (1, 1)), (6, 6, 5, (1, 1))]
    {
        let truth = BigRational::new(BigInt::from(truth.0), BigInt::from(truth.1));
        let holds = |seed: &u64| {
            let mut chance = Chance(*seed);
            let before: Vec<ServiceMonth> = (0..months).map(|_| month(&mut chance, 6, rounds)).collect();
            let after: Vec<ServiceMonth> = (0..months).map(|_| month(&mut chance, halvings, rounds)).collect();
            rate_change(&before, &after, (&rules.quantile_squared, &rules.quantiles)).unwrap().ratio.holds(&truth)
        };
        let held = (0..SEEDS).filter(holds).count();
        assert!((930..=990).contains(&held), "{held} of 1,000: {months} months of {rounds}");
    }
}

/// Months with a rate of their own: rates of 1 to 3 with the same chance.
#[test]
fn intervals_of_scattered_months_hold_the_truth() {
    let rules = shipped();
    for months in [6, 12] {
        let holds = |seed: &u64| {
            let mut chance = Chance(*seed + 30_000);
            let mut side = || -> Vec<ServiceMonth> {
                let one = |_| {
                    let rate = 1 + chance.bits() % 3;
                    let complaints = (0..rate).map(|_| chance.rare(6, 8)).sum();
                    ServiceMonth { complaints, transactions: 1_000 }
                };
                (0..months).map(one).collect()
            };
            let (before, after) = (side(), side());
            let found = rate_change(&before, &after, (&rules.quantile_squared, &rules.quantiles)).unwrap();
            found.ratio.holds(&BigRational::one())
        };
        let held = (0..SEEDS).filter(holds).count();
        println!("{held} of 1,000 hold, {months} scattered months");
        assert!((930..=990).contains(&held), "{held} of 1,000: {months} scattered months");
    }
}

/// A service with as many uses each month, 8 complaints in one half of the year and 16 in the other, a spike of thrice as many in the
/// four months before somebody came that a signal told, and nothing that helped.
#[test]
fn seasons_and_the_spike_that_somebody_was_recruited_for_are_no_effect() {
    let rules = shipped();
    for after in [6_i64, 12] {
        let mut told = 0;
        for seed in 0..SEEDS {
            let mut chance = Chance(seed + 70_000);
            let month = |nth: i64| {
                let day = date(2022, 1, 1).saturating_add(nth.months());
                let times = if day.month() <= 6 { 1 } else { 2 } * if (26..30).contains(&nth) { 3 } else { 1 };
                let complaints = (0..times).map(|_| chance.rare(6, 8)).sum();
                (day, ServiceMonth { complaints, transactions: 1_000 })
            };
            let months: Vec<DatedMonth> = (0..31 + after).map(month).collect();
            let usual: Vec<DatedMonth> = months.iter().copied().filter(|(day, _)| *day < date(2024, 3, 1)).collect();
            let later: Vec<DatedMonth> = months.iter().copied().filter(|(day, _)| *day > date(2024, 7, 1)).collect();
            let mut around = UnitMonths::around(
                &usual.iter().chain(&later).copied().collect::<History>(),
                &[],
                (date(2024, 7, 10), date(2024, 8, 1).saturating_add(after.months())),
                rules.most_months,
            );
            // The months of the spike are left out as those of a signal are: pairs are made of what is left.
            let same = |month: &DatedMonth| usual.iter().rev().find(|(day, _)| day.month() == month.0.month()).copied();
            around.compared = around.after.iter().filter_map(|month| Some((same(month)?, *month))).collect();
            let verdict = complaints_change(&around, &rules).verdict;
            assert_ne!(verdict, FindingVerdict::TooFew);
            told += usize::from(verdict != FindingVerdict::NoSignal);
        }
        println!("{told} of 1,000 told, {after} months after");
        assert!(told <= 70, "{told} of 1,000 are told to have changed, {after} months after");
    }
}

/// So few complaints of one side that a reader could guess whose they were.
#[test]
fn a_side_of_few_complaints_is_left_out() {
    let rules = shipped();
    let change = |before: [u64; 6], after: [u64; 6]| {
        let month = |year: i16, nth: usize, complaints: u64| {
            (date(year, nth as i8 + 1, 1), ServiceMonth { complaints, transactions: 1_000 })
        };
        let compared = (0..6).map(|nth| (month(2024, nth, before[nth]), month(2025, nth, after[nth]))).collect();
        complaints_change(&UnitMonths { compared, ..UnitMonths::default() }, &rules)
    };
    for (before, after) in [([2; 6], [1, 0, 1, 0, 1, 0]), ([0, 1, 0, 1, 0, 1], [2; 6])] {
        let found = change(before, after);
        assert_eq!((found.verdict, found.figures.len()), (FindingVerdict::Suppressed, 0));
        assert!(found.estimate.value.is_empty());
    }
    assert_ne!(change([2; 6], [1, 1, 1, 1, 1, 0]).verdict, FindingVerdict::Suppressed, "five are enough");
}

/// Indices of people whose nine answers are all alike, the most that the sums allow, and of people who answer at random.
#[test]
fn intervals_of_indices_hold_the_truth() {
    let rules = shipped();
    for (people, is_halo) in [(10, true), (20, true), (40, true), (10, false)] {
        let mut chance = Chance(110_000 + people as u64);
        let mut survey = || {
            let mut counts = vec![[0_i64; 4]; 9];
            for _ in 0..people {
                let mut answer = chance.heads(3);
                for element in &mut counts {
                    if !is_halo {
                        answer = chance.heads(3);
                    }
                    element[answer as usize] += 1;
                }
            }
            let sum: i64 =
                counts.iter().flat_map(|counts| counts.iter().zip(1..).map(|(count, answer)| count * answer)).sum();
            SurveyedIndex { index: BigRational::new((sum * 25).into(), (9 * people).into()), counts }
        };
        let held = (0..SEEDS)
            .filter(|_| index_change(&survey(), &survey(), &rules.quantiles).unwrap().holds(&BigRational::zero()))
            .count();
        println!("{held} of 1,000 hold, {people} people, halo {is_halo}");
        assert!(held >= 930, "{held} of 1,000 hold that nothing changed: {people} people");
    }
}

fn month(chance: &mut Chance, halvings: u32, rounds: u32) -> ServiceMonth {
    ServiceMonth { complaints: chance.rare(halvings, rounds), transactions: u64::from(64 * rounds) }
}

#[test]
fn an_effect_of_training_is_told_and_small_groups_are_not() {
    let rules = shipped();
    let pairs = |count: i32, helps: i32| -> Vec<GapPair> {
        (0..count)
            .map(|nth| GapPair { before: 2, trained: if nth % 3 == 0 { 1 } else { helps }, other: nth % 2 + 1 })
            .collect()
    };
    let finding = training_effect(&pairs(20, 0), &rules);
    assert_eq!((finding.verdict, finding.corrected.value.as_str()), (FindingVerdict::Above, ""));
    assert_eq!(training_effect(&pairs(4, 0), &rules).verdict, FindingVerdict::Suppressed);
    assert_eq!(training_effect(&pairs(9, 0), &rules).verdict, FindingVerdict::TooFew);
    let even: Vec<GapPair> =
        (0..20).map(|nth| GapPair { before: 2, trained: nth % 2, other: (nth + nth / 2) % 2 }).collect();
    let none = training_effect(&even, &rules);
    assert_eq!(
        (none.verdict, none.summary.as_str(), none.suggestion.as_str()),
        (FindingVerdict::NoSignal, NO_SIGNAL, "")
    );
    let all_alike = training_effect(&[GapPair { before: 2, trained: 0, other: 2 }; 12], &rules);
    assert_eq!(all_alike.verdict, FindingVerdict::NoSpread);
    assert!(all_alike.summary.ends_with("the means differ"));
    let nothing = training_effect(&[GapPair { before: 2, trained: 1, other: 1 }; 12], &rules);
    assert_eq!(nothing.summary, "gaps changed alike with and without training");
}
