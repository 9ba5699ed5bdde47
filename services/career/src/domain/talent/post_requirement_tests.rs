#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    domain::{credit::Level, talent_condition::Outcome},
    rulesets,
};
use jiff::civil::date;

const NONE: [(&str, Outcome); 0] = [];

fn requirement(job: JobType) -> PostRequirement {
    let rules = rulesets::talent::find("talent-permenpanrb-3-2020").unwrap();
    rules.requirement(Job { kind: job, level: None }).unwrap().clone()
}

fn post(kind: JobType, level: Option<Level>, start: Date, end: Option<Date>) -> PostSeen {
    let (position, sector) = (String::new(), "kesehatan".to_owned());
    PostSeen { position, job: Some(Job { kind, level }), sector, start, end }
}

/// An administrator since 2023-05-01 who was a supervisor for three years before.
fn candidate() -> CandidateFacts {
    CandidateFacts {
        servant: Uuid::nil(),
        employment: Employment::Pns,
        state: State::InService,
        standing: "01".into(),
        education: Some(EducationLevel::S1),
        posts: vec![
            post(JobType::Pengawas, None, date(2020, 5, 1), Some(date(2023, 4, 30))),
            post(JobType::Administrator, None, date(2023, 5, 1), None),
        ],
        birth_date: Some(date(1970, 5, 2)),
        punishments: Vec::new(),
    }
}

fn outcomes(requirement: &PostRequirement, facts: &CandidateFacts) -> Vec<(&'static str, Outcome)> {
    let found = requirement.look(facts, "kesehatan", Some(100), date(2025, 5, 2));
    found.into_iter().filter(Condition::is_open).map(|one| (one.rule, one.outcome)).collect()
}

#[test]
fn months_are_whole() {
    let table = [
        (date(2024, 3, 1), date(2026, 3, 1), 24),
        (date(2024, 3, 1), date(2025, 12, 1), 21),
        (date(2024, 3, 31), date(2024, 4, 30), 0),
        (date(2024, 3, 1), date(2024, 2, 1), 0),
    ];
    for (from, to, months) in table {
        assert_eq!(months_between(from, to), months, "{from} {to}");
    }
}

/// Section 4.6 of the rules: education, posts held before, experience, age.
#[test]
fn a_department_head_needs_years_as_administrator_or_expert() {
    let wanted = requirement(JobType::JptPratama);
    assert_eq!(outcomes(&wanted, &candidate()), NONE);
    let expert = post(JobType::Fungsional, Some(Level::AhliMadya), date(2019, 5, 1), None);
    assert_eq!(outcomes(&wanted, &CandidateFacts { posts: vec![expert], ..candidate() }), NONE);
    let young = post(JobType::Administrator, None, date(2023, 5, 3), None);
    let before = post(JobType::Pengawas, None, date(2018, 5, 1), Some(date(2023, 5, 2)));
    let facts = CandidateFacts { posts: vec![before, young], ..candidate() };
    assert_eq!(outcomes(&wanted, &facts), [("held", Outcome::Lacks)], "a day short of two years");
    let table = [
        (CandidateFacts { education: Some(EducationLevel::D3), ..candidate() }, ("education", Outcome::Lacks)),
        (CandidateFacts { education: None, ..candidate() }, ("education", Outcome::Unknown)),
        (CandidateFacts { birth_date: Some(date(1969, 5, 2)), ..candidate() }, ("none", Outcome::Holds)),
        (CandidateFacts { birth_date: Some(date(1969, 5, 1)), ..candidate() }, ("age", Outcome::Lacks)),
        (CandidateFacts { birth_date: None, ..candidate() }, ("age", Outcome::Unknown)),
        (CandidateFacts { standing: "02".into(), ..candidate() }, ("in_service", Outcome::Lacks)),
        (CandidateFacts { employment: Employment::Pppk, ..candidate() }, ("in_service", Outcome::Lacks)),
        (CandidateFacts { state: State::Probation, ..candidate() }, ("in_service", Outcome::Lacks)),
    ];
    for (facts, expected) in table {
        let found = outcomes(&wanted, &facts);
        assert_eq!(found, if expected.1 == Outcome::Holds { vec![] } else { vec![expected] });
    }
}

#[test]
fn experience_that_the_record_does_not_show_has_to_be_shown() {
    let wanted = requirement(JobType::JptPratama);
    let found = wanted.look(&candidate(), "pendidikan", Some(100), date(2025, 5, 2));
    let open: Vec<_> = found.iter().filter(|one| one.is_open()).map(|one| (one.rule, one.outcome)).collect();
    assert_eq!(open, [("related", Outcome::Unknown)]);
    let unknown = wanted.look(&candidate(), "", Some(100), date(2025, 5, 2));
    assert!(unknown.iter().any(|one| one.rule == "related" && one.outcome == Outcome::Unknown));
}

#[test]
fn administrators_and_supervisors_have_their_own_requirements() {
    let administrator = requirement(JobType::Administrator);
    assert_eq!(outcomes(&administrator, &candidate()), NONE, "three years as a supervisor");
    let short = post(JobType::Pengawas, None, date(2022, 5, 3), None);
    assert_eq!(
        outcomes(&administrator, &CandidateFacts { posts: vec![short], ..candidate() }),
        [("held", Outcome::Lacks)]
    );
    let supervisor = requirement(JobType::Pengawas);
    let staff = post(JobType::Pelaksana, None, date(2021, 5, 2), None);
    let facts =
        CandidateFacts { posts: vec![staff], education: Some(EducationLevel::D3), birth_date: None, ..candidate() };
    assert_eq!(outcomes(&supervisor, &facts), NONE);
}

#[test]
fn a_post_of_an_unknown_kind_may_count() {
    let unknown = PostSeen { job: None, ..post(JobType::Pelaksana, None, date(2015, 1, 1), None) };
    let facts = CandidateFacts { posts: vec![unknown], ..candidate() };
    assert_eq!(outcomes(&requirement(JobType::Administrator), &facts), [("held", Outcome::Unknown)]);
}

#[test]
fn integrity_has_a_least() {
    let wanted = requirement(JobType::Administrator);
    for (points, outcome) in [
        (Some(100), Outcome::Holds),
        (Some(75), Outcome::Holds),
        (Some(50), Outcome::Lacks),
        (Some(0), Outcome::Lacks),
        (None, Outcome::Unknown),
    ] {
        let found = wanted.look(&candidate(), "", points, date(2025, 5, 2));
        assert_eq!(found.last().map(|one| (one.rule, one.outcome)), Some(("integrity", outcome)));
    }
}
