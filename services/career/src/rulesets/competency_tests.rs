#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::evidence::CompetencyCode;

#[test]
fn the_shipped_rulesets_are_valid_and_named_after_their_files() {
    for (file, text) in DICTIONARIES {
        let row: DictionaryRow = read(file, text).unwrap();
        assert_eq!(format!("{}.toml", row.id), file);
    }
    for (file, _) in PROFILES {
        assert_eq!(format!("{}.toml", profile_rules(file.trim_end_matches(".toml")).unwrap().id), file);
    }
    for (file, _) in INDEXES {
        assert_eq!(format!("{}.toml", professionalism_rules(file.trim_end_matches(".toml")).unwrap().id), file);
    }
    assert!(matches!(profile_rules("jpm-1945"), Err(CompetencyRulesetError::Unknown(_))));
    assert!(matches!(professionalism_rules("ip-1945"), Err(CompetencyRulesetError::Unknown(_))));
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

#[test]
fn broken_rulesets_say_what_is_wrong() {
    let (file, text) = PROFILES[0];
    let build = |text: &str| read::<ProfileRow>(file, text).map(build_profile);
    assert!(build(&format!("decade = 1\n{text}")).is_err());
    let word = build(&text.replace("\"calendar_year\"", "\"for_ever\"")).unwrap();
    assert!(matches!(word, Err(BadCompetencyRuleset::Word { .. })));
    let cuts = build(&text.replace("still_meets_from = \"68\"", "still_meets_from = \"81\"")).unwrap();
    assert!(matches!(cuts, Err(BadCompetencyRuleset::Profile(BadCompetencyRules::Cuts))));
    let kind = build(&text.replace("observed = 1", "rumour = 1")).unwrap();
    assert!(matches!(kind, Err(BadCompetencyRuleset::Word { .. })));
    let missing = build(&text.replace("observed = 1", "")).unwrap();
    assert!(matches!(missing, Err(BadCompetencyRuleset::Profile(BadCompetencyRules::Incomplete("years")))));
    let dictionary = build(&text.replace("dictionary = \"competencies", "dictionary = \"kamus")).unwrap();
    assert!(matches!(dictionary, Err(BadCompetencyRuleset::NoDictionary(_))));

    let (file, text) = INDEXES[0];
    let build = |text: &str| read::<IndexRow>(file, text).map(build_index);
    let sum = build(&text.replace("s3 = \"25\"", "s3 = \"26\"")).unwrap();
    assert!(matches!(sum, Err(BadCompetencyRuleset::Index(BadProfessionalismRules::Sum(_)))));
    let bands = build(&text.replace("high = 81", "high = 92")).unwrap();
    assert!(bands.is_err());
    let missing = build(&text.replace("sd = \"1\"", "")).unwrap();
    assert!(matches!(missing, Err(BadCompetencyRuleset::Index(BadProfessionalismRules::Incomplete(_)))));
    let number = build(&text.replace("\"22.5\"", "\"22,5\"")).unwrap();
    assert!(matches!(number, Err(BadCompetencyRuleset::Number(_))));
}
