#![allow(clippy::unwrap_used)]

use super::*;
use crate::rulesets;
use jiff::civil::date;

fn rules() -> TalentRules {
    rulesets::talent::find("talent-permenpanrb-3-2020").unwrap()
}

fn levels() -> ProfessionalismRules {
    rulesets::competency::professionalism_rules("professionalism-permenpanrb-38-2018").unwrap()
}

fn punished(code: &str, start: Date, end: Option<Date>) -> PunishmentSeen {
    PunishmentSeen { code: code.to_owned(), start, end }
}

/// The vectors of section 4.5 of the rules.
#[test]
fn a_score_weighs_potential_qualification_and_integrity() {
    let table = [("100", "92.5", 100, "98.50"), ("82", "75.83", 75, "79.72"), ("0", "0", 0, "0.00")];
    for (potential, qualification, integrity, score) in table {
        let parts = MatchParts {
            potential: exact::parse(potential).unwrap(),
            qualification: exact::parse(qualification).unwrap(),
            integrity,
        };
        assert_eq!(exact::render(&rules().match_score(&parts), 2), score);
        assert!(rules().explain_score(&parts).starts_with(&format!("score: {score} = 65 % of ")));
    }
}

#[test]
fn only_active_punishments_count_and_the_worst_of_them() {
    let day = date(2025, 5, 2);
    let ended = |code: &str| punished(code, date(2024, 1, 1), Some(date(2024, 1, 1)));
    let table = [
        (vec![], Some(100)),
        (vec![ended("1")], Some(75)),
        (vec![ended("23")], Some(50)),
        (vec![ended("28")], Some(25)),
        (vec![ended("1"), ended("28"), ended("23")], Some(25)),
        (vec![punished("1", date(2025, 5, 2), Some(date(2025, 5, 2)))], Some(0)),
        (vec![punished("23", date(2025, 1, 1), Some(date(2025, 6, 30)))], Some(0)),
        (vec![punished("10", date(2025, 1, 1), None)], Some(0)),
        (vec![punished("28", date(2022, 1, 1), Some(date(2023, 5, 1)))], Some(100)),
        (vec![punished("28", date(2022, 1, 1), Some(date(2023, 5, 2)))], Some(25)),
        (vec![punished("23", date(2025, 6, 1), None)], Some(100)),
        (vec![ended("999")], None),
    ];
    for (punishments, points) in table {
        assert_eq!(rules().integrity_points(&levels(), &punishments, day), points, "{punishments:?}");
    }
}
