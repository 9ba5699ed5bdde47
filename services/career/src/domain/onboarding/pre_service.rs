//! Pre-service training, once a career: *Latsar* of those on probation, orientation of those under a work agreement.

use crate::domain::onboarding_rules::PreServiceTemplate;
use jiff::{Timestamp, civil::Date};
use std::fmt;
use uuid::Uuid;

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreServiceKind {
    /// *Pelatihan dasar CPNS*.
    Latsar,
    /// *Orientasi PPPK*.
    Orientation,
}

impl PreServiceKind {
    /// Every kind with its name in tables.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Latsar, "latsar"), (Self::Orientation, "orientation")];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreServiceState {
    /// Registered, without a result.
    Registered,
    /// Passed.
    Passed,
    /// Failed: there is no second time.
    Failed,
    /// Registered in error, or not attended at all.
    Cancelled,
}

impl PreServiceState {
    /// Every state with its name in tables.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Registered, "registered"),
        (Self::Passed, "passed"),
        (Self::Failed, "failed"),
        (Self::Cancelled, "cancelled"),
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

impl fmt::Display for PreServiceState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.as_str().to_uppercase())
    }
}

/// A part somebody went through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreServicePart {
    /// Code in the ruleset.
    pub code: String,
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// Lesson hours (*JP*).
    pub hours: i64,
    /// Title of the project (*aktualisasi*); empty for none.
    pub project: String,
}

/// Somebody's pre-service training.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreService {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// What it is.
    pub kind: PreServiceKind,
    /// Where it stands.
    pub state: PreServiceState,
    /// Who holds it.
    pub provider: String,
    /// Batch (*angkatan*); may be empty.
    pub batch: String,
    /// First day.
    pub start: Date,
    /// Lesson hours that the rules expect in all; 0 for none.
    pub expected_hours: i64,
    /// Ruleset with its parts.
    pub ruleset: String,
    /// Parts gone through.
    pub parts: Vec<PreServicePart>,
    /// Number of the certificate (*STTP*); empty before it is passed.
    pub certificate: String,
    /// Day of the result.
    pub result_date: Option<Date>,
    /// Subject of whoever recorded the result; empty before.
    pub result_by: String,
    /// Version.
    pub version: i64,
    /// When it was registered.
    pub create_time: Timestamp,
}

/// The result of a pre-service training.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreServiceResult {
    /// Whether it was passed.
    pub passed: bool,
    /// Number of the certificate; empty where it was failed.
    pub certificate: String,
    /// Day.
    pub date: Date,
}

/// A result that was recorded wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreServiceCorrection {
    /// The result as it was.
    pub was: PreServiceResult,
    /// Subject of whoever recorded it.
    pub recorded_by: String,
    /// Subject of whoever put it right.
    pub corrected_by: String,
}

/// Why a pre-service training refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PreServiceRefusal {
    /// There is one, and it can be taken once.
    #[error("the servant has a pre-service training, which is taken once")]
    Taken,
    /// The result is there, or it was cancelled.
    #[error("the pre-service training is {0}")]
    State(PreServiceState),
    /// Four eyes.
    #[error("nobody corrects a result that they recorded")]
    OwnResult,
    /// Parts that are not gone through.
    #[error("parts are missing: {}", .0.join(", "))]
    PartsMissing(Vec<String>),
}

impl PreService {
    /// Lesson hours of all parts.
    pub fn hours(&self) -> i64 {
        self.parts.iter().fold(0, |sum, part| part.hours.saturating_add(sum))
    }

    /// Notes a part, or notes it anew. Also of who failed: a result that is corrected may need a part that was forgotten.
    pub fn note_part(&mut self, part: PreServicePart) -> Result<(), PreServiceRefusal> {
        if self.state != PreServiceState::Failed {
            self.must_be_registered()?;
        }
        self.parts.retain(|one| one.code != part.code);
        self.parts.push(part);
        Ok(())
    }

    /// Codes of parts that nobody has noted.
    pub fn missing(&self, template: &PreServiceTemplate) -> Vec<String> {
        let has = |code: &str| self.parts.iter().any(|part| part.code == code);
        template.parts.iter().filter(|part| !has(&part.code)).map(|part| part.code.clone()).collect()
    }

    /// Takes the result, once. Whoever passes has gone through all parts.
    pub fn take_result(
        &mut self,
        result: PreServiceResult,
        by: &str,
        template: &PreServiceTemplate,
    ) -> Result<(), PreServiceRefusal> {
        self.must_be_registered()?;
        self.settle(result, by, template)
    }

    /// Takes another result in the place of one that was recorded wrongly, from somebody else than whoever recorded that one.
    /// Returns what it was.
    pub fn correct_result(
        &mut self,
        result: PreServiceResult,
        by: &str,
        template: &PreServiceTemplate,
    ) -> Result<PreServiceCorrection, PreServiceRefusal> {
        let passed = match self.state {
            PreServiceState::Passed => true,
            PreServiceState::Failed => false,
            state => return Err(PreServiceRefusal::State(state)),
        };
        if self.result_by == by {
            return Err(PreServiceRefusal::OwnResult);
        }
        let date = self.result_date.unwrap_or(self.start);
        let was = PreServiceResult { passed, certificate: self.certificate.clone(), date };
        let before = PreServiceCorrection { was, recorded_by: self.result_by.clone(), corrected_by: by.to_owned() };
        self.settle(result, by, template)?;
        Ok(before)
    }

    fn settle(
        &mut self,
        result: PreServiceResult,
        by: &str,
        template: &PreServiceTemplate,
    ) -> Result<(), PreServiceRefusal> {
        let missing = self.missing(template);
        if result.passed && !missing.is_empty() {
            return Err(PreServiceRefusal::PartsMissing(missing));
        }
        self.state = if result.passed { PreServiceState::Passed } else { PreServiceState::Failed };
        (self.certificate, self.result_date) = (result.certificate, Some(result.date));
        self.result_by = by.to_owned();
        Ok(())
    }

    /// Is cancelled, so that another one can be registered.
    pub fn cancel(&mut self) -> Result<(), PreServiceRefusal> {
        self.must_be_registered()?;
        self.state = PreServiceState::Cancelled;
        Ok(())
    }

    fn must_be_registered(&self) -> Result<(), PreServiceRefusal> {
        if self.state == PreServiceState::Registered { Ok(()) } else { Err(PreServiceRefusal::State(self.state)) }
    }
}

#[cfg(test)]
#[path = "pre_service_tests.rs"]
mod tests;
