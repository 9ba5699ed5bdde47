//! A student's internship (*magang*) and its steps: application → acceptance → start → assessment → certificate.

use crate::domain::{
    intern_assessment::Mark,
    internship_agreement::Period,
    internship_rules::{InternshipRules, weeks},
    vacancy::WIB,
};
use jiff::{Timestamp, civil::Date};
use std::fmt;
use thiserror::Error;
use uuid::Uuid;

/// The day of an internship at this instant.
pub fn day_of(now: Timestamp) -> Date {
    WIB.to_datetime(now).date()
}

/// Where an internship stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InternshipState {
    /// The university applied.
    Applied,
    /// Not taken.
    Declined,
    /// Has a place and a mentor.
    Accepted,
    /// Under way.
    Started,
    /// The mentor has assessed it.
    Assessed,
    /// The certificate is written.
    Certified,
    /// Ended before its assessment.
    Withdrawn,
}

impl InternshipState {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Applied,
        Self::Declined,
        Self::Accepted,
        Self::Started,
        Self::Assessed,
        Self::Certified,
        Self::Withdrawn,
    ];

    /// As the table writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Declined => "declined",
            Self::Accepted => "accepted",
            Self::Started => "started",
            Self::Assessed => "assessed",
            Self::Certified => "certified",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads what [`InternshipState::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

impl fmt::Display for InternshipState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.as_str().to_uppercase())
    }
}

/// The servant who guides an intern (*pembimbing lapangan*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentor {
    /// Record in the career service.
    pub servant: String,
    /// Subject of the mentor's token.
    pub subject: String,
}

/// What was written when the certificate was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certified {
    /// Number; nobody can guess one.
    pub number: String,
    /// Hash of the text.
    pub text_sha256: Vec<u8>,
    /// When.
    pub time: Timestamp,
}

/// An internship without what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Internship {
    /// Id.
    pub id: Uuid,
    /// Agreement.
    pub agreement_id: Uuid,
    /// Place.
    pub place_id: Uuid,
    /// Where it stands.
    pub state: InternshipState,
    /// Subject of the tokens that speak for the university.
    pub institution_subject: String,
    /// Id of the rules it is assessed by: those of the day on which the university applied.
    pub ruleset: String,
    /// Field of study.
    pub field: String,
    /// Credits.
    pub credits: i32,
    /// When the student agreed to a talent note; none if not, or not any more.
    pub consent_time: Option<Timestamp>,
    /// Mentor, from the acceptance on.
    pub mentor: Option<Mentor>,
    /// From when to when.
    pub period: Period,
    /// What the mentor found.
    pub marks: Vec<Mark>,
    /// The certificate.
    pub certificate: Option<Certified>,
    /// Whether the personal data are gone.
    pub erased: bool,
    /// Weeks in the logbook; counted, not saved.
    pub logbook_weeks: i32,
    /// Those countersigned; counted, not saved.
    pub countersigned_weeks: i32,
    /// Version.
    pub version: i64,
    /// When the university applied.
    pub create_time: Timestamp,
}

/// Why something about an internship is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InternshipRefusal {
    /// The agreement.
    #[error("the agreement is not in force")]
    NotInForce,
    /// The term.
    #[error("the internship at this place has begun or is over")]
    NotAccepting,
    /// The seats or the quota.
    #[error("every place is taken")]
    NoPlaceLeft,
    /// The field of study.
    #[error("the place does not take this field of study")]
    FieldNotAccepted,
    /// The step belongs to another state.
    #[error("the internship is {0}, and the step does not belong to that")]
    State(InternshipState),
    /// Too early or too late.
    #[error("the step is possible from {first} to {last}")]
    NotTime {
        /// First day.
        first: Date,
        /// Last day.
        last: Date,
    },
    /// The logbook has gaps.
    #[error("{countersigned} weeks of the logbook are countersigned, {wanted} are wanted")]
    LogbookIncomplete {
        /// Countersigned.
        countersigned: i32,
        /// Wanted.
        wanted: i32,
    },
    /// The entry was countersigned.
    #[error("the entry was countersigned")]
    Countersigned,
    /// Nothing to withdraw.
    #[error("there is no consent to withdraw")]
    NoConsent,
}

use InternshipRefusal as Refusal;
use InternshipState as State;

impl Internship {
    /// Whether the university's tokens have this subject.
    pub fn is_of_institution(&self, subject: &str) -> bool {
        self.institution_subject == subject
    }

    /// Whether the mentor's token has this subject.
    pub fn is_mentored_by(&self, subject: &str) -> bool {
        self.mentor.as_ref().is_some_and(|mentor| mentor.subject == subject)
    }

    /// Gives the student a mentor; the place gives the seat.
    pub fn accept(&mut self, mentor: Mentor) -> Result<(), Refusal> {
        self.must_be(State::Applied)?;
        (self.state, self.mentor) = (State::Accepted, Some(mentor));
        Ok(())
    }

    /// Declines the application.
    pub fn decline(&mut self) -> Result<(), Refusal> {
        self.must_be(State::Applied)?;
        self.state = State::Declined;
        Ok(())
    }

    /// Ends it before its assessment. Returns whether the seat is free again: of an intern who has not begun.
    pub fn withdraw(&mut self) -> Result<bool, Refusal> {
        let before = self.state;
        if self.erased || !matches!(before, State::Applied | State::Accepted | State::Started) {
            return Err(Refusal::State(before));
        }
        self.state = State::Withdrawn;
        Ok(before == State::Accepted)
    }

    /// Withdraws the consent to a talent note.
    pub fn withdraw_consent(&mut self) -> Result<(), Refusal> {
        self.consent_time.take().map(|_| ()).ok_or(Refusal::NoConsent)
    }

    /// Notes that the student has begun.
    pub fn start(&mut self, today: Date) -> Result<(), Refusal> {
        self.must_be(State::Accepted)?;
        must_hold(self.period, today)?;
        self.state = State::Started;
        Ok(())
    }

    /// Whether the logbook of a week can be written: of one that has begun, as long as nobody has assessed it.
    pub fn must_log(&self, week: i32, today: Date) -> Result<(), Refusal> {
        self.must_be(State::Started)?;
        let begun = weeks(self.period.first, today.min(self.period.last));
        let Period { first, last } = self.period;
        if (1..=begun).contains(&week) { Ok(()) } else { Err(Refusal::NotTime { first, last }) }
    }

    /// Whether the mentor may countersign.
    pub fn must_countersign(&self) -> Result<(), Refusal> {
        self.must_be(State::Started)
    }

    /// Whether the mentor can assess it now: near its end or after it, and with a logbook.
    pub fn must_assess(&self, rules: &InternshipRules, today: Date) -> Result<(), Refusal> {
        self.must_be(State::Started)?;
        let first = rules.assessable_from(self.period.last).max(self.period.first);
        must_hold(Period { first, last: Date::MAX }, today)?;
        let wanted = rules.weeks_wanted(weeks(self.period.first, self.period.last));
        let countersigned = self.countersigned_weeks;
        if countersigned >= wanted { Ok(()) } else { Err(Refusal::LogbookIncomplete { countersigned, wanted }) }
    }

    /// Keeps what the mentor found.
    pub fn assess(&mut self, marks: Vec<Mark>, rules: &InternshipRules, today: Date) -> Result<(), Refusal> {
        self.must_assess(rules, today)?;
        (self.state, self.marks) = (State::Assessed, marks);
        Ok(())
    }

    /// Whether the certificate can be written: after the last day.
    pub fn must_certify(&self, today: Date) -> Result<(), Refusal> {
        self.must_be(State::Assessed)?;
        must_hold(Period { first: self.period.last, last: Date::MAX }, today)
    }

    /// Keeps the certificate.
    pub fn certify(&mut self, certificate: Certified, today: Date) -> Result<(), Refusal> {
        self.must_certify(today)?;
        (self.state, self.certificate) = (State::Certified, Some(certificate));
        Ok(())
    }

    fn must_be(&self, wanted: State) -> Result<(), Refusal> {
        if self.state == wanted && !self.erased { Ok(()) } else { Err(Refusal::State(self.state)) }
    }
}

fn must_hold(period: Period, today: Date) -> Result<(), Refusal> {
    let Period { first, last } = period;
    if period.holds(today) { Ok(()) } else { Err(Refusal::NotTime { first, last }) }
}

/// Who does it (*identitas mahasiswa*): personal data that is sealed on arrival. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Student {
    /// Citizen number, kept for the index only.
    pub nik: String,
    /// The university's number.
    pub student_number: String,
    /// Full name.
    pub full_name: String,
}

impl Student {
    /// The text to be sealed, a line each; the name last.
    pub fn to_record(&self) -> String {
        format!("{}\n{}\n{}", self.nik, self.student_number, self.full_name)
    }

    /// Reads an opened record.
    pub fn from_record(record: &str) -> Option<Self> {
        let mut parts = record.splitn(3, '\n').map(str::to_owned);
        let (nik, student_number, full_name) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { nik, student_number, full_name })
    }
}

impl fmt::Debug for Student {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Student(redacted)")
    }
}

/// A week of the logbook, without its sealed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogbookEntry {
    /// Id.
    pub id: Uuid,
    /// Internship.
    pub internship_id: Uuid,
    /// Week, from 1.
    pub week: i32,
    /// When the mentor countersigned it.
    pub countersign_time: Option<Timestamp>,
    /// Version.
    pub version: i64,
}

impl LogbookEntry {
    /// Countersigns it, once.
    pub fn countersign(&mut self, now: Timestamp) -> Result<(), Refusal> {
        match self.countersign_time {
            Some(_) => Err(Refusal::Countersigned),
            None => {
                self.countersign_time = Some(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
#[path = "intern_tests.rs"]
mod tests;
