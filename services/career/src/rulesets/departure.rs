//! Retirement ages and kinds of leaving as dated data: the files `rulesets/departure-*.toml`, read and checked.

use super::{File, RulesetError, read_rules};
use crate::domain::{
    job::{JobType, Level},
    retirement_rules::{EffectTexts, ExitDays, ExitKind, NeedEffect, PostAge, RetirementRules},
    servant::Employment,
};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Oldest first.
const FILES: [File; 1] = [("departure-uu-20-2023.toml", include_str!("../../rulesets/departure-uu-20-2023.toml"))];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    regulation: String,
    valid_from: Date,
    notice_months: Vec<i32>,
    replace_text: String,
    abolish_text: String,
    no_seat_text: String,
    kinds: BTreeMap<String, u8>,
    levels: BTreeMap<String, u8>,
    level_source: String,
    post: Vec<PostRow>,
    exit: Vec<ExitRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PostRow {
    title: String,
    #[serde(default)]
    levels: Vec<String>,
    age: u8,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExitRow {
    code: String,
    title: String,
    standing: String,
    need: String,
    #[serde(default = "yes")]
    by_hand: bool,
    #[serde(default)]
    days: String,
    #[serde(default)]
    ends_probation: bool,
    #[serde(default)]
    employment: String,
}

fn yes() -> bool {
    true
}

/// The rules of a day; of a day before the oldest ones, these.
pub fn in_force(day: Date) -> Result<RetirementRules, RulesetError> {
    Ok(of_day(&all()?, day)?.clone())
}

/// All rules, oldest first.
pub fn all() -> Result<Vec<RetirementRules>, RulesetError> {
    FILES.iter().map(|&(file, text)| read(file, text)).collect()
}

/// The rules of a day among all of them; of a day before the oldest ones, these.
pub fn of_day(all: &[RetirementRules], day: Date) -> Result<&RetirementRules, RulesetError> {
    let of_day = all.iter().rev().find(|rules| rules.valid_from <= day);
    of_day.or(all.first()).ok_or_else(|| RulesetError::Unknown("departure".to_owned()))
}

fn read(file: &'static str, text: &str) -> Result<RetirementRules, RulesetError> {
    read_rules(file, text, translate, RetirementRules::fault)
}

/// The rules in the row, or the text that is unknown.
fn translate(row: Row) -> Result<RetirementRules, String> {
    let mut kinds = Vec::new();
    for (name, age) in row.kinds {
        kinds.push((JobType::parse(&name).ok_or(name)?, age));
    }
    let mut levels = Vec::new();
    for (name, age) in &row.levels {
        levels.push((level(name)?, *age));
    }
    let mut posts = Vec::new();
    for PostRow { title, levels, age, source } in row.post {
        let levels = levels.iter().map(|name| level(name)).collect::<Result<_, _>>()?;
        let words = title.to_lowercase().split_whitespace().map(str::to_owned).collect();
        posts.push(PostAge { words, levels, age, source });
    }
    Ok(RetirementRules {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        notice_months: row.notice_months,
        kinds,
        levels,
        level_source: row.level_source,
        posts,
        exits: row.exit.into_iter().map(exit).collect::<Result<_, _>>()?,
        texts: EffectTexts { replace: row.replace_text, abolish: row.abolish_text, no_seat: row.no_seat_text },
    })
}

fn level(name: &str) -> Result<Level, String> {
    Level::parse(name).ok_or_else(|| name.to_owned())
}

/// The kind of leaving in the row, or the text that is unknown.
fn exit(row: ExitRow) -> Result<ExitKind, String> {
    let effect = match row.need.as_str() {
        "replace" => NeedEffect::Replace,
        "abolish" => NeedEffect::Abolish,
        _ => return Err(row.need),
    };
    let days = match row.days.as_str() {
        "" => ExitDays::Any,
        "retirement" => ExitDays::Retirement,
        "past" => ExitDays::Past,
        _ => return Err(row.days),
    };
    let employment = match row.employment.as_str() {
        "" => None,
        name => Some(Employment::parse(name).ok_or_else(|| name.to_owned())?),
    };
    let (code, title, standing) = (row.code, row.title, row.standing);
    let (by_hand, ends_probation) = (row.by_hand, row.ends_probation);
    Ok(ExitKind { code, title, standing, effect, by_hand, days, ends_probation, employment })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        domain::job::Job,
        rulesets::{promotion, record},
    };
    use jiff::civil::date;

    #[test]
    fn every_shipped_ruleset_is_sound_and_named_after_its_file() {
        for (file, text) in FILES {
            assert_eq!(format!("{}.toml", read(file, text).unwrap().id), file);
        }
        assert_eq!(in_force(date(2025, 1, 1)).unwrap().id, "departure-uu-20-2023");
        assert_eq!(in_force(date(1995, 1, 1)).unwrap().id, "departure-uu-20-2023", "nothing older is shipped");
    }

    /// The table of retirement ages by post and level.
    #[test]
    fn the_shipped_ages_are_those_of_the_reference() {
        let rules = in_force(date(2025, 1, 1)).unwrap();
        let age = |title: &str, level: &str| rules.age(title, Job::parse("fungsional", level)).map(|found| found.age);
        let cases = [
            ("Guru", ["ahli_pertama", "ahli_muda", "ahli_madya", "ahli_utama"], [60, 60, 60, 60]),
            ("Dokter", ["ahli_pertama", "ahli_muda", "ahli_madya", "ahli_utama"], [58, 58, 60, 65]),
            ("Peneliti", ["ahli_pertama", "ahli_muda", "ahli_madya", "ahli_utama"], [58, 58, 65, 70]),
            ("Bidan", ["pemula", "terampil", "mahir", "penyelia"], [58, 58, 58, 58]),
            ("Auditor", ["ahli_pertama", "ahli_muda", "ahli_madya", "ahli_utama"], [58, 58, 60, 65]),
            ("Lektor Kepala", ["ahli_pertama", "ahli_muda", "ahli_madya", "ahli_utama"], [65, 65, 65, 65]),
        ];
        for (title, levels, ages) in cases {
            for (level, expected) in levels.into_iter().zip(ages) {
                assert_eq!(age(title, level), Some(expected), "{title} {level}");
            }
        }
        let chief = rules.age("Auditor", Job::parse("fungsional", "ahli_utama")).unwrap();
        assert!(chief.source.contains("[U]"), "a default, and not of every post: {}", chief.source);
        let kind = |kind: &str| rules.age("x", Job::parse(kind, "")).map(|found| found.age);
        let kinds = ["jpt_utama", "jpt_madya", "jpt_pratama", "administrator", "pengawas", "pelaksana"].map(kind);
        assert_eq!(kinds, [60, 60, 60, 58, 58, 58].map(Some));
    }

    #[test]
    fn every_kind_of_leaving_is_there_and_leads_to_a_standing_that_ends_the_service() {
        let rules = in_force(date(2025, 1, 1)).unwrap();
        let record = record::find("record-bkn-1", &promotion::find("promotion-bkn-4-2025").unwrap()).unwrap();
        for code in 1..=16 {
            let kind = rules.exit(&code.to_string()).unwrap();
            assert!(record.standing(&kind.standing).is_some_and(|standing| standing.ends_service), "{code}");
        }
        assert_eq!(rules.exit("9").unwrap().effect, NeedEffect::Abolish);
        assert_eq!(rules.exit("17"), None);
        let ended = rules.exit("kontrak").unwrap();
        assert_eq!((ended.employment, ended.by_hand), (Some(Employment::Pppk), true));
        let of = |wanted: ExitDays| {
            let kinds = rules.exits.iter().filter(|kind| kind.days == wanted);
            kinds.map(|kind| kind.code.as_str()).collect::<Vec<_>>()
        };
        assert_eq!((of(ExitDays::Retirement), of(ExitDays::Past)), (vec!["1"], vec!["2", "6", "14"]));
        let ends = rules.exits.iter().filter(|kind| kind.ends_probation).map(|kind| kind.code.as_str());
        assert_eq!(ends.collect::<Vec<_>>(), ["3", "4", "5", "7", "8", "10", "12", "13", "16"]);
        let moved = rules.exit("mutasi").unwrap();
        assert_eq!((moved.standing.as_str(), moved.by_hand), ("", false), "who moves on serves on");
    }

    #[test]
    fn unsound_rules_are_refused() {
        let text = FILES[0].1;
        let bad = |old: &str, new: &str| read("x.toml", &text.replacen(old, new, 1));
        assert!(matches!(bad("pelaksana = 58", "pelaksana = 8"), Err(RulesetError::Invalid { .. })));
        assert!(matches!(bad("pelaksana = 58", "tukang = 58"), Err(RulesetError::Invalid { .. })));
        assert!(matches!(bad("need = \"abolish\"", "need = \"forget\""), Err(RulesetError::Invalid { .. })));
        assert!(matches!(bad("days = \"past\"", "days = \"soon\""), Err(RulesetError::Invalid { .. })));
        assert!(matches!(bad("employment = \"pppk\"", "employment = \"x\""), Err(RulesetError::Invalid { .. })));
        assert!(matches!(bad("id =", "bonus = 1\nid ="), Err(RulesetError::Malformed { .. })));
    }
}
