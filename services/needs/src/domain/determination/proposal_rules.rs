//! What the rules of a budget year ask of proposals: dated data, one set from each first year on.

use crate::domain::need::NeedKind;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};

/// How a share of seats becomes whole seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareRounding {
    /// Up: a minimum is kept.
    Ceil,
    /// Down.
    Floor,
}

/// The rules of proposals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalRules {
    /// Id.
    pub id: String,
    /// What they come from.
    pub regulation: String,
    /// First budget year they hold for.
    pub first_year: i32,
    /// Month of the last day on which proposals may be sent.
    pub month: i8,
    /// Day of that month.
    pub day: i8,
    /// Years before the budget year.
    pub years_before: i32,
    /// Whether the statement (SPTJM) has to be there before a proposal is sent.
    pub statement_required: bool,
    /// Whether the totals need the ministry's verification.
    pub verification_required: bool,
    /// Whether they need BKN's consideration.
    pub consideration_required: bool,
    /// Share of the seats for people with disabilities, in per cent.
    pub disability_percent: BigRational,
    /// How the share becomes seats.
    pub disability_rounding: ShareRounding,
    /// Kinds that need a twin row.
    pub twin_kinds: Vec<NeedKind>,
    /// Kinds of which the twin is.
    pub twin_of: Vec<NeedKind>,
    /// Whether the twin has to be in the same unit.
    pub twin_in_same_unit: bool,
    /// Most seats in one row.
    pub most_seats: i32,
    /// Lowest pay that is not absurd.
    pub least_pay: i64,
    /// Highest pay that is not absurd.
    pub most_pay: i64,
}

/// Why rules cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProposalRulesError {
    /// No such day in every year.
    #[error("the deadline is no day of every year")]
    Deadline,
    /// A share below zero or above a hundred.
    #[error("the share for people with disabilities must be 0 to 100 per cent")]
    Percent,
    /// Limits that let nothing through.
    #[error("the limits of rows let nothing through")]
    Limits,
}

impl ProposalRules {
    /// Refuses rules that cannot be meant.
    pub fn check(&self) -> Result<(), ProposalRulesError> {
        // 2023 is not a leap year: a day that it has, every year has.
        if Date::new(2023, self.month, self.day).is_err() || !(0..=5).contains(&self.years_before) {
            return Err(ProposalRulesError::Deadline);
        }
        let hundred = BigRational::from_integer(100.into());
        if self.disability_percent.is_negative() || self.disability_percent > hundred {
            return Err(ProposalRulesError::Percent);
        }
        if self.most_seats < 1 || self.least_pay < 0 || self.most_pay < self.least_pay {
            return Err(ProposalRulesError::Limits);
        }
        Ok(())
    }

    /// The last day on which proposals for `year` may be sent, unless it is extended.
    pub fn last_day(&self, year: i32) -> Date {
        let year = i16::try_from(year - self.years_before).unwrap_or(i16::MAX - 1);
        Date::new(year, self.month, self.day).unwrap_or(Date::MIN)
    }

    /// The last day for `year` where it may have been extended; never earlier than the regular one.
    pub fn last_day_in_force(&self, year: i32, extended: Option<Date>) -> Date {
        let regular = self.last_day(year);
        extended.map_or(regular, |day| day.max(regular))
    }

    /// The fewest of `total` seats that have to be for people with disabilities.
    pub fn least_for_disability(&self, total: i64) -> i64 {
        let share =
            &self.disability_percent * BigRational::from_integer(total.into()) / BigRational::from_integer(100.into());
        let whole = match self.disability_rounding {
            ShareRounding::Ceil => share.ceil(),
            ShareRounding::Floor => share.floor(),
        };
        whole.to_integer().to_i64().unwrap_or(i64::MAX)
    }

    /// What is absurd about the pay of a row, if anything is.
    pub fn absurd_pay(&self, (lowest, highest): (i64, i64)) -> Option<String> {
        let (least, most) = (self.least_pay, self.most_pay);
        if lowest > highest {
            return Some(format!("the lowest pay {lowest} is above the highest {highest}"));
        }
        let sane = least..=most;
        let outside = [lowest, highest].into_iter().find(|pay| !sane.contains(pay))?;
        Some(format!("{outside} rupiah a month is absurd: {least} to {most} are not"))
    }
}

/// The rules of all years, and the time zone of the instansi.
#[derive(Clone, Debug)]
pub struct Rulebook {
    all: Vec<ProposalRules>,
    oldest: ProposalRules,
    /// Decides which day it is.
    pub zone: TimeZone,
}

impl Rulebook {
    /// None without any rules.
    pub fn new(all: Vec<ProposalRules>, zone: TimeZone) -> Option<Self> {
        let oldest = all.iter().min_by_key(|rules| rules.first_year)?.clone();
        Some(Self { all, oldest, zone })
    }

    /// The rules for a budget year: those with the latest first year that is not after it; before all of them the oldest.
    pub fn for_year(&self, year: i32) -> &ProposalRules {
        let begun = self.all.iter().filter(|rules| rules.first_year <= year);
        begun.max_by_key(|rules| rules.first_year).unwrap_or(&self.oldest)
    }

    /// The day it is at `now` where the instansi is.
    pub fn day_of(&self, now: Timestamp) -> Date {
        self.zone.to_datetime(now).date()
    }

    /// The instants at which calendar years `from` to `to` begin and end there.
    pub fn span_of(&self, (from, to): (i32, i32)) -> (Timestamp, Timestamp) {
        let begin = |year: i32| {
            let first = i16::try_from(year).ok().and_then(|year| Date::new(year, 1, 1).ok());
            let begun =
                first.and_then(|first| self.zone.to_timestamp(first.to_datetime(jiff::civil::Time::midnight())).ok());
            begun.unwrap_or(Timestamp::MAX)
        };
        (begin(from), begin(to.saturating_add(1)))
    }
}

#[cfg(test)]
#[path = "proposal_rules_tests.rs"]
mod tests;
