//! Workload analysis (*analisis beban kerja*, ABK): how many people the tasks of a post keep busy.
//! The effective working time is a dated ruleset; nothing is rounded before the tasks are summed.

use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use thiserror::Error;

/// The period over which a volume of work was counted (*periode hasil kerja*, PermenPANRB 1/2020).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// How the sum of a post becomes a number of posts (*pembulatan*); the form asks for it, no regulation fixes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the nearest whole post, a half counts as one.
    HalfUp,
    /// Up: any started post counts.
    Ceil,
    /// Not at all: only full posts count.
    None,
}

/// The effective working time (*waktu kerja efektif*) of one regulation, in minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingTime {
    /// The id stored with every result that used it.
    pub id: String,
    pub regulation: String,
    pub valid_from: Date,
    /// The last day it is used, open while it is in force.
    pub valid_until: Option<Date>,
    pub minutes_per_hour: u32,
    pub minutes_per_day: u32,
    pub minutes_per_week: u32,
    pub minutes_per_month: u32,
    pub minutes_per_year: u32,
    pub rounding: Rounding,
}

/// Why a working time cannot be used (*waktu kerja efektif tidak sah*).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the minutes of {0:?} must be more than zero and grow from hour to year")]
pub struct WorkingTimeError(pub String);

impl WorkingTime {
    /// Refuses a working time (*waktu kerja efektif*) whose periods are empty or out of order.
    pub fn check(&self) -> Result<(), WorkingTimeError> {
        let periods = [
            self.minutes_per_hour,
            self.minutes_per_day,
            self.minutes_per_week,
            self.minutes_per_month,
            self.minutes_per_year,
        ];
        if self.minutes_per_hour > 0 && periods.is_sorted_by(|shorter, longer| shorter < longer) {
            Ok(())
        } else {
            Err(WorkingTimeError(self.id.clone()))
        }
    }

    /// The effective minutes (*menit efektif*) one person works in a period.
    pub fn minutes(&self, period: Period) -> u32 {
        match period {
            Period::Hour => self.minutes_per_hour,
            Period::Day => self.minutes_per_day,
            Period::Week => self.minutes_per_week,
            Period::Month => self.minutes_per_month,
            Period::Year => self.minutes_per_year,
        }
    }
}

/// One task of a post (*uraian tugas*) with its volume and the time one result takes (PermenPANRB 1/2020).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub description: String,
    /// What one result is (*satuan hasil*), for example a file.
    pub result_unit: String,
    /// How many results in the period (*jumlah hasil*).
    pub volume: BigRational,
    pub period: Period,
    /// How long one result takes (*waktu penyelesaian*).
    pub minutes_per_unit: BigRational,
}

/// What is wrong with a task (*uraian tugas tidak sah*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TaskViolation {
    #[error("a task needs a description")]
    NoDescription,
    #[error("a task needs a result unit")]
    NoResultUnit,
    #[error("a volume is not below zero")]
    NegativeVolume,
    #[error("a result takes more than zero minutes")]
    NoTime,
}

impl Task {
    /// Lists everything wrong with the task (*uraian tugas*), empty when it can be counted.
    pub fn violations(&self) -> Vec<TaskViolation> {
        [
            (self.description.trim().is_empty(), TaskViolation::NoDescription),
            (self.result_unit.trim().is_empty(), TaskViolation::NoResultUnit),
            (self.volume.is_negative(), TaskViolation::NegativeVolume),
            (!self.minutes_per_unit.is_positive(), TaskViolation::NoTime),
        ]
        .into_iter()
        .filter_map(|(wrong, violation)| wrong.then_some(violation))
        .collect()
    }
}

/// The minutes a year (*beban kerja setahun*) a task takes; a day, week or month is scaled by the ruleset's periods.
pub fn minutes_per_year(task: &Task, working_time: &WorkingTime) -> BigRational {
    share_of_a_person(task, working_time) * minutes(working_time.minutes_per_year)
}

/// The people the tasks keep busy (*kebutuhan pegawai*): the exact sum of volume × time ÷ effective time.
pub fn full_time_equivalent(tasks: &[Task], working_time: &WorkingTime) -> BigRational {
    tasks.iter().fold(BigRational::zero(), |sum, task| sum + share_of_a_person(task, working_time))
}

/// The posts (*jumlah kebutuhan*) a sum stands for, rounded once for the whole post and never per task.
pub fn posts(full_time_equivalent: &BigRational, rounding: Rounding) -> u64 {
    let rounded = match rounding {
        Rounding::HalfUp => exact::round_half_up(full_time_equivalent),
        Rounding::Ceil => full_time_equivalent.ceil().to_integer(),
        Rounding::None => full_time_equivalent.floor().to_integer(),
    };
    if rounded.is_negative() { 0 } else { rounded.to_u64().unwrap_or(u64::MAX) }
}

/// The hours (*jam*) that days of so many minutes make, to show that a published derivation does not hold.
///
/// The effective working time itself is never derived: it is what its regulation says.
pub fn derived_hours(days: u32, minutes_per_day: u32) -> BigRational {
    minutes(days) * minutes(minutes_per_day) / minutes(60)
}

fn share_of_a_person(task: &Task, working_time: &WorkingTime) -> BigRational {
    &task.volume * &task.minutes_per_unit / minutes(working_time.minutes(task.period))
}

fn minutes(number: u32) -> BigRational {
    BigRational::from(BigInt::from(number))
}

#[cfg(test)]
#[path = "workload_tests.rs"]
mod tests;
