//! A vacancy (*formasi*): one row of competition, drafted from a determined need, and the steps of its selection.

use crate::domain::admission::Admission;
use crate::domain::application::{Applicant, ApplicationError};
use crate::domain::general_rules::{GeneralRules, ObjectionRules};
use crate::domain::programme::{Programme, Ruleset};
use crate::domain::skd::NeedKind;
use crate::domain::verdict::VerdictSource;
use crate::domain::window::ObjectionWindow;
use crate::domain::zone::Zone;
use jiff::{
    SignedDuration, Timestamp,
    civil::Date,
    tz::{self, Offset},
};
use std::fmt;
use uuid::Uuid;

/// Western Indonesian Time (*WIB*), by which the national schedule counts days. Indonesia has no summer time.
pub(crate) const WIB: Offset = tz::offset(7);

/// The longest time that a vacancy takes applications, extensions included: no registration took longer than weeks. It is a
/// limit of our own, because a deadline that somebody mistyped never comes nearer again, and because a period has to end.
const LONGEST: SignedDuration = SignedDuration::from_hours(LONGEST_DAYS * 24);

/// The same in days.
pub(crate) const LONGEST_DAYS: i64 = 366;

/// The day on which somebody applies at this instant.
pub fn day_of_applying(now: Timestamp) -> Date {
    WIB.to_datetime(now).date()
}

/// Where a selection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Drafted from the need.
    Draft,
    /// Takes applications until the closing time.
    Open,
    /// Takes none any more.
    Closed,
    /// Who meets the requirements is public (*pengumuman seleksi administrasi*).
    AdministrationAnnounced,
    /// The basic test is ranked.
    SkdRanked,
    /// Who is selected is known.
    FinalRanked,
    /// The result is public.
    Published,
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Draft => "DRAFT",
            Self::Open => "OPEN",
            Self::Closed => "CLOSED",
            Self::AdministrationAnnounced => "ADMINISTRATION_ANNOUNCED",
            Self::SkdRanked => "SKD_RANKED",
            Self::FinalRanked => "FINAL_RANKED",
            Self::Published => "PUBLISHED",
        })
    }
}

/// A vacancy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vacancy {
    /// Id.
    pub id: Uuid,
    /// Where the selection stands.
    pub state: State,
    /// Need in the needs service.
    pub need: String,
    /// Position in the needs service.
    pub position: String,
    /// Title of the job.
    pub position_title: String,
    /// Path of the unit.
    pub unit_path: String,
    /// Kind of need.
    pub kind: NeedKind,
    /// Seats, at least one.
    pub seats: i32,
    /// Accepted education.
    pub education: Vec<String>,
    /// Budget year.
    pub year: i32,
    /// Number of the minister's decision that determined the seats.
    pub decision_number: String,
    /// For what kind of employment; none in a draft.
    pub programme: Option<Programme>,
    /// In which zone the instansi reads clocks.
    pub zone: Zone,
    /// Period of the selection; empty in a draft.
    pub period: String,
    /// Ruleset of the selection; empty in a draft.
    pub ruleset: String,
    /// When it opened.
    pub open_time: Option<Timestamp>,
    /// Last instant an application is taken.
    pub close_time: Option<Timestamp>,
    /// Applications taken; final from the close on.
    pub applications: i32,
    /// Candidates appointed.
    pub appointed: i32,
    /// By which way the verdicts came; none before they are announced, and where nobody applied.
    pub verdict_source: Option<VerdictSource>,
    /// When the latest announcement may be objected to; none before the first, or where the ruleset knows none.
    pub objections: Option<ObjectionWindow>,
    /// Version.
    pub version: i64,
    /// When it was drafted.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// Why a vacancy refuses a step.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum VacancyError {
    /// The step belongs to another state.
    #[error("the vacancy is {state}, and the step wants it {wanted}")]
    State {
        /// State it is in.
        state: State,
        /// State the step begins in.
        wanted: State,
    },
    /// The closing time is over before it begins.
    #[error("must lie ahead")]
    CloseTimePassed,
    /// The closing time is not of this selection.
    #[error("must not lie more than a year ahead")]
    CloseTimeTooFar,
    /// A later closing time is not later.
    #[error("must be later than the present closing time")]
    NotLater,
    /// Applications are still taken.
    #[error("applications are taken until {0}")]
    CloseTimeAhead(Timestamp),
    /// The ruleset is not in force.
    #[error("is not in force today")]
    NotInForce,
    /// The ruleset has no pass mark for the kind.
    #[error("knows no pass mark for this vacancy's kind of need")]
    KindUnknown,
    /// A ranking would leave somebody out.
    #[error("the results of {0} participants are missing")]
    ResultsMissing(usize),
    /// Some applications were not verified.
    #[error("{0} applications have no verdict")]
    VerdictsMissing(i64),
    /// The latest announcement can still be objected to.
    #[error("objections to the announcement are taken until {0}")]
    ObjectionsOpen(Timestamp),
    /// As many were appointed as there are seats.
    #[error("every seat has its candidate")]
    NoSeatLeft,
}

impl Vacancy {
    /// The seats as the rankings count them.
    pub fn quota(&self) -> u32 {
        self.seats.unsigned_abs()
    }

    /// What a ruleset asks of who applies.
    pub fn admission(&self, rules: &GeneralRules) -> Admission {
        Admission::of(rules, &self.position_title, self.kind, &self.education)
    }

    /// Opens a draft for applications. A person applies once in the period that the ruleset is of.
    pub fn open(
        &mut self,
        ruleset: &Ruleset,
        zone: Zone,
        close_time: Timestamp,
        now: Timestamp,
    ) -> Result<(), VacancyError> {
        self.must_be(State::Draft)?;
        if let Some(fault) = self.opening_faults(ruleset, close_time, now).into_iter().next() {
            return Err(fault);
        }
        let rules = ruleset.general();
        self.state = State::Open;
        self.programme = Some(ruleset.programme());
        self.zone = zone;
        self.ruleset.clone_from(&rules.id);
        self.period.clone_from(&rules.period);
        self.open_time = Some(now);
        self.close_time = Some(close_time);
        Ok(())
    }

    /// Lists everything that a draft cannot open with.
    pub fn opening_faults(&self, ruleset: &Ruleset, close_time: Timestamp, now: Timestamp) -> Vec<VacancyError> {
        let mut faults: Vec<_> = must_lie_ahead(close_time, now).err().into_iter().collect();
        if !ruleset.general().is_in_force(day_of_applying(now)) {
            faults.push(VacancyError::NotInForce);
        }
        if let Ruleset::Cpns(ruleset) = ruleset
            && ruleset.mark_of(self.kind, &self.position_title).is_none()
        {
            faults.push(VacancyError::KindUnknown);
        }
        faults
    }

    /// Whether the vacancy takes applications at this moment.
    pub fn must_accept(&self, now: Timestamp) -> Result<(), ApplicationError> {
        let in_time = self.close_time.is_some_and(|close_time| now <= close_time);
        if self.state == State::Open && in_time { Ok(()) } else { Err(ApplicationError::NotAccepting) }
    }

    /// Whether this applicant may apply at this moment.
    pub fn admit(&self, applicant: &Applicant, admission: &Admission, now: Timestamp) -> Result<(), ApplicationError> {
        self.must_accept(now)?;
        let accepted = admission.accepted(&applicant.education).ok_or(ApplicationError::EducationNotAccepted)?;
        if !accepted.admits_age(applicant.identity.birth_date, day_of_applying(now)) {
            let (minimum, maximum) = (accepted.age_minimum, accepted.age_maximum);
            return Err(ApplicationError::AgeOutOfRange { minimum, maximum });
        }
        Ok(())
    }

    /// Takes applications for longer (*perpanjangan pendaftaran*), and returns until when it would have taken them.
    pub fn extend(&mut self, close_time: Timestamp, now: Timestamp) -> Result<Timestamp, VacancyError> {
        self.must_be(State::Open)?;
        must_lie_ahead(close_time, now)?;
        must_be_near(close_time, self.open_time.unwrap_or(now))?;
        let before = self.close_time.filter(|before| *before < close_time).ok_or(VacancyError::NotLater)?;
        self.close_time = Some(close_time);
        Ok(before)
    }

    /// Refuses to end the time of application before its last instant has passed; an exercise may.
    pub fn must_be_due(&self, rules: &GeneralRules, now: Timestamp) -> Result<(), VacancyError> {
        match self.close_time {
            Some(close_time) if now <= close_time && !rules.early_close => {
                Err(VacancyError::CloseTimeAhead(close_time))
            }
            _ => Ok(()),
        }
    }

    /// Ends the time of application with what was taken.
    pub fn close(&mut self, applications: i32) -> Result<(), VacancyError> {
        self.must_be(State::Open)?;
        self.state = State::Closed;
        self.applications = applications;
        Ok(())
    }

    /// Makes public who meets the requirements; nobody may be without a verdict. Objections are taken from now on.
    pub fn announce_administration(
        &mut self,
        unverified: i64,
        rules: Option<ObjectionRules>,
        now: Timestamp,
    ) -> Result<(), VacancyError> {
        self.must_be(State::Closed)?;
        if unverified > 0 {
            return Err(VacancyError::VerdictsMissing(unverified));
        }
        self.state = State::AdministrationAnnounced;
        self.objections = rules.map(|rules| ObjectionWindow::after(now, rules));
        Ok(())
    }

    /// Notes that the basic test is ranked; nobody's result may be missing, and nobody can object any more.
    pub fn rank_skd(&mut self, missing: usize, now: Timestamp) -> Result<(), VacancyError> {
        self.must_be(State::AdministrationAnnounced)?;
        self.must_be_settled(now)?;
        self.step(State::AdministrationAnnounced, State::SkdRanked, missing)
    }

    /// Notes that the final order is known; no result of a participant of the field test may be missing.
    pub fn rank_final(&mut self, missing: usize) -> Result<(), VacancyError> {
        self.step(State::SkdRanked, State::FinalRanked, missing)
    }

    /// Makes the result public. Objections are taken from now on.
    pub fn publish(&mut self, rules: Option<ObjectionRules>, now: Timestamp) -> Result<(), VacancyError> {
        self.step(State::FinalRanked, State::Published, 0)?;
        self.objections = rules.map(|rules| ObjectionWindow::after(now, rules));
        Ok(())
    }

    /// Gives a seat to a candidate, once nobody can object any more.
    pub fn fill_seat(&mut self, now: Timestamp) -> Result<(), VacancyError> {
        self.must_be(State::Published)?;
        self.must_be_settled(now)?;
        if self.appointed >= self.seats {
            return Err(VacancyError::NoSeatLeft);
        }
        self.appointed += 1;
        Ok(())
    }

    /// Refuses what has to wait until the latest announcement can no longer be objected to.
    pub fn must_be_settled(&self, now: Timestamp) -> Result<(), VacancyError> {
        match self.objections {
            Some(window) if !window.is_over(now) => Err(VacancyError::ObjectionsOpen(window.close)),
            _ => Ok(()),
        }
    }

    /// Refuses to tell results of the basic test before it is ranked (*pengumuman SKD*).
    pub fn must_have_ranked_skd(&self) -> Result<(), VacancyError> {
        match self.state {
            State::SkdRanked | State::FinalRanked | State::Published => Ok(()),
            state => Err(VacancyError::State { state, wanted: State::SkdRanked }),
        }
    }

    /// Refuses whatever does not belong to this state.
    pub fn must_be(&self, wanted: State) -> Result<(), VacancyError> {
        if self.state == wanted { Ok(()) } else { Err(VacancyError::State { state: self.state, wanted }) }
    }

    fn step(&mut self, from: State, to: State, missing: usize) -> Result<(), VacancyError> {
        self.must_be(from)?;
        if missing > 0 {
            return Err(VacancyError::ResultsMissing(missing));
        }
        self.state = to;
        Ok(())
    }
}

fn must_lie_ahead(close_time: Timestamp, now: Timestamp) -> Result<(), VacancyError> {
    if close_time <= now {
        return Err(VacancyError::CloseTimePassed);
    }
    must_be_near(close_time, now)
}

/// Refuses a closing time so long after the opening.
fn must_be_near(close_time: Timestamp, opened: Timestamp) -> Result<(), VacancyError> {
    if close_time.duration_since(opened) > LONGEST { Err(VacancyError::CloseTimeTooFar) } else { Ok(()) }
}

impl VacancyError {
    /// The field of a request that is wrong, where it is the request.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::CloseTimePassed | Self::CloseTimeTooFar | Self::NotLater => Some("close_time"),
            Self::KindUnknown | Self::NotInForce => Some("ruleset"),
            _ => None,
        }
    }
}

#[cfg(test)]
#[path = "vacancy_tests.rs"]
pub(crate) mod tests;
