use super::*;
use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

fn decimal(text: &str) -> BigRational {
    exact::parse(text).unwrap()
}

fn rules() -> CusumRules {
    CusumRules {
        reference: decimal("1.442695"),
        threshold: decimal("6.907"),
        recovery_threshold: decimal("4.585"),
        margin_squared: decimal("1"),
        scatter_noticed: decimal("1.645"),
        scatter_margin: decimal("1.2816"),
        least_months: 12,
        most_months: 36,
        window_months: 12,
        minimum_complaints: 10,
        recovery_months: 2,
    }
}

/// The `n`th month after January 2023.
fn month(n: usize) -> Date {
    date(2023, 1, 1).saturating_add((n as i64).months())
}

fn months(complaints: &[u64]) -> Vec<DatedMonth> {
    let one =
        |(n, complaints): (usize, &u64)| (month(n), ServiceMonth { complaints: *complaints, transactions: 1_000 });
    complaints.iter().enumerate().map(one).collect()
}

/// Twelve months of 10 and 14 in turn, then the given ones.
fn after_a_usual_year(then: &[u64]) -> Vec<DatedMonth> {
    let year: Vec<u64> = [10, 14].into_iter().cycle().take(12).chain(then.iter().copied()).collect();
    months(&year)
}

#[test]
fn a_jump_falls_with_its_evidence() {
    // 144 complaints a year; at most 157 are not contradicted: (157 − 144)² = 169 ≥ 157, and (156 − 144)² = 144 < 156.
    assert_eq!(rules().upper(144), 157);
    let told = rules().fall(&after_a_usual_year(&[20, 30]), None).unwrap();
    let usual = Usual {
        complaints: 144,
        transactions: 12_000,
        dispersion: 1_000,
        months: 12,
        first: month(0),
        last: month(11),
    };
    assert_eq!(told.usual, usual);
    assert_eq!(told.run.iter().map(|(_, month)| month.complaints).collect::<Vec<_>>(), [20, 30]);
    // k·E = 1.442695 · 157 / 12 = 18.875259…; 20 + 30 less twice that.
    assert_eq!(exact::render(&told.statistic, 4), "12.2495");
    assert_eq!(rules().fall(&after_a_usual_year(&[20]), None), None);
}

#[test]
fn usual_months_and_a_single_high_one_tell_nothing() {
    for quiet in [&[12_u64, 13, 11][..], &[10, 14, 10, 14], &[25, 12], &[0, 0, 0]] {
        assert_eq!(rules().fall(&after_a_usual_year(quiet), None), None, "{quiet:?}");
    }
}

#[test]
fn a_small_rise_adds_up() {
    let falls = |count: usize| rules().fall(&after_a_usual_year(&vec![21; count]), None).is_some();
    assert_eq!((1..=6).map(falls).collect::<Vec<_>>(), [false, false, false, true, true, true]);
}

#[test]
fn a_past_that_is_too_short_or_unused_says_nothing() {
    let all = after_a_usual_year(&[40, 40]);
    assert_eq!(rules().fall(&all[..12], None), None, "twelve months and none in question");
    assert!(rules().fall(&all[..13], None).is_some(), "twelve months and one in question");
    let mut closed = all.clone();
    closed[3].1.transactions = 0;
    closed[4].1.transactions = 0;
    assert_eq!(rules().fall(&closed, None), None, "ten months of use and two in question");
    assert_eq!(rules().fall(&[], None), None);
}

#[test]
fn complaints_without_use_were_not_expected() {
    let mut closed = after_a_usual_year(&[12, 30]);
    closed[13].1.transactions = 0;
    let told = rules().fall(&closed, None).unwrap();
    assert_eq!(told.run.last(), Some(&closed[13]), "30 complaints in a month of no use");
    assert_eq!(exact::render(&told.statistic, 4), "30.0000");
    closed[13].1.complaints = 0;
    assert_eq!(rules().fall(&closed, None), None, "nothing used and nothing said");
    let usual = told.usual;
    let back = [closed[12], (month(14), ServiceMonth { complaints: 30, transactions: 0 }), closed[12]];
    assert_eq!(rules().recovery(&usual, &back), None, "30 complaints undo a good month");
    closed[3].1 = ServiceMonth { complaints: 30, transactions: 0 };
    closed[13].1 = ServiceMonth { complaints: 30, transactions: 0 };
    assert_eq!(rules().fall(&closed, None).unwrap().usual.months, 12, "what is usual is of months with use");
}

#[test]
fn seasons_of_use_are_no_rise() {
    let mut all = after_a_usual_year(&[24, 36]);
    all[12].1.transactions = 2_000;
    all[13].1.transactions = 3_000;
    assert_eq!(rules().fall(&all, None), None);
}

#[test]
fn few_complaints_tell_nothing_however_rare_they_were() {
    let none: Vec<u64> = [0; 12].into_iter().chain([9]).collect();
    assert_eq!(rules().fall(&months(&none), None), None);
    let none: Vec<u64> = [0; 12].into_iter().chain([10]).collect();
    let told = rules().fall(&months(&none), None).unwrap();
    assert_eq!((told.usual.complaints, told.usual.dispersion), (0, 1_000));
}

#[test]
fn a_scattered_past_asks_for_more() {
    let scattered: Vec<u64> = [2, 22].into_iter().cycle().take(12).chain([30, 22]).collect();
    assert_eq!(rules().fall(&months(&scattered), None), None);
    // 12/11 · 12·100 / 144 = 9.0909…; chi-square of 11 degrees is at least 5.577 in nine of ten, so 17.93 is not contradicted.
    assert_eq!(rules().usual_of(&months(&scattered)[..12]).unwrap().dispersion.div_ceil(100), 180);
    // 12/11 · 12·16 / 144 = 1.4545…: chance may do that.
    let little: Vec<u64> = [8, 16].into_iter().cycle().take(12).collect();
    assert_eq!(rules().usual_of(&months(&little)).unwrap().dispersion, 1_455);
    let steady: Vec<u64> = [12; 12].into_iter().chain([30, 22]).collect();
    assert!(rules().fall(&months(&steady), None).is_some());
}

#[test]
fn what_is_settled_is_not_in_question_again() {
    let all = after_a_usual_year(&[40, 40, 12]);
    assert!(rules().fall(&all, None).is_some());
    assert_eq!(rules().fall(&all, Some(month(13))), None, "only the last month is in question");
    assert_eq!(rules().fall(&all, Some(month(14))), None, "no month is");
}

#[test]
fn what_is_usual_is_of_the_last_three_years() {
    let counts: Vec<u64> = [90; 12].into_iter().chain([10; 36]).chain([10; 10]).chain([30, 30]).collect();
    let told = rules().fall(&months(&counts), None).unwrap();
    assert_eq!((told.usual.months, told.usual.complaints), (36, 360));
}

#[test]
fn a_recovery_needs_two_months_well_below_the_double() {
    let told = rules().fall(&after_a_usual_year(&[20, 30]), None).unwrap();
    let since = |counts: &[u64]| rules().recovery(&told.usual, &months(counts)).is_some();
    assert!(!since(&[]));
    assert!(!since(&[0]), "one month is no recovery");
    assert!(!since(&[40, 0]), "nor is one after a bad one");
    assert!(since(&[0, 17]));
    assert!(since(&[40, 14, 13]));
    assert!(!since(&[40, 14]));
    assert!(!since(&[24, 24, 24, 24]), "twice the usual");
    assert!(!since(&[17, 17, 17]), "k·E is 17.3: neither usual nor double");
}

#[test]
fn a_service_without_a_complaint_before_can_recover() {
    let none: Vec<u64> = [0; 12].into_iter().chain([40]).collect();
    let told = rules().fall(&months(&none), None).unwrap();
    assert!(rules().recovery(&told.usual, &months(&[0; 60])).is_some());
}

#[test]
fn the_upper_rate_is_the_least_that_is_not_contradicted() {
    for complaints in [0_u64, 1, 2, 10, 99, 144, 10_000] {
        let upper = rules().upper(complaints);
        let fits = |upper: u64| (upper - complaints).pow(2) >= upper && upper > 0;
        assert!(fits(upper), "{complaints}");
        assert!((complaints..upper).all(|less| !fits(less)), "{complaints}");
    }
    let exact = CusumRules { margin_squared: decimal("0"), ..rules() };
    assert_eq!([0, 1, 144].map(|complaints| exact.upper(complaints)), [1, 1, 144]);
}

#[test]
fn unusable_figures_are_seen() {
    assert!(rules().is_usable());
    assert!(!CusumRules { threshold: decimal("0"), ..rules() }.is_usable());
    assert!(!CusumRules { margin_squared: decimal("-1"), ..rules() }.is_usable());
    assert!(!CusumRules { most_months: 11, ..rules() }.is_usable());
    assert!(!CusumRules { window_months: 0, ..rules() }.is_usable());
}

#[test]
fn huge_counts_do_not_overflow() {
    let huge: Vec<DatedMonth> =
        (0..20).map(|n| (month(n), ServiceMonth { complaints: u64::MAX / 40, transactions: u64::MAX / 40 })).collect();
    assert_eq!(rules().fall(&huge, None), None);
}

proptest! {
    #[test]
    fn more_complaints_never_undo_a_fall(year in proptest::collection::vec(0u64..50, 12), last in 0u64..200) {
        let all = |last: u64| months(&year.iter().copied().chain([last]).collect::<Vec<_>>());
        if rules().fall(&all(last), None).is_some() {
            prop_assert!(rules().fall(&all(last + 1), None).is_some());
        }
    }

    #[test]
    fn a_month_beyond_the_double_never_recovers_at_once(year in proptest::collection::vec(1u64..50, 12), last in 0u64..400) {
        if let Some(told) = rules().fall(&months(&year.iter().copied().chain([last]).collect::<Vec<_>>()), None) {
            prop_assert_eq!(rules().recovery(&told.usual, &[(month(13), told.run[0].1); 2]), None);
        }
    }
}
