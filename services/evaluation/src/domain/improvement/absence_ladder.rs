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
    /// What is proposed; none: coaching.
    pub rung: Option<LadderRung>,
    /// Whether it is proposed because of days in a row.
    pub by_row: bool,
}

impl LadderRules {
    /// What these days of absence, each a working day, come to as of a day. Days up to the last one that led to a proposal
    /// by a row belong to no other row.
    pub fn find(
        &self,
        absent: &BTreeSet<Date>,
        calendar: &WorkCalendar,
        as_of: Date,
        row_proposed: Option<Date>,
    ) -> LadderFinding {
        let first_day = self.counted.first_day(as_of);
        let (mut days, mut row, mut longest_row) = (0_u32, 0_u32, 0_u32);
        let mut before: Option<Date> = None;
        for &day in absent.iter().filter(|day| **day <= as_of) {
            // The next working day after the last absence: weekends and holidays do not end a row.
            let follows = before.is_some_and(|before| calendar.due(before, 1).day == day);
            let is_spent = row_proposed.is_some_and(|last| day <= last);
            row = match (is_spent, follows) {
                (true, _) => 0,
                (false, true) => row + 1,
                (false, false) => 1,
            };
            if day >= first_day {
                days += 1;
                longest_row = longest_row.max(row);
            }
            before = Some(day);
        }
        let by_row = longest_row >= self.in_a_row;
        let reached = self.rungs.iter().rev().find(|rung| rung.days <= days);
        let rung = if by_row { self.rungs.last() } else { reached };
        LadderFinding { first_day, last_day: as_of, days, longest_row, rung: rung.cloned(), by_row }
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

#[cfg(test)]
#[path = "absence_ladder_tests.rs"]
mod tests;
