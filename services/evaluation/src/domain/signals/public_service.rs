//! A service the public uses (*layanan*), offered by a unit, and its quality as the tests tell it.

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// Quality, as the tests tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quality {
    /// As usual, or too little known; since a month if it fell before.
    Steady {
        /// Last day that was looked at when it was usual again.
        since: Option<Date>,
        /// Ruleset that told it; empty if it never fell.
        ruleset: String,
    },
    /// A test told a fall that has not ended.
    Fell {
        /// Last day of the run that proved it.
        since: Date,
        /// Ruleset that told it.
        ruleset: String,
    },
}

/// A fall that has not ended, as everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSignal {
    /// Id of the signal.
    pub id: Uuid,
    /// Why, in one sentence.
    pub reason: String,
}

/// The months whose complaints are all here (*cakupan pengaduan*), by their first days. Where nobody says it, they are those from
/// the first to the last month in which the instansi has any report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// First of them.
    pub first: Option<Date>,
    /// Last of them.
    pub last: Option<Date>,
}

/// A public service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicService {
    /// Id.
    pub id: Uuid,
    /// Title.
    pub display_name: String,
    /// Unit in the needs service.
    pub unit: String,
    /// Quality now.
    pub quality: Quality,
    /// The falls that have not ended, oldest first, as they were read.
    pub open: Vec<OpenSignal>,
    /// First day without it; none while it is offered.
    pub retire_date: Option<Date>,
    /// The months whose complaints are all here.
    pub coverage: Coverage,
    /// Version.
    pub version: i64,
    /// When it was registered.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// The service is not offered any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the public service has not been offered since {0}")]
pub struct Retired(pub Date);

impl PublicService {
    /// Gives it another title.
    pub fn rename(&mut self, display_name: String) -> Result<(), Retired> {
        self.must_be_offered()?;
        self.display_name = display_name;
        Ok(())
    }

    /// Moves it to another unit.
    pub fn move_to(&mut self, unit: String) -> Result<(), Retired> {
        self.must_be_offered()?;
        self.unit = unit;
        Ok(())
    }

    /// Ends it.
    pub fn retire(&mut self, day: Date) -> Result<(), Retired> {
        self.must_be_offered()?;
        self.retire_date = Some(day);
        Ok(())
    }

    /// Says which months' complaints are all here.
    pub fn cover(&mut self, coverage: Coverage) -> Result<(), Retired> {
        self.must_be_offered()?;
        self.coverage = coverage;
        Ok(())
    }

    /// A test told a fall.
    pub fn fall(&mut self, open: OpenSignal, since: Date, ruleset: &str) {
        self.open.push(open);
        self.quality = Quality::Fell { since, ruleset: ruleset.to_owned() };
    }

    /// A fall ended: the quality is as usual when it was the only one.
    pub fn end(&mut self, signal: Uuid, since: Date, ruleset: &str) {
        self.open.retain(|open| open.id != signal);
        if self.open.is_empty() {
            self.quality = Quality::Steady { since: Some(since), ruleset: ruleset.to_owned() };
        }
    }

    /// Refuses a service that is not offered any more.
    pub fn must_be_offered(&self) -> Result<(), Retired> {
        self.retire_date.map_or(Ok(()), |day| Err(Retired(day)))
    }
}

#[cfg(test)]
#[path = "public_service_tests.rs"]
mod tests;
