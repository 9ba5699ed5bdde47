//! The path after a low rating and the ladder of absence as dated data: files of `rulesets/`, read and checked.

use super::{RulesetError, find_rules, read_rules};
use crate::domain::{
    absence_ladder::{CountedYear, LadderRules, LadderRung, PunishmentLevel},
    improvement_rules::{CoachingTrack, DecisionRules, ImprovementRules},
    rating::Predikat,
};
use jiff::civil::Date;
use serde::Deserialize;

/// Oldest first.
const IMPROVEMENT: [(&str, &str); 1] =
    [("improvement-pp-30-2019.toml", include_str!("../../rulesets/improvement-pp-30-2019.toml"))];
const DISCIPLINE: [(&str, &str); 1] =
    [("discipline-pp-94-2021.toml", include_str!("../../rulesets/discipline-pp-94-2021.toml"))];

/// The rules of the path: those in use for new cases, and all, because a case keeps those that it was opened under.
#[derive(Debug)]
pub struct ImprovementBook {
    in_use: ImprovementRules,
    all: Vec<ImprovementRules>,
}

impl ImprovementBook {
    /// The rules for new cases.
    pub fn in_use(&self) -> &ImprovementRules {
        &self.in_use
    }

    /// The rules that a case was opened under.
    pub fn of(&self, id: &str) -> Result<&ImprovementRules, RulesetError> {
        let found = self.all.iter().find(|rules| rules.id == id);
        found.ok_or_else(|| RulesetError::Unknown(id.to_owned()))
    }
}

/// The ladders: the one in use for new proposals, and all.
#[derive(Debug)]
pub struct LadderBook {
    in_use: LadderRules,
    all: Vec<LadderRules>,
}

impl LadderBook {
    /// The ladder for new proposals.
    pub fn in_use(&self) -> &LadderRules {
        &self.in_use
    }

    /// The ladder of a proposal.
    pub fn of(&self, id: &str) -> Result<&LadderRules, RulesetError> {
        let found = self.all.iter().find(|rules| rules.id == id);
        found.ok_or_else(|| RulesetError::Unknown(id.to_owned()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ImprovementRow {
    id: String,
    regulation: String,
    valid_from: Date,
    low: Vec<String>,
    start_within_days: i32,
    improved_after_months: i32,
    notes_every_month: bool,
    note_within_days: i32,
    test_within_days: i32,
    wait_months: i32,
    objection_decided_within_days: i32,
    track: Vec<TrackRow>,
    warn: DecisionRow,
    coach: DecisionRow,
    judge: DecisionRow,
    place: DecisionRow,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TrackRow {
    code: String,
    months: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionRow {
    official: String,
    within_days: i32,
    objection_days: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LadderRow {
    id: String,
    regulation: String,
    valid_from: Date,
    counted: String,
    in_a_row: u32,
    examine_within_days: i32,
    decide_within_days: i32,
    rung: Vec<RungRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RungRow {
    days: u32,
    code: String,
    title: String,
    level: String,
}

/// All rules of the path, those of this id in use.
pub fn improvement_book(id: &str) -> Result<ImprovementBook, RulesetError> {
    let all = IMPROVEMENT.iter().map(|&(file, text)| read_improvement(file, text)).collect::<Result<_, _>>()?;
    Ok(ImprovementBook { in_use: find_rules(&IMPROVEMENT, id, read_improvement)?, all })
}

/// All ladders, the one of this id in use.
pub fn ladder_book(id: &str) -> Result<LadderBook, RulesetError> {
    let all = DISCIPLINE.iter().map(|&(file, text)| read_ladder(file, text)).collect::<Result<_, _>>()?;
    Ok(LadderBook { in_use: find_rules(&DISCIPLINE, id, read_ladder)?, all })
}

fn read_improvement(file: &'static str, text: &str) -> Result<ImprovementRules, RulesetError> {
    read_rules(file, text, improvement_of, ImprovementRules::fault)
}

/// The rules in the row, or the rating that is unknown.
fn improvement_of(row: ImprovementRow) -> Result<ImprovementRules, String> {
    let decision = |row: DecisionRow| DecisionRules {
        official: row.official,
        within_days: row.within_days,
        objection_days: row.objection_days,
    };
    let low = row.low.into_iter().map(|name| Predikat::parse(&name).ok_or(name));
    Ok(ImprovementRules {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        low: low.collect::<Result<_, _>>()?,
        tracks: row.track.into_iter().map(|one| CoachingTrack { code: one.code, months: one.months }).collect(),
        start_within_days: row.start_within_days,
        improved_after_months: row.improved_after_months,
        notes_every_month: row.notes_every_month,
        note_within_days: row.note_within_days,
        test_within_days: row.test_within_days,
        wait_months: row.wait_months,
        objection_decided_within_days: row.objection_decided_within_days,
        warn: decision(row.warn),
        coach: decision(row.coach),
        judge: decision(row.judge),
        place: decision(row.place),
    })
}

fn read_ladder(file: &'static str, text: &str) -> Result<LadderRules, RulesetError> {
    read_rules(file, text, ladder_of, LadderRules::fault)
}

/// The ladder in the row, or the year or level that is unknown.
fn ladder_of(row: LadderRow) -> Result<LadderRules, String> {
    let rungs = row.rung.into_iter().map(|RungRow { days, code, title, level }| {
        let level = PunishmentLevel::parse(&level).ok_or(level)?;
        Ok(LadderRung { days, code, title, level })
    });
    Ok(LadderRules {
        id: row.id,
        regulation: row.regulation,
        valid_from: row.valid_from,
        counted: CountedYear::parse(&row.counted).ok_or(row.counted)?,
        rungs: rungs.collect::<Result<_, String>>()?,
        in_a_row: row.in_a_row,
        examine_within_days: row.examine_within_days,
        decide_within_days: row.decide_within_days,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::work_calendar::{WorkCalendar, WorkWeek};
    use jiff::civil::date;

    #[test]
    fn every_shipped_ruleset_is_sound_and_named_after_its_file() {
        for (file, text) in IMPROVEMENT {
            assert_eq!(format!("{}.toml", read_improvement(file, text).unwrap().id), file);
        }
        for (file, text) in DISCIPLINE {
            assert_eq!(format!("{}.toml", read_ladder(file, text).unwrap().id), file);
        }
        assert!(matches!(improvement_book("improvement-1945"), Err(RulesetError::Unknown(_))));
        assert!(matches!(ladder_book("discipline-1945"), Err(RulesetError::Unknown(_))));
        let book = improvement_book("improvement-pp-30-2019").unwrap();
        assert_eq!(book.of("improvement-pp-30-2019").unwrap(), book.in_use());
        assert!(book.of("improvement-1945").is_err());
        let book = ladder_book("discipline-pp-94-2021").unwrap();
        assert_eq!(book.of("discipline-pp-94-2021").unwrap(), book.in_use());
        assert!(book.of("discipline-1945").is_err());
    }

    /// The vector of the reference: Kurang, final on 31 January 2025.
    #[test]
    fn the_shipped_path_gives_six_months() {
        let book = improvement_book("improvement-pp-30-2019").unwrap();
        let rules = book.in_use();
        let track = rules.track("").unwrap();
        let last_day = rules.last_day(track, date(2025, 1, 31), date(2025, 2, 10));
        assert_eq!((track.code.as_str(), last_day), ("general", date(2025, 7, 31)));
        assert_eq!(rules.track("jpt").map(|track| track.months), Some(12));
        assert_eq!(rules.low, [Predikat::ButuhPerbaikan, Predikat::Kurang, Predikat::SangatKurang]);
    }

    #[test]
    fn the_shipped_ladder_is_the_one_of_the_reference() {
        let book = ladder_book("discipline-pp-94-2021").unwrap();
        let rungs: Vec<(u32, &str)> = book.in_use().rungs.iter().map(|rung| (rung.days, rung.code.as_str())).collect();
        let expected =
            [(3, "1"), (4, "2"), (7, "3"), (11, "23"), (14, "24"), (17, "25"), (21, "27"), (25, "28"), (28, "10")];
        assert_eq!(rungs, expected);
        let years = [2025].into();
        let calendar =
            WorkCalendar { id: "x".into(), week: WorkWeek::Five, years, free_days: std::collections::BTreeSet::new() };
        let row = (3..=14).map(|day| date(2025, 2, day)).filter(|day| calendar.is_worked(*day)).collect();
        let found = book.in_use().find(&row, &calendar, date(2025, 12, 31), &[]);
        assert_eq!((found.longest_row, found.rung.map(|rung| rung.code)), (10, Some("10".to_owned())));
    }

    #[test]
    fn unsound_rules_are_refused() {
        let text = IMPROVEMENT[0].1;
        let bad = |old: &str, new: &str| read_improvement("x.toml", &text.replacen(old, new, 1));
        assert!(matches!(bad("\"kurang\"", "\"baik\""), Err(RulesetError::Invalid { .. })));
        assert!(matches!(bad("\"kurang\"", "\"bad\""), Err(RulesetError::Name { .. })));
        assert!(matches!(bad("months = 6", "months = 0"), Err(RulesetError::Invalid { .. })));
        assert!(matches!(bad("\"jpt\"", "\"general\""), Err(RulesetError::Invalid { .. })));
        assert!(matches!(bad("id =", "bonus = 1\nid ="), Err(RulesetError::Malformed { .. })));
        let text = DISCIPLINE[0].1;
        let bad = |old: &str, new: &str| read_ladder("x.toml", &text.replacen(old, new, 1));
        assert!(matches!(bad("days = 7", "days = 4"), Err(RulesetError::Invalid { .. })));
        assert!(matches!(bad("\"light\"", "\"soft\""), Err(RulesetError::Name { .. })));
        assert!(matches!(bad("\"calendar\"", "\"lunar\""), Err(RulesetError::Name { .. })));
    }
}
