//! Statements of health (*surat keterangan sehat jasmani dan rohani*). What they say is sealed.

use crate::domain::sealed_fields::{join, split};
use jiff::{Timestamp, civil::Date};
use std::fmt;
use uuid::Uuid;

/// What a statement says. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct HealthDetail {
    /// Whether the person is found healthy in body and mind.
    pub healthy: bool,
    /// Number of the statement.
    pub number: String,
    /// Who states it: the hospital.
    pub facility: String,
}

impl HealthDetail {
    /// As it is sealed.
    pub fn to_record(&self) -> String {
        join(&[if self.healthy { "healthy" } else { "not_healthy" }, &self.number, &self.facility])
    }

    /// Reads such a record.
    pub fn from_record(text: &str) -> Option<Self> {
        let [healthy, number, facility] = split(text)?;
        let healthy = match healthy.as_str() {
            "healthy" => true,
            "not_healthy" => false,
            _ => return None,
        };
        Some(Self { healthy, number, facility })
    }
}

impl fmt::Debug for HealthDetail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("HealthDetail(sealed)")
    }
}

/// A statement about one servant. The latest one counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthStatement {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// Day of the statement.
    pub date: Date,
    /// What it says.
    pub detail: HealthDetail,
    /// When it was recorded.
    pub record_time: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detail_reads_back_and_shows_nothing() {
        for healthy in [true, false] {
            let detail = HealthDetail { healthy, number: "440/1".into(), facility: "RSUD".into() };
            assert_eq!(HealthDetail::from_record(&detail.to_record()), Some(detail.clone()));
            assert_eq!(format!("{detail:?}"), "HealthDetail(sealed)");
        }
        assert_eq!(HealthDetail::from_record("x"), None);
    }
}
