#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::evidence::CompetencyCode;

#[test]
fn the_shipped_rulesets_are_valid_and_named_after_their_files() {
    for (file, text) in DICTIONARIES {
        assert_eq!(format!("{}.toml", read_dictionary(file, text).unwrap().id), file);
    }
    for (file, _) in PROFILES {
        assert_eq!(format!("{}.toml", profile_rules(file.trim_end_matches(".toml")).unwrap().id), file);
    }
    for (file, _) in INDEXES {
        assert_eq!(format!("{}.toml", professionalism_rules(file.trim_end_matches(".toml")).unwrap().id), file);
    }
    assert!(matches!(profile_rules("jpm-1945"), Err(RulesetError::Unknown(_))));
    assert!(matches!(professionalism_rules("ip-1945"), Err(RulesetError::Unknown(_))));
}

#[test]
fn the_regulation_lists_eight_managerial_competencies_and_one_socio_cultural() {
    let rules = profile_rules("competency-profile-2020").unwrap();
    let codes: Vec<&str> = rules.dictionary.competencies.iter().map(|generic| generic.code.as_str()).collect();
    assert_eq!(codes, ["M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "S1"]);
    let group = |dictionary: &str, code: &str| rules.group_of(&CompetencyCode::new(dictionary, code));
    let generic = &rules.dictionary.id;
    assert_eq!(group(generic, "M1"), CompetencyGroup::Managerial);
    assert_eq!(group(generic, "S1"), CompetencyGroup::SocioCultural);
    assert_eq!(group("kamus-lain", "M1"), CompetencyGroup::Technical, "a code means nothing without its dictionary");
}

/// The generic levels by post, as the practice has them.
#[test]
fn every_kind_of_job_asks_for_a_level() {
    let rules = profile_rules("competency-profile-2020").unwrap();
    let table = [
        ("jpt_utama", "", 5),
        ("jpt_madya", "", 5),
        ("jpt_pratama", "", 4),
        ("administrator", "", 3),
        ("pengawas", "", 2),
        ("pelaksana", "", 1),
        ("fungsional", "ahli_utama", 5),
        ("fungsional", "ahli_madya", 4),
        ("fungsional", "ahli_muda", 3),
        ("fungsional", "ahli_pertama", 2),
        ("fungsional", "penyelia", 2),
        ("fungsional", "mahir", 2),
        ("fungsional", "terampil", 1),
        ("fungsional", "pemula", 1),
    ];
    assert_eq!(rules.dictionary.required.len(), table.len());
    for (kind, level, expected) in table {
        assert_eq!(rules.dictionary.required[&Job::parse(kind, level).unwrap()], expected, "{kind} {level}");
    }
}

/// What a file is refused for.
fn fault<Rules>(read: Result<Rules, RulesetError>) -> String {
    match read.err().unwrap() {
        RulesetError::Invalid { what, .. } => what,
        other => other.to_string(),
    }
}

#[test]
fn broken_rulesets_say_what_is_wrong() {
    let (file, text) = PROFILES[0];
    assert!(matches!(read_profile(file, &format!("decade = 1\n{text}")), Err(RulesetError::Malformed { .. })));
    for (old, new, what) in [
        ("\"calendar_year\"", "\"for_ever\"", "\"for_ever\" is not an end of a term"),
        ("still_meets_from = \"68\"", "still_meets_from = \"81\"", "0 < still_meets_from <= meets_from is needed"),
        ("observed = 1", "rumour = 1", "\"rumour\" is not a kind of evidence"),
        ("observed = 1", "", "years does not name everything once"),
        ("dictionary = \"competencies", "dictionary = \"kamus", "no ruleset is called \"kamus-permenpanrb-38-2017\""),
    ] {
        assert_eq!(fault(read_profile(file, &text.replace(old, new))), what, "{new}");
    }
    let (file, text) = INDEXES[0];
    assert!(matches!(read_index(file, &format!("decade = 1\n{text}")), Err(RulesetError::Malformed { .. })));
    for (old, new, what) in [
        ("s3 = \"25\"", "s3 = \"26\"", "the best parts must add up to 100, not 101"),
        ("high = 81", "high = 92", "the bands must fall, each below the one before, to 0"),
        ("sd = \"1\"", "", "qualification does not name everything once"),
        ("\"22.5\"", "\"22,5\"", "22,5"),
    ] {
        let said = fault(read_index(file, &text.replace(old, new)));
        assert!(said.contains(what), "{new}: {said}");
    }
}
