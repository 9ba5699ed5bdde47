//! Health workload analysis (*ABK Kes*, Permenkes 33/2015): WISN with the ministry's own time and factors.

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use crate::domain::wisn::{self, Activity};

/// What the available working time (WKT, *waktu kerja tersedia*) of a health worker is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvailableTime {
    /// The formal hours a week (*jam kerja formal*).
    pub hours_per_week: BigRational,
    /// The share of the hours in which nobody works (*waktu luang*), for example 0.25.
    pub slack: BigRational,
    /// The working days a week (*pola hari kerja*), five or six.
    pub days_per_week: u32,
    pub days_per_year: u32,
    pub weeks_per_year: u32,
    /// The public holidays a year (*libur nasional*).
    pub holidays: u32,
    /// The days of leave a year (*cuti*).
    pub leave: u32,
}

impl AvailableTime {
    /// The effective hours a week (*jam kerja efektif*).
    pub fn hours_each_week(&self) -> BigRational {
        &self.hours_per_week * (BigRational::one() - &self.slack)
    }

    /// The effective hours a day (*jam kerja efektif per hari*), undefined for a week without working days.
    pub fn hours_each_day(&self) -> Option<BigRational> {
        (self.days_per_week > 0).then(|| self.hours_each_week() / whole(self.days_per_week))
    }

    /// The effective days a year (*hari kerja efektif*): all days less days of rest, holidays and leave.
    pub fn days(&self) -> BigRational {
        let rest = whole(self.weeks_per_year) * whole(7u32.saturating_sub(self.days_per_week));
        whole(self.days_per_year) - rest - whole(self.holidays) - whole(self.leave)
    }

    /// The available minutes a year (*WKT dalam menit*).
    pub fn minutes(&self) -> Option<BigRational> {
        Some(self.days() * self.hours_each_day()? * whole(60))
    }
}

/// The share of the time support tasks take (FTP, *faktor tugas penunjang*): quantity × norm ÷ available time.
pub fn support_share(tasks: &[Activity], available_minutes: &BigRational) -> Option<BigRational> {
    if !available_minutes.is_positive() {
        return None;
    }
    let minutes = tasks.iter().fold(BigRational::zero(), |sum, task| sum + task.workload());
    Some(minutes / available_minutes)
}

/// The staff needed (*kebutuhan SDM*): main tasks (JKT) × the support factor (STP).
pub fn need(main: &[Activity], support: &[Activity], available_minutes: &BigRational) -> Option<BigRational> {
    let base = wisn::base_requirement(main, available_minutes)?;
    let factor = wisn::category_allowance_factor(&support_share(support, available_minutes)?)?;
    Some(wisn::need(&base, &factor, &BigRational::zero()))
}

fn whole(number: u32) -> BigRational {
    exact::whole(u64::from(number))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use exact::{parse, render};

    fn six_days() -> AvailableTime {
        AvailableTime {
            hours_per_week: whole(40),
            slack: parse("0.25").unwrap(),
            days_per_week: 6,
            days_per_year: 365,
            weeks_per_year: 52,
            holidays: 15,
            leave: 12,
        }
    }

    #[test]
    fn a_six_day_week_leaves_85_800_minutes() {
        assert_eq!(six_days().days(), whole(286));
        assert_eq!(six_days().minutes().unwrap(), whole(85_800));
    }

    #[test]
    fn a_five_day_week_rests_twice_as_often() {
        let five_days = AvailableTime { days_per_week: 5, ..six_days() };
        assert_eq!(five_days.days(), whole(234));
        assert_eq!(five_days.hours_each_day().unwrap(), whole(6));
    }

    #[test]
    fn support_tasks_enlarge_the_need() {
        let activity = |often, minutes| Activity { annual_workload: whole(often), unit_time: whole(minutes) };
        let minutes = six_days().minutes().unwrap();
        let support = [activity(12, 180), activity(4, 180)];
        assert_eq!(render(&support_share(&support, &minutes).unwrap(), 7), "0.0335664");
        assert_eq!(render(&need(&[activity(1_500, 10)], &support, &minutes).unwrap(), 4), "0.1809");
    }

    #[test]
    fn a_week_without_days_has_no_time() {
        assert_eq!(AvailableTime { days_per_week: 0, ..six_days() }.minutes(), None);
    }
}
