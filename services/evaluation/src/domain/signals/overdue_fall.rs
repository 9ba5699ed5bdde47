//! Whether too many complaints of a quarter are past their deadline (*pengaduan lewat batas waktu*).
//!
//! Of nine complaints one is late by chance often enough, so a share beyond the bound proves nothing yet: a fall is told when a true
//! share at the bound would bring as many late ones so seldom (the exact binomial test). All in whole numbers.

use crate::domain::signal::{Figure, Finding};
use jiff::{ToSpan, civil::Date};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// The figures of the test (*aturan sinyal keterlambatan*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverdueTest {
    /// Most complaints past their deadline, in percent.
    pub percent: u32,
    /// How often, at most, a quarter at that bound is told to be beyond it.
    pub false_alarm: BigRational,
    /// The fewest complaints of a quarter that prove anything.
    pub least_complaints: u64,
    /// The fewest complaints that any figure stands for.
    pub smallest_cell: u64,
    /// How many quarters that ended are looked at: answers go on after a quarter's end.
    pub quarters: usize,
}

/// Three months of a calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quarter {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

impl Quarter {
    /// The last quarters that ended before a day, oldest first.
    pub fn ended_before(day: Date, count: usize) -> Vec<Self> {
        let months_in = (day.month() - 1) % 3;
        let mut next = day.first_of_month().saturating_sub(i64::from(months_in).months());
        let mut quarters = Vec::new();
        for _ in 0..count {
            let first = next.saturating_sub(3.months());
            quarters.push(Self { first, last: next.saturating_sub(1.day()) });
            next = first;
        }
        quarters.reverse();
        quarters
    }

    /// As it is shown, `2025-Q3`.
    pub fn text(&self) -> String {
        format!("{:04}-Q{}", self.first.year(), (self.first.month() + 2) / 3)
    }
}

impl OverdueTest {
    /// Whether the figures can be used (*aturan sah*).
    pub fn is_usable(&self) -> bool {
        let rate = self.false_alarm.is_positive() && self.false_alarm < BigRational::one();
        let cells = self.smallest_cell > 0 && self.least_complaints >= self.smallest_cell;
        (1..100).contains(&self.percent) && self.quarters > 0 && rate && cells
    }

    /// What proves that a quarter had too many complaints past their deadline.
    pub fn fall(&self, quarter: Quarter, complaints: u64, overdue: u64) -> Option<Finding> {
        let reason =
            format!("more than {} % of the complaints of {} are past their deadline", self.percent, quarter.text());
        let enough = complaints >= self.least_complaints && overdue >= self.smallest_cell;
        let told = enough && self.is_beyond(complaints, overdue) && self.is_seldom(complaints, overdue);
        told.then(|| self.finding(quarter, (complaints, overdue), reason))
    }

    /// What proves that a quarter had not. One with few complaints proves nothing.
    pub fn recovery(&self, quarter: Quarter, complaints: u64, overdue: u64) -> Option<Finding> {
        let reason =
            format!("at most {} % of the complaints of {} are past their deadline", self.percent, quarter.text());
        let good = complaints >= self.least_complaints && !self.is_beyond(complaints, overdue);
        good.then(|| self.finding(quarter, (complaints, overdue), reason))
    }

    fn is_beyond(&self, complaints: u64, overdue: u64) -> bool {
        u128::from(overdue) * 100 > u128::from(complaints) * u128::from(self.percent)
    }

    /// Whether, with a true share at the bound `p`, `x` late ones of `n` or more come at most as often as `false_alarm`:
    /// `Σ C(n, k)·p^k·(100 − p)^(n − k) ≤ false_alarm·100^n` for `k` from `x` on. Beyond the bound each term is a smaller part of
    /// the one before, so what is left is less than a geometric series: the sum stops as soon as that decides.
    fn is_seldom(&self, complaints: u64, overdue: u64) -> bool {
        let (Some(all), Ok(late)) = (few(complaints), u32::try_from(overdue.min(complaints))) else {
            // A whole percent more than the bound is at least six standard deviations of so many.
            return u128::from(overdue) * 100 > u128::from(complaints) * u128::from(self.percent + 1);
        };
        let (bound, rest) = (BigInt::from(self.percent), BigInt::from(100 - self.percent));
        let most = self.false_alarm.numer() * BigInt::from(100).pow(all);
        let mut ways = BigInt::one();
        for k in 0..late {
            ways = ways * (all - k) / (k + 1);
        }
        let mut term = ways * bound.pow(late) * rest.pow(all - late) * self.false_alarm.denom();
        let mut sum = BigInt::zero();
        for k in late..=all {
            sum += &term;
            if sum > most {
                return false;
            }
            let (above, below) = (&bound * (all - k), &rest * (k + 1));
            if &sum * (&below - &above) + &term * &above <= &most * (&below - &above) {
                return true;
            }
            term = term * above / below;
        }
        true
    }

    /// The reason is for everybody and has no counts. Few late ones could tell about one of them: their figures say only that
    /// they are few.
    fn finding(&self, quarter: Quarter, (complaints, overdue): (u64, u64), reason: String) -> Finding {
        let share = |overdue: u64| BigRational::new(BigInt::from(overdue) * 100, BigInt::from(complaints.max(1)));
        let (shown, statistic) = if (1..self.smallest_cell).contains(&overdue) {
            let bound = BigRational::from_integer(self.percent.into());
            (format!("fewer than {}", self.smallest_cell), share(self.smallest_cell - 1).min(bound))
        } else {
            (overdue.to_string(), share(overdue))
        };
        Finding {
            first: quarter.first,
            last: quarter.last,
            periods: vec![quarter.text()],
            complaints: Vec::new(),
            transactions: Vec::new(),
            reason,
            statistic: exact::render(&statistic, 4),
            threshold: self.percent.to_string(),
            figures: vec![
                Figure::new("complaints", complaints),
                Figure::new("overdue", shown),
                Figure::new("false_alarm", exact::render(&self.false_alarm, 4)),
            ],
            usual: None,
        }
    }
}

/// So many complaints are counted exactly.
fn few(complaints: u64) -> Option<u32> {
    u32::try_from(complaints).ok().filter(|complaints| *complaints <= 100_000)
}

#[cfg(test)]
#[path = "overdue_fall_tests.rs"]
mod tests;
