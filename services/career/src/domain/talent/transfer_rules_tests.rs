#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    domain::{
        job::{JobType, Level},
        post_requirement::{PostSeen, PunishmentSeen},
    },
    rulesets,
};
use jiff::civil::date;
use uuid::Uuid;

fn rules() -> TransferRules {
    rulesets::transfer::find("transfer-bkn-5-2019").unwrap()
}

const NONE: [(&str, Outcome); 0] = [];
const HERE: &str = "instansi/6571/positions/7";
const THERE: &str = "instansi/6571/positions/8";

/// In post since 2024-03-01, in service since 2010.
fn facts() -> TransferFacts {
    let clerk = Some(Job { kind: JobType::Pelaksana, level: None });
    let held =
        PostSeen { position: HERE.into(), job: clerk, sector: String::new(), start: date(2024, 3, 1), end: None };
    TransferFacts {
        candidate: CandidateFacts {
            servant: Uuid::nil(),
            employment: Employment::Pns,
            state: State::InService,
            standing: "01".into(),
            education: None,
            posts: vec![held],
            birth_date: None,
            punishments: Vec::new(),
        },
        appointment_date: date(2010, 3, 1),
        post: Some((HERE.into(), date(2024, 3, 1))),
        ratings: (2020..2027).map(|year| YearRating { year, rating: Rating::Baik }).collect(),
        target: Some(TransferTarget {
            job: clerk,
            known: true,
            seat_free: true,
            named: false,
            cleared: Vec::new(),
            requirement: Some(Vec::new()),
            entry: Vec::new(),
        }),
    }
}

/// The seat of the facts in another kind of post.
fn target(job: Option<Job>) -> TransferTarget {
    TransferTarget { job, ..facts().target.unwrap() }
}

fn within(effective: Date) -> TransferWish {
    TransferWish {
        kind: TransferKind::Within,
        position: THERE.into(),
        receiver: String::new(),
        effective,
        exception: String::new(),
        formation: String::new(),
    }
}

fn leaving(effective: Date) -> TransferWish {
    let receiver = "Pemerintah Kota Medan".to_owned();
    TransferWish { kind: TransferKind::OwnRequest, position: String::new(), receiver, ..within(effective) }
}

fn open(facts: &TransferFacts, wish: &TransferWish, today: Date) -> Vec<(&'static str, Outcome)> {
    let found = rules().conditions(facts, wish, today);
    found.into_iter().filter(Condition::is_open).map(|one| (one.rule, one.outcome)).collect()
}

/// The vectors of section 4.6 of the rules.
#[test]
fn two_years_in_post_come_first() {
    let early = within(date(2025, 12, 1));
    assert_eq!(open(&facts(), &early, date(2025, 12, 1)), [("least_years", Outcome::Lacks)]);
    let excepted = TransferWish { exception: "800/1/2025".into(), ..early };
    assert_eq!(open(&facts(), &excepted, date(2025, 12, 1)), NONE);
    assert_eq!(open(&facts(), &within(date(2026, 3, 1)), date(2026, 3, 1)), NONE);
    assert_eq!(open(&facts(), &within(date(2026, 2, 28)), date(2026, 2, 28)), [("least_years", Outcome::Lacks)]);
}

/// The vector of section 4.6 of the rules: the statement of ten years.
#[test]
fn a_candidate_of_2024_does_not_leave_in_2027() {
    let young = TransferFacts { appointment_date: date(2024, 3, 1), target: None, ..facts() };
    assert_eq!(open(&young, &leaving(date(2027, 3, 1)), date(2027, 3, 1)), [("statement", Outcome::Lacks)]);
    let excepted = TransferWish { exception: "800/1".into(), ..leaving(date(2027, 3, 1)) };
    assert_eq!(open(&young, &excepted, date(2027, 3, 1)), [("statement", Outcome::Lacks)], "no exception from it");
    let mission = TransferWish { kind: TransferKind::Abroad, ..leaving(date(2027, 3, 1)) };
    assert_eq!(open(&young, &mission, date(2027, 3, 1)), NONE);
    assert_eq!(open(&young, &within(date(2027, 3, 1)), date(2027, 3, 1)), NONE, "within the instansi it does not bind");
    let old = TransferFacts { target: None, ..facts() };
    assert_eq!(open(&old, &leaving(date(2026, 3, 1)), date(2026, 3, 1)), NONE);
}

#[test]
fn more_than_five_years_are_told_or_bind() {
    let long = TransferFacts { post: Some((HERE.into(), date(2019, 1, 1))), ..facts() };
    let wish = within(date(2026, 3, 1));
    assert_eq!(open(&long, &wish, date(2026, 3, 1)), NONE);
    let told = rules().conditions(&long, &wish, date(2026, 3, 1));
    assert!(told.iter().any(|one| one.rule == "most_years" && one.detail.ends_with("longer, which is told")));
    let binding = TransferRules { most_years_bind: true, ..rules() };
    let found = binding.conditions(&long, &wish, date(2026, 3, 1));
    assert!(found.iter().any(|one| one.rule == "most_years" && one.outcome == Outcome::Lacks));
}

#[test]
fn every_condition_that_does_not_hold_is_told_at_once() {
    let mut broken = facts();
    broken.candidate.state = State::Probation;
    broken.candidate.punishments =
        vec![PunishmentSeen { code: "23".into(), start: date(2025, 1, 1), end: Some(date(2025, 12, 31)) }];
    broken.ratings = vec![
        YearRating { year: 2023, rating: Rating::ButuhPerbaikan },
        YearRating { year: 2024, rating: Rating::Baik },
    ];
    broken.target = Some(TransferTarget { known: false, seat_free: false, ..target(None) });
    let wish = TransferWish { position: HERE.into(), ..within(date(2025, 6, 1)) };
    assert_eq!(
        open(&broken, &wish, date(2025, 5, 2)),
        [
            ("in_service", Outcome::Lacks),
            ("least_years", Outcome::Lacks),
            ("other_post", Outcome::Lacks),
            ("ratings", Outcome::Lacks),
            ("punishment", Outcome::Lacks),
            ("target", Outcome::Unknown),
            ("seat", Outcome::Lacks),
        ]
    );
}

#[test]
fn a_rating_that_is_not_recorded_is_not_good() {
    let unrated = TransferFacts { ratings: Vec::new(), ..facts() };
    assert_eq!(open(&unrated, &within(date(2026, 3, 1)), date(2026, 3, 1)), [("ratings", Outcome::Unknown)]);
    let ahead = within(date(2026, 3, 1));
    let known =
        TransferFacts { ratings: facts().ratings.into_iter().filter(|one| one.year < 2025).collect(), ..facts() };
    assert_eq!(open(&known, &ahead, date(2025, 5, 2)), NONE, "ratings to come are looked at when it is decided");
}

#[test]
fn a_higher_kind_of_post_asks_for_its_requirements() {
    let requirement = vec![Condition::lacks("education", "slta, at least d3"), Condition::lacks("in_service", "x")];
    let supervisor = Some(Job { kind: JobType::Pengawas, level: None });
    let target = TransferTarget { requirement: Some(requirement), ..target(supervisor) };
    let promoted = TransferFacts { target: Some(target), ..facts() };
    assert_eq!(open(&promoted, &within(date(2026, 3, 1)), date(2026, 3, 1)), [("education", Outcome::Lacks)]);
    let mut equal = promoted;
    equal.candidate.posts[0].job = supervisor;
    assert_eq!(open(&equal, &within(date(2026, 3, 1)), date(2026, 3, 1)), NONE);
}

#[test]
fn a_leading_post_takes_a_selection_or_a_name_from_its_pool() {
    let job = Some(Job { kind: JobType::JptPratama, level: None });
    let target = |named| Some(TransferTarget { named, ..target(job) });
    let day = date(2026, 3, 1);
    let stranger = TransferFacts { target: target(false), ..facts() };
    assert_eq!(open(&stranger, &within(day), day), [("selection", Outcome::Lacks)]);
    assert_eq!(open(&TransferFacts { target: target(true), ..facts() }, &within(day), day), NONE);
    let mut equal = stranger;
    equal.candidate.posts[0].job = job;
    assert_eq!(open(&equal, &within(day), day), NONE, "who leads already may move");
}

#[test]
fn no_transfer_leads_to_a_higher_level() {
    let functional = |level| Some(Job { kind: JobType::Fungsional, level: Some(level) });
    let mut expert = facts();
    expert.candidate.posts[0].job = functional(Level::AhliMuda);
    for (level, lacking) in [(Level::AhliMadya, true), (Level::AhliMuda, false), (Level::AhliPertama, false)] {
        expert.target = Some(target(functional(level)));
        let found = open(&expert, &within(date(2026, 3, 1)), date(2026, 3, 1));
        assert_eq!(found == [("level", Outcome::Lacks)], lacking, "{level:?}");
    }
}

#[test]
fn who_comes_from_a_post_without_a_level_enters_one_by_test_and_rank() {
    let functional = |level| Some(Job { kind: JobType::Fungsional, level });
    let day = date(2026, 3, 1);
    let lacking = vec![Condition::lacks("test", "none is passed"), Condition::holds("rank", "III/a")];
    let enters = |entry| TransferTarget { entry, ..target(functional(Some(Level::AhliUtama))) };
    let clerk = TransferFacts { target: Some(enters(lacking.clone())), ..facts() };
    assert_eq!(open(&clerk, &within(day), day), [("test", Outcome::Lacks)]);
    let passed = TransferFacts { target: Some(enters(lacking[1..].to_vec())), ..facts() };
    assert_eq!(open(&passed, &within(day), day), NONE);
    let mut unlevelled = clerk;
    unlevelled.candidate.posts[0].job = functional(None);
    assert_eq!(open(&unlevelled, &within(day), day), [("test", Outcome::Lacks)], "its own level is not known");
    let untold = TransferFacts { target: Some(target(functional(None))), ..facts() };
    assert_eq!(open(&untold, &within(day), day), [("level", Outcome::Unknown)]);
}

#[test]
fn a_kind_of_post_of_which_the_rules_say_nothing_is_unknown() {
    let day = date(2026, 3, 1);
    let silent = TransferTarget { requirement: None, ..target(Some(Job { kind: JobType::Pengawas, level: None })) };
    let found = open(&TransferFacts { target: Some(silent), ..facts() }, &within(day), day);
    assert_eq!(found, [("requirement", Outcome::Unknown)]);
}

#[test]
fn a_named_successor_is_not_asked_again_for_what_was_shown() {
    let day = date(2026, 3, 1);
    let unknown = Condition::unknown("related", "0 months; what was elsewhere has to be shown");
    let asked = Some(vec![unknown, Condition::unknown("age", "the birth date is not recorded")]);
    let post = target(Some(Job { kind: JobType::Administrator, level: None }));
    let named = |cleared| TransferTarget { named: true, cleared, requirement: asked.clone(), ..post.clone() };
    let of = |target| open(&TransferFacts { target: Some(target), ..facts() }, &within(day), day);
    assert_eq!(of(named(Vec::new())), [("related", Outcome::Unknown), ("age", Outcome::Unknown)]);
    assert_eq!(of(named(vec!["related".to_owned()])), [("age", Outcome::Unknown)]);
    let lacking = Some(vec![Condition::lacks("related", "x")]);
    let low = TransferTarget { requirement: lacking, ..named(vec!["related".to_owned()]) };
    assert_eq!(of(low), [("related", Outcome::Lacks)], "only what is unknown is cleared");
}

#[test]
fn only_civil_servants_are_transferred() {
    let mut contracted = facts();
    contracted.candidate.employment = Employment::Pppk;
    assert_eq!(open(&contracted, &within(date(2026, 3, 1)), date(2026, 3, 1)), [("in_service", Outcome::Lacks)]);
}

#[test]
fn going_abroad_takes_the_order_of_the_state() {
    let documents = &rules().kind(TransferKind::Abroad).unwrap().documents.clone();
    assert!(
        documents.iter().any(|code| code == "state_order"),
        "the ten years do not bind, so the order has to be there"
    );
}

#[test]
fn missing_documents_are_named() {
    let paper = |code: &str| Document { code: code.into(), number: "1".into(), date: date(2025, 1, 1) };
    let found = rules().look_at_documents(TransferKind::Within, &[paper("job_analysis")]);
    assert_eq!((found.outcome, found.detail.as_str()), (Outcome::Lacks, "missing: performance_team, no_conflict"));
    let all = [paper("job_analysis"), paper("performance_team"), paper("no_conflict")];
    assert_eq!(rules().look_at_documents(TransferKind::Within, &all).outcome, Outcome::Holds);
    let own = rules().kind(TransferKind::OwnRequest).unwrap().documents.clone();
    for code in ["job_analysis", "application", "receiving_proposal", "origin_approval", "no_discipline", "ratings"] {
        assert!(own.iter().any(|one| one == code), "{code}");
    }
}
