#![allow(clippy::unwrap_used)]

use super::*;
use jiff::civil::date;
use uuid::Uuid;

/// Rules as the practice has them, for the tests of this group.
pub(crate) fn rules() -> CompetencyRules {
    let codes = ["M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "S1"];
    let generic = |code: &str| GenericCompetency {
        code: code.into(),
        group: if code == "S1" { CompetencyGroup::SocioCultural } else { CompetencyGroup::Managerial },
        name: code.into(),
        english: code.into(),
    };
    let groups = || CompetencyGroup::ALL.into_iter().map(|(group, _)| group);
    CompetencyRules {
        id: "test".into(),
        regulation: "test".into(),
        valid_from: date(2020, 1, 1),
        years: EvidenceKind::ALL.into_iter().map(|(kind, _)| (kind, 3)).collect(),
        term_end: TermEnd::CalendarYear,
        meets_from: exact::whole(80),
        still_meets_from: exact::whole(68),
        technical_weights: BTreeMap::new(),
        weight_tenths: groups().map(|group| (group, 10)).collect(),
        criticality_hundredths: [(job("administrator", ""), 150)].into(),
        plan: PlanRules { due_months: 12, suppress_months: 12, kinds: groups().map(|group| (group, 5)).collect() },
        dictionary: GenericDictionary {
            id: "generic".into(),
            competencies: codes.into_iter().map(generic).collect(),
            required: [(job("jpt_pratama", ""), 4), (job("administrator", ""), 3), (job("pelaksana", ""), 1)].into(),
        },
    }
}

pub(crate) fn job(kind: &str, level: &str) -> Job {
    Job::parse(kind, level).unwrap()
}

fn evidence(kind: EvidenceKind, date: Date, expiry: Option<Date>) -> Evidence {
    Evidence {
        id: Uuid::nil(),
        servant: Uuid::nil(),
        kind,
        dictionary: "generic".into(),
        code: "M1".into(),
        level: 3,
        assessor: "a".into(),
        instrument: "i".into(),
        date,
        expiry,
        reference: String::new(),
    }
}

#[test]
fn evidence_counts_for_three_calendar_years_or_as_long_as_its_paper_says() {
    let (calendar, anniversary) = (rules(), CompetencyRules { term_end: TermEnd::Anniversary, ..rules() });
    let table = [
        (date(2021, 1, 1), None, date(2024, 12, 31), date(2023, 12, 31)),
        (date(2021, 12, 31), None, date(2024, 12, 31), date(2024, 12, 30)),
        (date(2024, 2, 29), None, date(2027, 12, 31), date(2027, 2, 27)),
        (date(2021, 6, 1), Some(date(2022, 6, 1)), date(2022, 6, 1), date(2022, 6, 1)),
        (date(2021, 6, 1), Some(date(2031, 6, 1)), date(2024, 12, 31), date(2024, 5, 31)),
    ];
    for (day, expiry, by_year, by_anniversary) in table {
        let one = evidence(EvidenceKind::Assessment, day, expiry);
        assert_eq!((calendar.last_day(&one), anniversary.last_day(&one)), (by_year, by_anniversary), "{day}");
    }
    let years =
        EvidenceKind::ALL.into_iter().map(|(kind, _)| (kind, if kind == EvidenceKind::Observed { 1 } else { 3 }));
    let short = CompetencyRules { years: years.collect(), ..rules() };
    assert_eq!(short.last_day(&evidence(EvidenceKind::Observed, date(2024, 5, 1), None)), date(2025, 12, 31));
}

#[test]
fn a_boundary_belongs_to_the_upper_band() {
    let category = |text| rules().category(&exact::parse(text).unwrap());
    let found = ["80", "79.9999", "68", "67.9999", "0"].map(category);
    use MatchCategory::{DoesNotMeet, Meets, StillMeets};
    assert_eq!(found, [Meets, StillMeets, StillMeets, DoesNotMeet, DoesNotMeet]);
}

#[test]
fn priority_is_levels_times_weight_times_criticality() {
    let mut rules = rules();
    rules.weight_tenths.insert(CompetencyGroup::Technical, 15);
    let (m1, technical) = (CompetencyCode::new("generic", "M1"), CompetencyCode::new("teknis", "M1"));
    let table = [
        (&m1, None, 1, 1_000),
        (&m1, Some(job("pelaksana", "")), 2, 2_000),
        (&m1, Some(job("administrator", "")), 1, 1_500),
        (&technical, Some(job("administrator", "")), 3, 6_750),
        (&technical, None, 0, 0),
    ];
    for (code, job, lacking, expected) in table {
        assert_eq!(rules.priority(code, job, lacking), expected, "{code:?} {lacking}");
    }
}

#[test]
fn a_plan_is_due_and_suppressed_by_months() {
    assert_eq!(rules().due_date(date(2025, 1, 31)), date(2026, 1, 31));
    assert_eq!(rules().forgotten_until(date(2025, 5, 2)), date(2024, 5, 2));
}

#[test]
fn rules_that_contradict_themselves_are_refused() {
    assert_eq!(rules().check(), Ok(()));
    assert_eq!(CompetencyRules { meets_from: exact::whole(60), ..rules() }.check(), Err(BadCompetencyRules::Cuts));
    assert_eq!(CompetencyRules { still_meets_from: exact::whole(0), ..rules() }.check(), Err(BadCompetencyRules::Cuts));
    let technical_weights = [(job("pelaksana", ""), 101)].into();
    let weights = CompetencyRules { technical_weights, ..rules() };
    assert_eq!(weights.check(), Err(BadCompetencyRules::OutOfRange("technical_weights")));
    let years = CompetencyRules { years: BTreeMap::new(), ..rules() };
    assert_eq!(years.check(), Err(BadCompetencyRules::Incomplete("years")));
    let mut twice = rules();
    twice.dictionary.competencies[1].code = "M1".into();
    assert_eq!(twice.check(), Err(BadCompetencyRules::Code("M1".into())));
    let mut high = rules();
    high.dictionary.required.insert(job("pengawas", ""), 6);
    assert_eq!(high.check(), Err(BadCompetencyRules::OutOfRange("required")));
}
