//! That the shipped ruleset keeps what it promises. Floats appear here only: they make up complaints and compute what the exact
//! test is measured against.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::{
    cusum::{CusumRules, DatedMonth, Usual},
    index_change::{SurveyedIndex, squared_error},
    quality::ServiceMonth,
    satisfaction_fall::{ElementPoint, SurveyPoint},
};
use jiff::{ToSpan, civil::date};
use num_traits::ToPrimitive;

/// Months of use of a year, in percent of the average.
const SEASONS: [u64; 12] = [120, 90, 100, 110, 80, 100, 140, 100, 90, 100, 110, 60];
/// Usual complaints a month of services small and large.
const SIZES: [u32; 6] = [1, 2, 5, 10, 20, 50];

fn shipped() -> CusumRules {
    match read_sequential(SEQUENTIAL[0].0, SEQUENTIAL[0].1).unwrap().complaints {
        ComplaintTest::Cusum(rules) => *rules,
        ComplaintTest::Threshold(_) => unreachable!("the file is of sequential tests"),
    }
}

/// A generator of random numbers that is the same everywhere (SplitMix64).
struct Chance(u64);

impl Chance {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / 9_007_199_254_740_992.0
    }

    fn poisson(&mut self, mean: f64) -> u64 {
        let (wanted, mut chance, mut count) = (self.uniform(), (-mean).exp(), 0);
        let mut sum = chance;
        while wanted > sum && count < 1_000 {
            count += 1;
            chance *= mean / count as f64;
            sum += chance;
        }
        count
    }
}

/// Months of a service with seasonal use, whose rate is `factor(n)` times the usual one.
fn region(seed: u64, size: u32, months: usize, factor: impl Fn(usize) -> f64) -> Vec<DatedMonth> {
    let mut chance = Chance(seed);
    let month = |n: usize| {
        let transactions = 10 * SEASONS[n % 12];
        let complaints = chance.poisson(f64::from(size) * factor(n) * SEASONS[n % 12] as f64 / 100.0);
        (date(2015, 1, 1).saturating_add((n as i64).months()), ServiceMonth { complaints, transactions })
    };
    (0..months).map(month).collect()
}

/// The first month of these that tells a fall, counted from 1.
fn first_fall(rules: &CusumRules, region: &[DatedMonth], from: usize, to: usize) -> Option<usize> {
    (from..to).find(|month| rules.fall(&region[..=*month], None).is_some()).map(|month| month - from + 1)
}

/// The value below which so many of a hundred lie.
fn percentile(found: &[usize], percent: usize) -> usize {
    let mut sorted = found.to_vec();
    sorted.sort_unstable();
    sorted[(sorted.len() * percent).div_ceil(100) - 1]
}

#[test]
fn rulesets_are_found_and_named_after_their_files() {
    let names = THRESHOLD.iter().chain(&SEQUENTIAL).map(|(file, _)| file.trim_end_matches(".toml"));
    let ids: Vec<String> = signal_rulesets().unwrap().into_iter().map(|rules| rules.id).collect();
    assert_eq!(ids, names.collect::<Vec<_>>());
    let book = signal_book("signal-siklus-2").unwrap();
    assert_eq!(
        (book.current().id.as_str(), book.of("signal-siklus-1").id.as_str()),
        ("signal-siklus-2", "signal-siklus-1")
    );
    assert_eq!(book.of("signal-1945").id, "signal-siklus-2");
    assert!(matches!(signal_book("signal-1945"), Err(RulesetError::Unknown(_))));
}

#[test]
fn unsound_rulesets_are_refused() {
    let (file, text) = THRESHOLD[0];
    assert!(matches!(read_threshold(file, &format!("{text}\nmercy = 1")), Err(RulesetError::Malformed { .. })));
    let broken = text.replace("recovery_sigmas = 1", "recovery_sigmas = 3");
    assert!(matches!(read_threshold(file, &broken), Err(RulesetError::Incomplete { .. })));
    let (file, text) = SEQUENTIAL[0];
    let bad = |old: &str, new: &str| read_sequential(file, &text.replacen(old, new, 1));
    assert!(matches!(bad("id =", "mercy = 1\nid ="), Err(RulesetError::Malformed { .. })));
    let cases = [
        ("ratio = \"2\"", "ratio = \"1\""),
        ("threshold = \"6.907\"", "threshold = \"many\""),
        ("threshold = \"6.907\"", "threshold = \"0\""),
        ("most_months = 36", "most_months = 3"),
        ("least_element = 7661", "least_element = 0"),
        ("percent = 10", "percent = 100"),
    ];
    for (old, new) in cases {
        assert!(matches!(bad(old, new), Err(RulesetError::Incomplete { .. })), "{new}");
    }
}

#[test]
fn reference_and_thresholds_follow_from_the_promises() {
    let (rules, row) = (shipped(), read_toml::<SequentialRow>(SEQUENTIAL[0].0, SEQUENTIAL[0].1).unwrap().complaints);
    let ratio: f64 = row.ratio.parse().unwrap();
    let near = |figure: &BigRational, wanted: f64, room: f64| {
        let figure = figure.to_f64().unwrap();
        assert!((0.0..room).contains(&(figure - wanted)), "{figure} is not {wanted}");
    };
    near(&rules.threshold, f64::from(row.run_length_months).ln() / ratio.ln(), 0.001);
    near(&rules.recovery_threshold, f64::from(row.recovery_run_months).ln() / ratio.ln(), 0.001);
    near(&rules.reference, (ratio - 1.0) / ratio.ln() - 0.000_001, 0.000_002);
}

/// The run length of the test with a known usual rate, from a Markov chain over the sum in steps of a twentieth (Brook and
/// Evans 1972). The steps round in favour of a false fall, so the true one is longer.
fn run_length(rules: &CusumRules, expected: f64) -> f64 {
    const STEP: f64 = 0.05;
    let (reference, threshold) = (rules.reference.to_f64().unwrap(), rules.threshold.to_f64().unwrap());
    let (states, down) = ((threshold / STEP).ceil() as usize, (reference * expected / STEP).floor() as i64);
    let mut chances = vec![(-expected).exp()];
    for count in 1..400 {
        chances.push(chances[count - 1] * expected / count as f64);
    }
    // One equation a state: its run length is one month more than that of where the month leads.
    let mut rows = vec![vec![0.0; states + 1]; states];
    for (state, row) in rows.iter_mut().enumerate() {
        row[state] += 1.0;
        row[states] = 1.0;
        for (count, chance) in chances.iter().enumerate() {
            let next = (state as i64 + 20 * count as i64 - down).max(0) as usize;
            if next < states {
                row[next] -= chance;
            }
        }
    }
    for pivot in 0..states {
        let (above, below) = rows.split_at_mut(pivot + 1);
        for row in below {
            let factor = row[pivot] / above[pivot][pivot];
            for (own, other) in row.iter_mut().zip(&above[pivot]).skip(pivot) {
                *own -= factor * other;
            }
        }
    }
    let mut lengths = vec![0.0; states];
    for state in (0..states).rev() {
        let known: f64 = (state + 1..states).map(|other| rows[state][other] * lengths[other]).sum();
        lengths[state] = (rows[state][states] - known) / rows[state][state];
    }
    lengths[0]
}

#[test]
fn with_a_known_rate_the_run_length_is_what_is_stated() {
    for expected in [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0] {
        let months = run_length(&shipped(), expected);
        assert!(months > 690.0, "{months} months with {expected} a month");
    }
}

/// The main promise, with estimated rates and seasonal use.
#[test]
fn of_a_thousand_quiet_regions_few_are_told_to_have_fallen() {
    let rules = shipped();
    let mut told = 0;
    for number in 0..1_000_u64 {
        let size = SIZES[number as usize % SIZES.len()];
        let quiet = region(number, size, 12 + 24, |_| 1.0);
        told += usize::from(first_fall(&rules, &quiet, 12, 36).is_some());
    }
    assert!((2..=25).contains(&told), "{told} of 1,000");
}

/// The delays of 300 regions whose rate doubled, in months; those never told count 99.
fn delays(settled: usize, size: u32) -> Vec<usize> {
    let rules = shipped();
    let delay = |number: u64| {
        let seed = 500_000_000 + number + u64::from(size) * 10_000 + settled as u64 * 100_000;
        let worse = region(seed, size, settled + 24, |month| if month < settled { 1.0 } else { 2.0 });
        let early = settled > 12 && first_fall(&rules, &worse, settled - 12, settled).is_some();
        (!early).then(|| first_fall(&rules, &worse, settled, settled + 24).unwrap_or(99))
    };
    (0..300).filter_map(delay).collect()
}

#[test]
fn a_doubled_rate_is_found_within_the_stated_delay() {
    // Settled months, usual complaints a month, half and 95 of a hundred within so many months.
    for (settled, size, half, nearly_all) in
        [(36, 5, 4, 10), (36, 10, 2, 6), (36, 20, 1, 3), (36, 50, 1, 1), (12, 10, 2, 8)]
    {
        let found = delays(settled, size);
        let (middle, late) = (percentile(&found, 50), percentile(&found, 95));
        println!("{size} a month after {settled}: half within {middle}, 95 % within {late} of {}", found.len());
        assert!(found.len() >= 280, "{size} a month after {settled}");
        assert!(middle <= half && late <= nearly_all, "{size} a month after {settled}: {middle} and {late}");
    }
}

#[test]
fn a_recovery_is_found_and_seldom_told_while_the_rate_is_double() {
    let rules = shipped();
    let usual = Usual {
        complaints: 360,
        transactions: 36_000,
        dispersion: 1_000,
        months: 36,
        first: date(2012, 1, 1),
        last: date(2014, 12, 1),
    };
    let first = |seed: u64, factor: f64| {
        let since = region(seed, 10, 60, |_| factor);
        (1..=60).find(|months| rules.recovery(&usual, &since[..*months]).is_some()).unwrap_or(60)
    };
    let back: Vec<usize> = (0..300).map(|seed| first(seed, 1.0)).collect();
    assert_eq!((percentile(&back, 50), percentile(&back, 95) <= 4), (2, true));
    let still: usize = (0..100).map(|seed| first(10_000 + seed, 2.0)).sum();
    assert!(still >= 24 * 100, "{still} months of 100 services until a false recovery");
}

/// How many of 100 services of 20 complaints a month are told to have fallen in 24 months, by a rate of each month.
fn told_of(settled: usize, seed: u64, rates: impl Fn(&mut Chance, usize) -> Vec<f64>) -> usize {
    let rules = shipped();
    let is_told = |number: &u64| {
        let rates = rates(&mut Chance(seed + number), settled + 24);
        let restless = region(seed + 500_000 + number, 20, settled + 24, |month| rates[month]);
        first_fall(&rules, &restless, settled, settled + 24).is_some()
    };
    (0..100).filter(is_told).count()
}

/// A rate with a gamma distribution of mean 1 and this whole shape, as a sum of exponential ones.
fn gamma(chance: &mut Chance, shape: u32) -> f64 {
    (0..shape).map(|_| -(1.0 - chance.uniform()).ln()).sum::<f64>() / f64::from(shape)
}

fn normal(chance: &mut Chance) -> f64 {
    (-2.0 * (1.0 - chance.uniform()).ln()).sqrt() * (std::f64::consts::TAU * chance.uniform()).cos()
}

/// A rate whose logarithm wanders with a lag-1 correlation of 0.7 and a standard deviation of 0.3.
fn wandering(chance: &mut Chance, months: usize) -> Vec<f64> {
    let mut mood = 0.3 * normal(chance);
    let step = |_| {
        let rate = (mood - 0.045).exp();
        mood = 0.7 * mood + 0.3 * 0.51_f64.sqrt() * normal(chance);
        rate
    };
    (0..months).map(step).collect()
}

/// What is promised of independent months, and what the ruleset says of the others without promising it.
#[test]
fn restless_regions_are_told_as_often_as_is_stated() {
    let uniform = |chance: &mut Chance, months: usize| (0..months).map(|_| 0.5 + chance.uniform()).collect();
    let scattered = |shape: u32| {
        move |chance: &mut Chance, months: usize| (0..months).map(|_| gamma(chance, shape)).collect::<Vec<f64>>()
    };
    let rising = |_: &mut Chance, months: usize| (0..months).map(|n| 1.1_f64.powf(n as f64 / 12.0)).collect();
    for settled in [12, 36] {
        let independent = [
            told_of(settled, 77_000, uniform),
            told_of(settled, 87_000, scattered(11)),
            told_of(settled, 97_000, scattered(4)),
        ];
        let others = [told_of(settled, 107_000, wandering), told_of(settled, 117_000, rising)];
        println!(
            "after {settled} months, of 100: {independent:?} independent, {others:?} wandering and rising by 10 %"
        );
        assert!(independent.iter().all(|told| *told <= 10), "{independent:?} of 100 after {settled} months");
        assert!((15..=35).contains(&others[0]), "{others:?} of 100 after {settled} months");
    }
}

#[test]
fn late_answers_are_told_as_seldom_as_is_stated() {
    let rules = read_sequential(SEQUENTIAL[0].0, SEQUENTIAL[0].1).unwrap();
    let test = rules.overdue.unwrap();
    let quarter = crate::domain::overdue_fall::Quarter::ended_before(date(2025, 11, 5), 1)[0];
    // Due a quarter, true share, at most and at least so many of 1,000 services in a year.
    for (due, share, least, most) in [
        (9, 0.05, 0, 0),
        (10, 0.05, 0, 2),
        (60, 0.05, 0, 2),
        (10, 0.1, 0, 40),
        (30, 0.1, 0, 40),
        (100, 0.1, 0, 40),
        (60, 0.3, 990, 1_000),
    ] {
        let mut chance = Chance(120_000 + due);
        let mut falls = || {
            let late = (0..due).filter(|_| chance.uniform() < share).count() as u64;
            test.fall(quarter, due, late).is_some()
        };
        let told = (0..1_000).filter(|_| (0..4).filter(|_| falls()).count() > 0).count();
        println!("{due} due, {share}: {told} of 1,000 services in a year");
        assert!((least..=most).contains(&told), "{due} due, {share} late: {told} of 1,000 services in a year");
    }
}

/// A survey of so many people; all nine answers of one alike, or each by chance.
fn survey(chance: &mut Chance, year: i16, people: u64, is_halo: bool) -> SurveyPoint {
    let mut counts = vec![[0_i64; 4]; 9];
    for _ in 0..people {
        let mut answer = (chance.uniform() * 4.0) as usize;
        for element in &mut counts {
            if !is_halo {
                answer = (chance.uniform() * 4.0) as usize;
            }
            element[answer] += 1;
        }
    }
    let sum: i64 = counts.iter().flat_map(|counts| counts.iter().zip(1..).map(|(count, answer)| count * answer)).sum();
    let index = BigRational::new((sum * 25).into(), (people * 9).into());
    SurveyPoint {
        period_end: date(year, 6, 30),
        ruleset: "x".into(),
        index: (&index * BigRational::from_integer(100.into())).round().to_integer().to_i64().unwrap(),
        squared_error: SurveyedIndex { index, counts }.squared_error(),
        elements: Vec::new(),
        respondents: people as i64,
    }
}

#[test]
fn surveys_without_a_change_are_told_as_seldom_as_is_stated() {
    let test = read_sequential(SEQUENTIAL[0].0, SEQUENTIAL[0].1).unwrap().satisfaction.unwrap();
    for (people, is_halo) in [(10, true), (20, true), (40, true), (300, true), (10, false), (40, false)] {
        let mut chance = Chance(130_000 + people);
        let mut falls = || {
            let pair = [survey(&mut chance, 2024, people, is_halo), survey(&mut chance, 2025, people, is_halo)];
            test.fall(&pair, None).is_some()
        };
        let told = (0..1_000).filter(|_| falls()).count();
        println!("{people} people, halo {is_halo}: {told} of 1,000");
        assert!(told <= 25, "{told} of 1,000 pairs: {people} people, halo {is_halo}");
    }
}

/// All nine elements exactly at the bound in the two surveys: 76.61 is an average of 3.0644.
#[test]
fn elements_at_the_bound_are_told_as_seldom_as_is_stated() {
    let test = read_sequential(SEQUENTIAL[0].0, SEQUENTIAL[0].1).unwrap().satisfaction.unwrap();
    for people in [10, 40, 150] {
        let mut chance = Chance(140_000 + people);
        let mut one = |year: i16| {
            let mut point = survey(&mut chance, year, people, true);
            let element = |nth: usize, chance: &mut Chance| {
                let mut counts = [0_i64; 4];
                // 2, 3 and 4 in 0.2, 0.5356 and 0.2644: an average of 3.0644.
                for _ in 0..people {
                    let drawn = chance.uniform();
                    counts[if drawn < 0.2 {
                        1
                    } else if drawn < 0.7356 {
                        2
                    } else {
                        3
                    }] += 1;
                }
                let sum: i64 = counts.iter().zip(1..).map(|(count, answer)| count * answer).sum();
                ElementPoint {
                    name: nth.to_string(),
                    index: (sum * 2_500) / people as i64,
                    squared_error: squared_error(&counts),
                }
            };
            point.elements = (0..9).map(|nth| element(nth, &mut chance)).collect();
            point.index = 8_000;
            point
        };
        let told = (0..1_000).filter(|_| test.fall(&[one(2024), one(2025)], None).is_some()).count();
        println!("{people} people at the bound: {told} of 1,000");
        assert!(told <= 15, "{told} of 1,000 services at the bound, {people} people");
    }
}
