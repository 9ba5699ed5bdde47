//! Candidates of an open selection: serving officials, known by a code; whose it is everybody may learn once they are fixed,
//! where the ruleset says so.

use crate::domain::{candidacy::Screening, selter::Requirements};
use jiff::{Timestamp, civil::Date};
use std::fmt;
use uuid::Uuid;

/// Letters and digits of a code: none that is read as another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The person behind a code. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Official {
    /// Servant number, 18 digits.
    pub nip: String,
    /// Full name.
    pub full_name: String,
    /// Date of birth.
    pub birth_date: Date,
}

impl Official {
    /// The text to be sealed: number, date of birth and name, a line each; the name last, for it may hold anything.
    pub fn to_record(&self) -> String {
        format!("{}\n{}\n{}", self.nip, self.birth_date, self.full_name)
    }
}

impl fmt::Debug for Official {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Official(redacted)")
    }
}

/// The name in an opened record.
pub fn name_of(record: &str) -> Option<&str> {
    record.splitn(3, '\n').nth(2)
}

/// What counts for the requirements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Whether the education is at least S-1 or D-4.
    pub degree: bool,
    /// Related experience in months.
    pub experience_months: i32,
    /// Months as administrator or *JF ahli madya*.
    pub grade_months: i32,
    /// No discipline, no court process.
    pub clean: bool,
}

/// A requirement, named where it is not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unmet {
    /// Education.
    Degree,
    /// Related experience.
    Experience,
    /// Time in the grade below.
    Grade,
    /// Age on the day of appointment.
    Age,
    /// Discipline or court process.
    Record,
}

impl Unmet {
    /// All requirements.
    pub const ALL: [Self; 5] = [Self::Degree, Self::Experience, Self::Grade, Self::Age, Self::Record];

    /// As callers and the table read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Degree => "DEGREE",
            Self::Experience => "EXPERIENCE",
            Self::Grade => "GRADE",
            Self::Age => "AGE",
            Self::Record => "RECORD",
        }
    }

    /// Reads what [`Unmet::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

impl fmt::Display for Unmet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Everything that somebody does not meet (*persyaratan administrasi*, PP 11/2017) by the own declaration.
pub fn unmet(record: &Record, birth_date: Date, rules: &Requirements, appointment: Date) -> Vec<Unmet> {
    let found = [
        (rules.degree && !record.degree, Unmet::Degree),
        (record.experience_months < i32::from(rules.experience_months), Unmet::Experience),
        (record.grade_months < i32::from(rules.grade_months), Unmet::Grade),
        (!rules.admits_age(birth_date, appointment), Unmet::Age),
        (!record.clean, Unmet::Record),
    ];
    found.into_iter().filter(|(wrong, _)| *wrong).map(|(_, unmet)| unmet).collect()
}

/// A candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Id.
    pub id: Uuid,
    /// Code.
    pub code: String,
    /// Subject of the machine that registered the candidate, and tells whoever it is for.
    pub registrar: String,
    /// What the committee found about the requirements.
    pub screening: Screening,
    /// When the candidate withdrew (*mengundurkan diri*).
    pub withdraw_time: Option<Timestamp>,
    /// Whether the name went to the appointing authority.
    pub submitted: bool,
    /// When the candidate was taken.
    pub create_time: Timestamp,
}

/// The code of a random (v4) id: 40 of its random bits, which say nothing about when the candidate came.
pub fn code_of(random: Uuid) -> String {
    let mut bits = random.as_u64_pair().1;
    let mut code = String::from("JPT-");
    for _ in 0..8 {
        code.push(char::from(ALPHABET[(bits % 32) as usize]));
        bits /= 32;
    }
    code
}
