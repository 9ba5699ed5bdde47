//! Agreements with universities (*perjanjian kerja sama*) and the places units offer under them (*tempat magang*).

use crate::domain::intern::InternshipRefusal;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// First and last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

impl Period {
    /// Whether the day is one of it.
    pub fn holds(self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// Whether all of `other` lies in it.
    pub fn covers(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }
}

/// An agreement with a university.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Id.
    pub id: Uuid,
    /// Number of the paper.
    pub number: String,
    /// The university's code in the national register.
    pub institution_code: String,
    /// The university's title.
    pub institution_title: String,
    /// Subject of the tokens that speak for it.
    pub institution_subject: String,
    /// When it is in force.
    pub period: Period,
    /// Interns at most.
    pub quota: i32,
    /// Fields of study.
    pub fields: Vec<String>,
    /// Interns accepted.
    pub taken: i32,
    /// When it was ended early.
    pub end_time: Option<Timestamp>,
    /// Version.
    pub version: i64,
    /// When it was recorded.
    pub create_time: Timestamp,
}

impl Agreement {
    /// Ends it before its last day.
    pub fn end(&mut self, today: Date, now: Timestamp) -> Result<(), InternshipRefusal> {
        if self.end_time.is_some() || today > self.period.last {
            return Err(InternshipRefusal::NotInForce);
        }
        self.end_time = Some(now);
        Ok(())
    }

    /// Whether universities may apply and be accepted under it; both begin before its first day, for a term ahead.
    pub fn must_be_in_force(&self, today: Date) -> Result<(), InternshipRefusal> {
        if self.end_time.is_none() && today <= self.period.last { Ok(()) } else { Err(InternshipRefusal::NotInForce) }
    }

    /// What a place asks for that the agreement does not give: the fields of the request that are wrong, with a reason.
    pub fn against(&self, period: Period, seats: i32, fields: &[String]) -> Vec<(&'static str, &'static str)> {
        let mut wrong = Vec::new();
        if !self.period.covers(period) {
            wrong.push(("start_date", "must lie in the time of the agreement, like the last day"));
        }
        if seats > self.quota {
            wrong.push(("seats", "must not be more than the agreement's quota"));
        }
        if !fields.iter().all(|field| self.fields.contains(field)) {
            wrong.push(("fields", "must be fields of the agreement"));
        }
        wrong
    }
}

/// Places of a unit in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Id.
    pub id: Uuid,
    /// Agreement.
    pub agreement_id: Uuid,
    /// Unit in the needs service.
    pub unit: String,
    /// Title of the unit.
    pub unit_title: String,
    /// From when to when.
    pub period: Period,
    /// Interns at most.
    pub seats: i32,
    /// Fields of study.
    pub fields: Vec<String>,
    /// What is learned.
    pub goals: String,
    /// Interns accepted.
    pub taken: i32,
    /// Version.
    pub version: i64,
    /// When it was offered.
    pub create_time: Timestamp,
}

impl Place {
    /// Whether a student of this field may apply now.
    pub fn must_take(&self, field: &str, today: Date) -> Result<(), InternshipRefusal> {
        if today > self.period.first {
            return Err(InternshipRefusal::NotAccepting);
        }
        if self.fields.iter().any(|one| one == field) { Ok(()) } else { Err(InternshipRefusal::FieldNotAccepted) }
    }

    /// Takes a seat here and one of the agreement's quota.
    pub fn take_seat(&mut self, agreement: &mut Agreement, today: Date) -> Result<(), InternshipRefusal> {
        agreement.must_be_in_force(today)?;
        if today > self.period.last {
            return Err(InternshipRefusal::NotAccepting);
        }
        if self.taken >= self.seats || agreement.taken >= agreement.quota {
            return Err(InternshipRefusal::NoPlaceLeft);
        }
        self.taken += 1;
        agreement.taken += 1;
        Ok(())
    }

    /// Gives both back.
    pub fn free_seat(&mut self, agreement: &mut Agreement) {
        self.taken = (self.taken - 1).max(0);
        agreement.taken = (agreement.taken - 1).max(0);
    }
}

#[cfg(test)]
#[path = "internship_agreement_tests.rs"]
mod tests;
