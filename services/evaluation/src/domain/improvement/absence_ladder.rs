//! What absence without an excuse (*tidak masuk kerja tanpa alasan sah*) leads to by PP 94/2021: a proposal, which
//! binds nobody.

use crate::domain::work_calendar::WorkCalendar;
use jiff::{ToSpan, civil::Date};
use std::collections::BTreeSet;

/// Which days of absence are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedYear {
    /// From 1 January on.
    Calendar,
    /// Of the last twelve months.
    Rolling,
}

impl CountedYear {
    /// Reads its name in rulesets.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "calendar" => Some(Self::Calendar),
            "rolling" => Some(Self::Rolling),
            _ => None,
        }
    }

    /// The first day that counts as of a day.
    pub fn first_day(self, as_of: Date) -> Date {
        match self {
            Self::Calendar => as_of.first_of_year(),
            Self::Rolling => as_of.saturating_sub(1.year()).saturating_add(1.day()),
        }
    }
}

/// How heavy a punishment is (*tingkat hukuman*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PunishmentLevel {
    /// *Ringan*.
    Light,
    /// *Sedang*.
    Moderate,
    /// *Berat*.
    Heavy,
}

impl PunishmentLevel {
    /// Reads its name in rulesets.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "light" => Some(Self::Light),
            "moderate" => Some(Self::Moderate),
            "heavy" => Some(Self::Heavy),
            _ => None,
        }
    }
}

/// A rung: what so many days lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LadderRung {
    /// Fewest days.
    pub days: u32,
    /// BKN's code of the punishment, by which career records it.
    pub code: String,
    /// Its title.
    pub title: String,
    /// How heavy it is.
    pub level: PunishmentLevel,
}

/// The ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LadderRules {
    /// Ruleset.
    pub id: String,
    /// Regulation.
    pub regulation: String,
    /// First day.
    pub valid_from: Date,
    /// Which days are added up.
    pub counted: CountedYear,
    /// Rungs, lowest first.
    pub rungs: Vec<LadderRung>,
    /// So many working days in a row lead to the last rung.
    pub in_a_row: u32,
    /// Days in which the servant is heard.
    pub examine_within_days: i32,
    /// Days after that in which is decided.
    pub decide_within_days: i32,
}

/// Working days of absence in a row, from a day to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRow {
    /// First day.
    pub first_day: Date,
    /// Last day.
    pub last_day: Date,
}

impl DayRow {
    fn has(self, day: Date) -> bool {
        (self.first_day..=self.last_day).contains(&day)
    }
}

/// What the days of a servant come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LadderFinding {
    /// First day that counts.
    pub first_day: Date,
    /// Last day that counts.
    pub last_day: Date,
    /// Working days of absence.
    pub days: u32,
    /// Most of them in a row; a row may begin before the first day, but not in days whose row led to a proposal.
    pub longest_row: u32,
    /// The rows that are long enough for the last rung.
    pub rows: Vec<DayRow>,
    /// What is proposed; none: coaching.
    pub rung: Option<LadderRung>,
    /// Whether it is proposed because of days in a row.
    pub by_row: bool,
}

impl LadderRules {
    /// What these days of absence, each a working day, come to as of a day. Days of rows that are spent belong to no other row.
    pub fn find(
        &self,
        absent: &BTreeSet<Date>,
        calendar: &WorkCalendar,
        as_of: Date,
        spent: &[DayRow],
    ) -> LadderFinding {
        let first_day = self.counted.first_day(as_of);
        let fresh = absent.range(..=as_of).copied().filter(|day| !spent.iter().any(|row| row.has(*day)));
        let mut rows = rows_of(fresh, calendar);
        rows.retain(|(row, _)| row.last_day >= first_day);
        let longest_row = rows.iter().map(|(_, length)| *length).max().unwrap_or_default();
        rows.retain(|(_, length)| *length >= self.in_a_row);
        let rows: Vec<DayRow> = rows.into_iter().map(|(row, _)| row).collect();
        let days = absent.iter().filter(|day| (first_day..=as_of).contains(*day)).count();
        let days = u32::try_from(days).unwrap_or(u32::MAX);
        let by_row = !rows.is_empty();
        let reached = self.rungs.iter().rev().find(|rung| rung.days <= days);
        let rung = if by_row { self.rungs.last() } else { reached };
        LadderFinding { first_day, last_day: as_of, days, longest_row, rows, rung: rung.cloned(), by_row }
    }

    /// Whether a row that was found is still long enough, by the days that are left of it.
    pub fn holds(&self, row: DayRow, absent: &BTreeSet<Date>, calendar: &WorkCalendar) -> bool {
        let left = absent.iter().copied().filter(|day| row.has(*day));
        rows_of(left, calendar).iter().any(|(_, length)| *length >= self.in_a_row)
    }

    /// The rung of a code.
    pub fn rung(&self, code: &str) -> Option<&LadderRung> {
        self.rungs.iter().find(|rung| rung.code == code)
    }

    /// Whether a punishment is heavier than another; an unknown one is lighter than all.
    pub fn is_above(&self, code: &str, other: &str) -> bool {
        let place = |code: &str| self.rungs.iter().position(|rung| rung.code == code);
        place(code) > place(other)
    }

    /// The first day whose absence can matter as of a day: a row in front of the first day that counts.
    pub fn looks_back_to(&self, as_of: Date) -> Date {
        // A week a day: no row is longer, whatever holidays lie in it.
        self.counted.first_day(as_of).saturating_sub(i64::from(self.in_a_row).weeks())
    }

    /// What keeps the ladder from being used.
    pub fn fault(&self) -> Option<&'static str> {
        let rises = self.rungs.windows(2).all(|pair| pair[0].days < pair[1].days && pair[0].level <= pair[1].level);
        let mut codes: Vec<&str> = self.rungs.iter().map(|rung| rung.code.as_str()).collect();
        codes.sort_unstable();
        if self.rungs.is_empty() || self.rungs.iter().any(|rung| rung.days == 0 || rung.code.is_empty()) {
            Some("has no rung, or one without days or code")
        } else if !rises {
            Some("has rungs that do not rise")
        } else if codes.windows(2).any(|pair| pair[0] == pair[1]) {
            Some("has two rungs of one code")
        } else if !(2..=60).contains(&self.in_a_row) {
            Some("has a row that is not 2 to 60 days")
        } else if !(1..=365).contains(&self.examine_within_days) || !(1..=365).contains(&self.decide_within_days) {
            Some("has days that are not 1 to 365")
        } else {
            None
        }
    }
}

/// The rows of these days, in their order, and how long each is.
fn rows_of(days: impl Iterator<Item = Date>, calendar: &WorkCalendar) -> Vec<(DayRow, u32)> {
    let mut rows: Vec<(DayRow, u32)> = Vec::new();
    for day in days {
        // The next working day after the last absence: weekends and holidays do not end a row.
        match rows.last_mut() {
            Some((row, length)) if calendar.due(row.last_day, 1).day == day => {
                row.last_day = day;
                *length += 1;
            }
            _ => rows.push((DayRow { first_day: day, last_day: day }, 1)),
        }
    }
    rows
}

#[cfg(test)]
#[path = "absence_ladder_tests.rs"]
mod tests;
