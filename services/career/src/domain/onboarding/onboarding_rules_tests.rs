use super::*;
use jiff::civil::date;

impl OnboardingRules {
    /// The rules that tests decide by: those of the shipped file, shorter.
    pub(crate) fn sample() -> Self {
        let part = |code: &str| PreServicePartTemplate {
            code: code.into(),
            title: code.to_uppercase(),
            project: code == "habituation",
        };
        let task =
            |code: &str, due_days| TaskLine { code: code.into(), title: code.into(), owner: Owner::Hr, due_days };
        let agreements = || vec![Employment::Pppk, Employment::PppkPartTime];
        Self {
            id: "r".into(),
            valid_from: date(2017, 4, 7),
            probation: ProbationRules {
                months: 12,
                warn_after_months: 9,
                least_rating: Rating::Baik,
                health_months: 12,
            },
            agreement: AgreementRules { least_months: 12, warn_before_months: 6 },
            adaptation: AdaptationRules {
                follow_up_months: vec![3, 6, 12],
                lacking_below: 3,
                activity: 24,
                aspects: ["tasks", "teamwork"].map(|code| Aspect { code: code.into(), title: code.into() }).into(),
            },
            pre_services: vec![
                PreServiceTemplate {
                    employments: vec![Employment::Pns],
                    kind: PreServiceKind::Latsar,
                    hours: 647,
                    parts: ["mooc", "distance", "habituation", "classical"].map(part).into(),
                },
                PreServiceTemplate {
                    employments: agreements(),
                    kind: PreServiceKind::Orientation,
                    hours: 0,
                    parts: vec![part("orientation")],
                },
            ],
            templates: vec![
                TaskTemplate { employments: vec![Employment::Pns], tasks: vec![task("spmt", 7), task("latsar", 180)] },
                TaskTemplate { employments: agreements(), tasks: vec![task("agreement", 7)] },
            ],
        }
    }
}

/// rules.md §4.1.
#[test]
fn the_year_ends_a_year_after_the_first_day_and_is_warned_of_after_nine_months() {
    let rules = OnboardingRules::sample().probation;
    for (first, warned, end) in [
        (date(2025, 5, 1), date(2026, 2, 1), date(2026, 5, 1)),
        (date(2024, 3, 1), date(2024, 12, 1), date(2025, 3, 1)),
        (date(2024, 2, 29), date(2024, 11, 29), date(2025, 2, 28)),
        (date(2025, 5, 31), date(2026, 2, 28), date(2026, 5, 31)),
    ] {
        assert_eq!((rules.warn_from(first), rules.end(first)), (warned, end), "{first}");
    }
}

#[test]
fn an_agreement_lasts_a_year_at_least_and_its_end_is_warned_of() {
    let rules = OnboardingRules::sample().agreement;
    assert_eq!(rules.earliest_end(date(2025, 5, 1)), date(2026, 4, 30));
    assert_eq!(rules.warn_from(date(2026, 4, 30)), date(2025, 10, 30));
}

#[test]
fn each_employment_has_its_own_tasks_and_training() {
    let rules = OnboardingRules::sample();
    assert_eq!(rules.tasks(Employment::Pns).len(), 2);
    assert_eq!(rules.tasks(Employment::PppkPartTime).len(), 1);
    let kind = |employment| rules.pre_service(employment).map(|one| one.kind);
    assert_eq!(kind(Employment::Pns), Some(PreServiceKind::Latsar));
    assert_eq!(kind(Employment::Pppk), Some(PreServiceKind::Orientation));
}

#[test]
fn unsound_rules_are_found() {
    let sound = OnboardingRules::sample();
    assert_eq!(sound.fault(), None);
    let changes: [fn(&mut OnboardingRules); 9] = [
        |rules| rules.probation.warn_after_months = 13,
        |rules| rules.probation.health_months = 0,
        |rules| rules.agreement.warn_before_months = -1,
        |rules| rules.adaptation.follow_up_months = vec![6, 3],
        |rules| rules.adaptation.lacking_below = 6,
        |rules| rules.adaptation.aspects.clear(),
        |rules| rules.templates[0].tasks[1].code = "spmt".into(),
        |rules| rules.pre_services[0].parts.clear(),
        |rules| rules.templates[0].employments.clear(),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let mut rules = sound.clone();
        change(&mut rules);
        assert!(rules.fault().is_some(), "change {number}");
    }
}
