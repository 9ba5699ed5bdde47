#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::competency::{Generic, Group, LevelText};
use jiff::civil::date;

fn level(number: i32) -> Level {
    Level::parse(number).unwrap()
}

fn dictionary() -> Dictionary {
    let generic = |code: &str| Generic {
        code: code.into(),
        group: Group::Managerial,
        name: String::new(),
        english: String::new(),
    };
    Dictionary {
        id: "generic".into(),
        regulation: String::new(),
        valid_from: date(2017, 1, 1),
        competencies: ["M1", "M2"].map(generic).into(),
        levels: Vec::new(),
        required: [(JobGrade::Executor, level(1)), (JobGrade::FirstExpert, level(2))].into(),
        required_source: String::new(),
    }
}

fn line(dictionary: &str, code: &str, number: i32) -> Line {
    let competency = CompetencyCode { dictionary: dictionary.into(), code: code.into() };
    Line { competency, level: level(number) }
}

fn education(description: &str) -> Requirement {
    Requirement { kind: RequirementKind::Education, description: description.into(), importance: None }
}

fn in_force(origin: Origin, lines: Vec<Line>, requirements: Vec<Requirement>) -> InForce {
    let (dictionary, regulation) = ("generic".into(), "Perwali 12/2024".into());
    InForce { origin, content: Content { dictionary, lines, requirements, regulation, publish_time: None } }
}

const ID: Uuid = Uuid::nil();

#[test]
fn the_nearest_standard_wins_line_by_line_and_kind_by_kind() {
    let standards = [
        in_force(
            Origin::JobGrade(ID, 1),
            vec![line("generic", "M1", 3), line("generic", "M2", 3)],
            vec![education("D-III")],
        ),
        in_force(Origin::Position(ID, 4), vec![line("generic", "M1", 5)], Vec::new()),
        in_force(
            Origin::JobTitle(ID, 2),
            vec![line("generic", "M1", 4), line("kesehatan", "T1", 2)],
            vec![education("S-1"), education("D-IV")],
        ),
    ];
    let found = effective(&dictionary(), Some(JobGrade::Executor), &standards);
    let expected = [
        (line("generic", "M1", 5), Origin::Position(ID, 4)),
        (line("generic", "M2", 3), Origin::JobGrade(ID, 1)),
        (line("kesehatan", "T1", 2), Origin::JobTitle(ID, 2)),
    ];
    assert_eq!(found.lines, expected);
    let title = Origin::JobTitle(ID, 2);
    assert_eq!(found.requirements, [(education("S-1"), title), (education("D-IV"), title)]);
    assert!(found.missing.is_empty());
}

#[test]
fn without_a_standard_the_shipped_level_of_the_kind_of_job_counts() {
    let found = effective(&dictionary(), Some(JobGrade::FirstExpert), &[]);
    let seed = |code| (line("generic", code, 2), Origin::Ruleset);
    assert_eq!(found.lines, [seed("M1"), seed("M2")]);
    let unknown = effective(&dictionary(), None, &[]);
    assert_eq!((unknown.lines.len(), unknown.missing), (0, vec!["M1".to_owned(), "M2".into()]));
}

#[test]
fn a_draft_is_told_everything_that_keeps_it_from_being_published() {
    let technical = Technical {
        id: ID,
        code: CompetencyCode { dictionary: "kesehatan".into(), code: "T1".into() },
        name: String::new(),
        definition: String::new(),
        levels: [
            LevelText { description: "mampu".into(), indicators: String::new() },
            LevelText::default(),
            LevelText::default(),
            LevelText::default(),
            LevelText::default(),
        ],
        create_time: Timestamp::UNIX_EPOCH,
    };
    let content = |lines, regulation: &str| Content {
        dictionary: "generic".into(),
        lines,
        requirements: Vec::new(),
        regulation: regulation.into(),
        publish_time: None,
    };
    let outcome = |grade| ("pelaksana".to_owned(), effective(&dictionary(), grade, &[]));
    let bad = content(vec![line("kesehatan", "T1", 2), line("lama", "X", 1), line("generic", "M9", 1)], "");
    let found = flaws(&bad, &dictionary(), std::slice::from_ref(&technical), &[outcome(None), outcome(None)]);
    let fields: Vec<&str> = found.iter().map(|flaw| flaw.field.as_str()).collect();
    let lines = "standard.lines";
    let expected = [
        "standard.regulation",
        "standard.lines[0].level",
        "standard.lines[1].code",
        "standard.lines[2].code",
        lines,
        lines,
    ];
    assert_eq!(fields, expected);
    let good = content(vec![line("kesehatan", "T1", 1), line("generic", "M1", 1)], "Perwali 12/2024");
    assert_eq!(flaws(&good, &dictionary(), &[technical], &[outcome(Some(JobGrade::Executor))]), []);
}

#[test]
fn a_draft_is_published_once() {
    let mut standard = Standard {
        id: ID,
        scope: Scope::JobTitle("Bidan".into()),
        published: 2,
        drafted: true,
        version: 5,
        create_time: Timestamp::UNIX_EPOCH,
        update_time: Timestamp::UNIX_EPOCH,
    };
    assert_eq!((standard.draft_revision(), standard.newest_revision()), (3, 3));
    assert_eq!((standard.publish(), standard.published, standard.newest_revision()), (Ok(()), 3, 3));
    assert_eq!(standard.publish(), Err(NotDrafted(3)));
}
