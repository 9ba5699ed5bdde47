use super::*;
use jiff::civil::date;

fn facts() -> ProbationFacts {
    ProbationFacts {
        appointment: date(2025, 5, 1),
        pre_service: Some((PreServiceState::Passed, Some(date(2025, 11, 1)))),
        health: Some((date(2026, 4, 1), true)),
        ratings: vec![YearRating { year: 2025, rating: Rating::Baik }],
    }
}

fn unmet(facts: &ProbationFacts, day: Date) -> Vec<String> {
    match OnboardingRules::sample().must_allow_appointment(facts, day) {
        Err(ProbationRefusal::Unmet(unmet)) => unmet.iter().map(|one| one.kind.to_string()).collect(),
        _ => Vec::new(),
    }
}

/// rules.md §4.1: probation end = TMT CPNS + 1 year, and appointment may not be before.
#[test]
fn nobody_is_appointed_before_the_year_is_over() {
    assert_eq!(unmet(&facts(), date(2026, 4, 30)), ["YEAR"]);
    assert!(unmet(&facts(), date(2026, 5, 1)).is_empty());
    assert!(unmet(&facts(), date(2026, 8, 1)).is_empty());
}

/// rules.md §4.1: pass Latsar, healthy, performance at least "baik".
#[test]
fn each_condition_is_looked_at() {
    let (day, rated) = (date(2026, 5, 1), |rating| vec![YearRating { year: 2025, rating }]);
    let trained = |state| Some((state, Some(date(2025, 11, 1))));
    let pre_service = |pre_service| ProbationFacts { pre_service, ..facts() };
    let health = |health| ProbationFacts { health, ..facts() };
    let ratings = |ratings| ProbationFacts { ratings, ..facts() };
    for (facts, expected) in [
        (pre_service(None), "PRE_SERVICE"),
        (pre_service(trained(PreServiceState::Registered)), "PRE_SERVICE"),
        (pre_service(trained(PreServiceState::Failed)), "PRE_SERVICE"),
        (pre_service(trained(PreServiceState::Cancelled)), "PRE_SERVICE"),
        (pre_service(Some((PreServiceState::Passed, Some(date(2026, 5, 2))))), "PRE_SERVICE"),
        (health(None), "HEALTH"),
        (health(Some((date(2026, 4, 1), false))), "HEALTH"),
        (health(Some((date(2026, 5, 2), true))), "HEALTH"),
        (health(Some((date(2025, 4, 30), true))), "HEALTH"),
        (ratings(Vec::new()), "RATING"),
        (ratings(rated(Rating::ButuhPerbaikan)), "RATING"),
        (ratings(rated(Rating::SangatKurang)), "RATING"),
        (ratings(vec![YearRating { year: 2024, rating: Rating::Baik }]), "RATING"),
    ] {
        assert_eq!(unmet(&facts, day), [expected], "{facts:?}");
    }
    for facts in [ratings(rated(Rating::SangatBaik)), health(Some((date(2025, 5, 1), true)))] {
        assert!(unmet(&facts, day).is_empty(), "{facts:?}");
    }
}

#[test]
fn the_latest_rating_decides() {
    let good = YearRating { year: 2025, rating: Rating::Baik };
    let poor = YearRating { year: 2026, rating: Rating::Kurang };
    let facts = ProbationFacts { ratings: vec![good, poor], ..facts() };
    assert_eq!(unmet(&facts, date(2026, 12, 1)), ["RATING"]);
}

#[test]
fn everything_that_is_not_met_is_told_at_once() {
    let facts = ProbationFacts { pre_service: None, health: None, ratings: Vec::new(), ..facts() };
    assert_eq!(unmet(&facts, date(2025, 6, 1)), ["YEAR", "PRE_SERVICE", "HEALTH", "RATING"]);
    let refused = OnboardingRules::sample().must_allow_appointment(&facts, date(2025, 6, 1));
    let told = "not met: YEAR,PRE_SERVICE,HEALTH,RATING; GetProbation tells why";
    assert_eq!(refused.map_err(|refusal| refusal.to_string()), Err(told.to_owned()));
}
