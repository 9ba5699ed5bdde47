//! Walls inside a service: what may not reach a score, because the law says who may decide by what.

use crate::{
    findings::Findings,
    layers::migrations,
    source::{self, find, line_of},
};
use regex::Regex;

/// Folders and files of recruitment where applicants are scored, ranked and placed.
const SCORING: [&str; 6] = ["scoring", "pppk", "official", "panel", "screening", "appointment"];

fn scores(inside: &str) -> bool {
    let mut parts = inside.split('/');
    let (Some(_), Some(group)) = (parts.next(), parts.next()) else { return false };
    SCORING.contains(&group.trim_end_matches(".rs"))
}

/// Assessments of internships and reports on fairness stand beside selections and may not touch them (PermenPANRB on equal
/// competition; docs of the service).
#[test]
fn no_score_knows_internships_or_fairness() {
    let mut findings = Findings::default();
    let walled = Regex::new(r"(?i)\w*(internship|fairness|adverse_impact|talent_note)\w*|\bintern(s|_\w+)?\b").unwrap();
    let mut seen = 0;
    for (_, file) in source::of_service("recruitment").filter(|(inside, _)| scores(inside)) {
        seen += 1;
        for (line, name) in find(&walled, &file.code) {
            findings.at(&file.path, line, format!("scoring names {name}"));
        }
        for literal in &file.literals {
            for (line, name) in find(&walled, &literal.text) {
                findings.at(&file.path, literal.line + line - 1, format!("SQL or text of scoring names {name}"));
            }
        }
    }
    assert!(seen > 30, "the folders of scoring have moved: {seen} files");
    findings.none_or("A score or rank comes from tests and documents only: what you need is not among these.");
}

/// And nothing of internships reads or writes what decides about applicants.
#[test]
fn internships_know_no_application() {
    let mut findings = Findings::default();
    let other =
        Regex::new(r"\brecruitment\.(applications|vacancies)\b|\bperson_index\b|\bparticipant_number\b").unwrap();
    let mut seen = 0;
    for (inside, file) in source::of_service("recruitment").filter(|(inside, _)| inside.contains("/internship")) {
        seen += 1;
        for literal in &file.literals {
            for (line, name) in find(&other, &literal.text) {
                findings.at(&file.path, literal.line + line - 1, format!("{inside} names {name}"));
            }
        }
    }
    assert!(seen > 20, "the folders of internships have moved: {seen} files");
    findings.none_or("Internships stand apart: keep what you need in their own tables.");
}

/// The tables of internships have no column by which they could be joined to applications, and no statement names both.
#[test]
fn no_column_joins_internships_to_applications() {
    let mut findings = Findings::default();
    let table = Regex::new(r"(?s)(?:CREATE TABLE|ALTER TABLE)\s+(?:IF NOT EXISTS\s+)?([\w.]+)([^;]*);").unwrap();
    let shared = "application_id|vacancy_id|participant_number|person_index|place_in_list|skd\\w*|skb\\w*|final_\\w+";
    let key = Regex::new(&format!(r"\b({shared})\b|REFERENCES\s+recruitment\.(applications|vacancies)\b")).unwrap();
    let mut seen = 0;
    for (path, text) in migrations("recruitment") {
        for found in table.captures_iter(&text) {
            let line = line_of(&text, found.get(0).unwrap().start());
            let (name, body) = (&found[1], &found[2]);
            if name.contains("intern") {
                seen += 1;
                for (_, what) in find(&key, body) {
                    findings.at(&path, line, format!("{name} has {what}"));
                }
            } else if body.contains("internship") {
                findings.at(&path, line, format!("{name} refers to internships"));
            }
        }
    }
    assert!(seen >= 4, "the tables of internships have moved: {seen} tables");
    let both = |text: &str| text.contains("recruitment.internship") && text.contains("recruitment.applications");
    for (_, file) in source::of_service("recruitment") {
        for literal in file.literals.iter().filter(|literal| both(&literal.text)) {
            findings.at(&file.path, literal.line, "one statement over internships and applications");
        }
    }
    findings.none_or("Whoever could join them could score by an internship: give it an index under its own key.");
}
