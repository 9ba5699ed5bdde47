//! How many lesson hours (*jam pelajaran*, JP) a year asks for and allows, and whom a nomination passes over: dated data.

use crate::domain::{hours::activity_title, servant::Employment};
use jiff::{ToSpan, civil::Date};

/// The rules of hours and nominations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrainingRules {
    /// Id.
    pub id: String,
    /// First day they hold.
    pub valid_from: Date,
    /// Minutes of a lesson hour.
    pub minutes_per_hour: i64,
    /// Hours a civil servant (*PNS*) owes in a year.
    pub required_hours: i64,
    /// Hours an employee under a work agreement (*PPPK*) may get in a year.
    pub cap_hours: i64,
    /// The same of a part-time employee (*PPPK paruh waktu*).
    pub part_time_cap_hours: i64,
    /// Months after an equivalent course in which nobody is nominated.
    pub suppress_months: i32,
    /// Whether a failed course counts as ended.
    pub suppress_after_failed: bool,
    /// Of a hundred days on which attendance was noted, how many one must have been there to pass.
    pub attendance_percent: i64,
    /// Whether the hours of a pre-service training (*Latsar*, *orientasi PPPK*) that was passed count.
    pub counts_pre_service: bool,
    /// Kind of activity that they are booked as.
    pub pre_service_activity: i32,
}

/// Hours above the cap of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{over} hours over the cap of {cap} a year")]
pub struct OverCap {
    /// How many too many.
    pub over: i64,
    /// Most of a year.
    pub cap: i64,
}

impl TrainingRules {
    /// What is wrong with them, if anything.
    pub fn fault(&self) -> Option<&'static str> {
        let hours = [self.required_hours, self.cap_hours, self.part_time_cap_hours];
        if !(1..=1_440).contains(&self.minutes_per_hour) {
            return Some("has an hour of no minutes or too many");
        }
        if hours.iter().any(|hours| !(0..=10_000).contains(hours)) {
            return Some("has hours below 0 or too many");
        }
        if !(0..=120).contains(&self.suppress_months) {
            return Some("passes over people for less than no time or too long");
        }
        if !(0..=100).contains(&self.attendance_percent) {
            return Some("has an attendance that is no percentage");
        }
        if activity_title(self.pre_service_activity).is_none() {
            return Some("books pre-service training as no kind of activity");
        }
        None
    }

    /// Hours owed in a year; none for those whose training is a right only.
    pub fn required(&self, employment: Employment) -> i64 {
        match employment {
            Employment::Pns => self.required_hours,
            Employment::Pppk | Employment::PppkPartTime => 0,
        }
    }

    /// Most hours in a year.
    pub fn cap(&self, employment: Employment) -> Option<i64> {
        match employment {
            Employment::Pns => None,
            Employment::Pppk => Some(self.cap_hours),
            Employment::PppkPartTime => Some(self.part_time_cap_hours),
        }
    }

    /// Whether `hours` more than `taken` keep to the cap.
    pub fn must_fit(&self, employment: Employment, taken: i64, hours: i64) -> Result<(), OverCap> {
        let Some(cap) = self.cap(employment) else { return Ok(()) };
        let over = taken.saturating_add(hours).saturating_sub(cap);
        if over > 0 { Err(OverCap { over, cap }) } else { Ok(()) }
    }

    /// Full hours in so many minutes; what is left of the last one does not count.
    pub fn hours_of(&self, minutes: i64) -> i64 {
        minutes.max(0) / self.minutes_per_hour.max(1)
    }

    /// The last day on which the end of an equivalent course does not count any more on `today`.
    pub fn forgotten_until(&self, today: Date) -> Date {
        today.checked_sub(self.suppress_months.months()).unwrap_or(Date::MIN)
    }

    /// Whether somebody was there often enough to pass.
    pub fn attended(&self, present: i64, held: i64) -> bool {
        present.saturating_mul(100) >= held.saturating_mul(self.attendance_percent)
    }
}

#[cfg(test)]
impl TrainingRules {
    /// The rules that tests decide by: those that are shipped.
    pub(crate) fn sample() -> Self {
        Self {
            id: "r".into(),
            valid_from: jiff::civil::date(2017, 4, 7),
            minutes_per_hour: 45,
            required_hours: 20,
            cap_hours: 24,
            part_time_cap_hours: 24,
            suppress_months: 12,
            suppress_after_failed: true,
            attendance_percent: 80,
            counts_pre_service: true,
            pre_service_activity: 13,
        }
    }
}
