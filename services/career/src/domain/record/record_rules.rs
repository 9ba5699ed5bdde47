//! Codes and bounds that the record is checked by, as dated data.

use crate::domain::{education::EducationLevel, grade::Grade, punishment::Term, rank::Rank};
use jiff::civil::Date;
use thiserror::Error;

/// BKN's code of a regular promotion (*kenaikan pangkat reguler*), the only one that the education bounds.
pub const REGULAR: &str = "101";

/// A legal standing (*kedudukan hukum*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingCode {
    /// BKN's code.
    pub code: String,
    /// What it means.
    pub title: String,
    /// Whether it means that the service has ended: it is reached by leaving, never by hand.
    pub ends_service: bool,
}

/// A kind of punishment (*jenis hukuman disiplin*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PunishmentCode {
    /// BKN's code.
    pub code: String,
    /// What it means.
    pub title: String,
    /// How long it runs.
    pub term: Term,
}

/// A ruleset of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRules {
    /// Id.
    pub id: String,
    /// Where it comes from.
    pub regulation: String,
    /// First day.
    pub valid_from: Date,
    /// Least age at the first appointment.
    pub least_age: i32,
    /// Legal standings.
    pub standings: Vec<StandingCode>,
    /// Punishments.
    pub punishments: Vec<PunishmentCode>,
    /// Ruleset of promotions that the ceilings are of.
    pub promotion: String,
    /// Highest rank of a regular promotion by education.
    pub ceilings: Vec<(EducationLevel, Grade)>,
    /// Working days of absence without an excuse in a year, and the code of what they mean from there on; rising.
    pub absences: Vec<(i32, String)>,
    /// The same of days in a row.
    pub absence_in_a_row: (i32, String),
}

/// A regular promotion above what the education allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "a regular promotion to {} leads above {}, the ceiling of the education {}",
    .rank.as_str(), .ceiling.as_str(), .education.as_str()
)]
pub struct AboveCeiling {
    /// Rank that was asked for.
    pub rank: Grade,
    /// Highest rank that is allowed.
    pub ceiling: Grade,
    /// Highest education that counts.
    pub education: EducationLevel,
}

impl RecordRules {
    /// A legal standing by its code.
    pub fn standing(&self, code: &str) -> Option<&StandingCode> {
        self.standings.iter().find(|one| one.code == code)
    }

    /// A punishment by its code.
    pub fn punishment(&self, code: &str) -> Option<&PunishmentCode> {
        self.punishments.iter().find(|one| one.code == code)
    }

    /// The punishment that absence without an excuse asks for (PP 94/2021): so many working days within a year, of which so
    /// many in a row. None below the first: coaching. It is a proposal; the authorised official decides after the hearing.
    pub fn for_absence(&self, days: i32, in_a_row: i32) -> Option<&PunishmentCode> {
        let (limit, code) = &self.absence_in_a_row;
        if in_a_row >= *limit {
            return self.punishment(code);
        }
        let (_, code) = self.absences.iter().rev().find(|(from, _)| *from <= days)?;
        self.punishment(code)
    }

    /// The highest rank that an education lets a regular promotion lead to.
    pub fn ceiling(&self, education: EducationLevel) -> Option<Grade> {
        self.ceilings.iter().find(|(level, _)| *level == education).map(|(_, grade)| *grade)
    }

    /// Refuses a regular promotion above the ceiling of the highest education that counts. Promotions of other kinds are not
    /// bounded by it, and nothing is said where no education is recorded.
    pub fn must_allow(&self, rank: Rank, kind: &str, education: Option<EducationLevel>) -> Result<(), AboveCeiling> {
        match self.above_ceiling(rank, education) {
            Some(above) if kind == REGULAR => Err(above),
            _ => Ok(()),
        }
    }

    /// Whether a rank lies above what regular promotions lead to with an education, however it was reached.
    pub fn above_ceiling(&self, rank: Rank, education: Option<EducationLevel>) -> Option<AboveCeiling> {
        let (rank, education) = (rank.grade()?, education?);
        let ceiling = self.ceiling(education)?;
        (rank > ceiling).then_some(AboveCeiling { rank, ceiling, education })
    }

    /// Whether somebody of this birth date is old enough to be appointed on a day.
    pub fn old_enough(&self, birth_date: Date, appointment: Date) -> bool {
        let years = i16::try_from(self.least_age).unwrap_or(i16::MAX);
        // Who is born on 29 February comes of age on 1 March of other years: compared part by part, no day is missing.
        let (birth, day) = (birth_date, appointment);
        let come_of_age = birth.year().saturating_add(years);
        (day.year(), day.month(), day.day()) >= (come_of_age, birth.month(), birth.day())
    }
}
