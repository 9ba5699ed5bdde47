use proptest::prelude::*;

use super::*;

fn rules() -> SignalRuleset {
    SignalRuleset {
        id: "example".to_owned(),
        baseline_months: 12,
        run_months: 2,
        sigmas: 2,
        minimum_complaints: 10,
        sample_sigma: false,
        recovery_sigmas: 1,
    }
}

fn month(complaints: u64) -> ServiceMonth {
    ServiceMonth { complaints, transactions: 1_000 }
}

/// Twelve months of 10 and 14 in turn (mean 12, population deviation 2), then the given ones.
fn after_a_usual_year(complaints: &[u64]) -> Vec<ServiceMonth> {
    let year = [10, 14].into_iter().cycle().take(12);
    year.chain(complaints.iter().copied()).map(month).collect()
}

fn fell(complaints: &[u64]) -> bool {
    matches!(judge(&rules(), &after_a_usual_year(complaints)), Verdict::Fell(_))
}

#[test]
fn two_months_above_two_deviations_are_a_fall() {
    assert!(fell(&[17, 17]));
    assert!(!fell(&[16, 17]), "mean plus two deviations is exactly 16");
    assert!(!fell(&[17, 16]));
    assert!(!fell(&[17, 12]));
}

#[test]
fn a_fall_shows_its_evidence() {
    let Verdict::Fell(evidence) = judge(&rules(), &after_a_usual_year(&[20, 30])) else { panic!("not a fall") };
    assert_eq!(evidence.baseline, Baseline { mean: exact::whole(12), variance: exact::whole(4) });
    assert_eq!(evidence.rates, [exact::whole(20), exact::whole(30)]);
    assert_eq!(evidence.complaints, [20, 30]);
}

#[test]
fn fewer_complaints_make_no_fall() {
    let quarter = |month: ServiceMonth| ServiceMonth { complaints: month.complaints / 5, transactions: 100 };
    let small: Vec<_> = after_a_usual_year(&[45, 45]).into_iter().map(quarter).collect();
    assert_eq!(judge(&rules(), &small), Verdict::Quiet);
}

#[test]
fn the_sample_deviation_is_wider() {
    let sample = SignalRuleset { sample_sigma: true, ..rules() };
    // The sample variance is 48/11, so the bar lies at 12 + 2·√(48/11) = 16.18.
    let month = |complaints| ServiceMonth { complaints, transactions: 10_000 };
    let year = [100, 140].into_iter().cycle().take(12);
    let months: Vec<_> = year.chain([161, 161]).map(month).collect();
    assert!(matches!(judge(&rules(), &months), Verdict::Fell(_)));
    assert_eq!(judge(&sample, &months), Verdict::Quiet);
}

#[test]
fn a_steady_service_falls_with_the_first_rise() {
    let months: Vec<_> = [10; 12].into_iter().chain([11, 11]).map(month).collect();
    assert!(matches!(judge(&rules(), &months), Verdict::Fell(_)));
    let months: Vec<_> = [10; 14].into_iter().map(month).collect();
    assert_eq!(judge(&rules(), &months), Verdict::Quiet);
}

#[test]
fn a_short_or_broken_history_cannot_be_judged() {
    let months = after_a_usual_year(&[30, 30]);
    assert_eq!(judge(&rules(), &months[1..]), Verdict::NotEnoughHistory);
    let mut closed = months;
    closed[3].transactions = 0;
    assert_eq!(judge(&rules(), &closed), Verdict::NotEnoughHistory);
}

#[test]
fn only_the_last_year_before_the_run_counts() {
    let mut months = vec![month(500); 6];
    months.extend(after_a_usual_year(&[17, 17]));
    assert!(matches!(judge(&rules(), &months), Verdict::Fell(_)));
}

#[test]
fn recovery_is_measured_against_the_year_before_the_fall() {
    let usual = Baseline { mean: exact::whole(12), variance: exact::whole(4) };
    let recovered = |complaints: &[u64]| {
        let months: Vec<_> = complaints.iter().copied().map(month).collect();
        has_recovered(&rules(), &usual, &months)
    };
    assert!(recovered(&[30, 14, 14]));
    assert!(!recovered(&[14, 15]));
    assert!(!recovered(&[14]));
    assert!(!has_recovered(&rules(), &usual, &[month(1), ServiceMonth { complaints: 0, transactions: 0 }]));
}

#[test]
fn a_ruleset_without_months_judges_nothing() {
    let empty = SignalRuleset { baseline_months: 1, ..rules() };
    assert!(!empty.is_usable());
    assert_eq!(judge(&empty, &after_a_usual_year(&[30, 30])), Verdict::NotEnoughHistory);
}

proptest! {
    #[test]
    fn more_complaints_never_undo_a_fall(year in proptest::collection::vec(0u64..50, 12), run in 0u64..200) {
        let months = |run: u64| year.iter().copied().chain([run, run]).map(month).collect::<Vec<_>>();
        if matches!(judge(&rules(), &months(run)), Verdict::Fell(_)) {
            prop_assert!(matches!(judge(&rules(), &months(run + 1)), Verdict::Fell(_)));
        }
    }

    #[test]
    fn a_run_that_fell_has_not_recovered(year in proptest::collection::vec(0u64..50, 12), run in 0u64..200) {
        let months: Vec<_> = year.iter().copied().chain([run, run]).map(month).collect();
        if let Verdict::Fell(evidence) = judge(&rules(), &months) {
            prop_assert!(!has_recovered(&rules(), &evidence.baseline, &months[12..]));
        }
    }
}
