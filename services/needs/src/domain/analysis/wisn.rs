//! Staffing need of health workers from their workload (WISN, *indikator beban kerja kebutuhan SDM*; WHO 2010).
//! The ministry's own variant is in `abk_kes`, which shares the factors below.

use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// The days a worker can work (*hari kerja tersedia*) and those that are lost, a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingDays {
    pub possible: BigRational,
    pub holidays: BigRational,
    pub leave: BigRational,
    pub sick: BigRational,
    pub other: BigRational,
}

impl WorkingDays {
    /// The available working time (AWT, *waktu kerja tersedia*) in days a year.
    pub fn available(&self) -> BigRational {
        &self.possible - (&self.holidays + &self.leave + &self.sick + &self.other)
    }
}

/// One service activity (*kegiatan pelayanan*): how often a year, and how long each time.
///
/// The unit time and the available time given with it are in the same unit: minutes, hours or days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// How often it is done in a year (*capaian setahun*).
    pub annual_workload: BigRational,
    /// How long it takes once (*norma waktu*).
    pub unit_time: BigRational,
}

impl Activity {
    /// The time the activity takes in a year (*beban kerja*).
    pub fn workload(&self) -> BigRational {
        &self.annual_workload * &self.unit_time
    }

    /// The standard workload (SBK, *standar beban kerja*): how often one worker can do it in a year.
    pub fn standard_workload(&self, available_time: &BigRational) -> Option<BigRational> {
        self.unit_time.is_positive().then(|| available_time / &self.unit_time)
    }

    /// The staff this activity takes (*kebutuhan per kegiatan*): annual workload ÷ standard workload.
    pub fn staff(&self, available_time: &BigRational) -> Option<BigRational> {
        available_time.is_positive().then(|| self.workload() / available_time)
    }
}

/// The staff all service activities take (*jumlah kebutuhan kegiatan pokok*), before allowances.
pub fn base_requirement(activities: &[Activity], available_time: &BigRational) -> Option<BigRational> {
    activities.iter().try_fold(BigRational::zero(), |sum, activity| Some(sum + activity.staff(available_time)?))
}

/// The factor for support work of all staff (CAF, *standar tugas penunjang*): 1 ÷ (1 − share of the time).
pub fn category_allowance_factor(share: &BigRational) -> Option<BigRational> {
    let left = BigRational::one() - share;
    left.is_positive().then(|| left.recip())
}

/// The staff for additional work of some (IAF, *faktor kelonggaran individu*): their time ÷ available time.
pub fn individual_allowance_factor(time: &BigRational, available_time: &BigRational) -> Option<BigRational> {
    available_time.is_positive().then(|| time / available_time)
}

/// The staff needed (*kebutuhan SDM*): base × CAF + IAF.
pub fn need(base: &BigRational, category_factor: &BigRational, individual_factor: &BigRational) -> BigRational {
    base * category_factor + individual_factor
}

/// The WISN ratio (*rasio WISN*) of present staff to need: below one is a shortage; undefined without need.
pub fn ratio(current: u32, need: &BigRational) -> Option<BigRational> {
    need.is_positive().then(|| exact::whole(u64::from(current)) / need)
}

/// The whole number of staff (*pembulatan WHO*): an overload of up to a tenth of the lower number is borne.
pub fn whole_staff(need: &BigRational) -> u64 {
    whole_staff_within(need, &BigRational::new(1.into(), 10.into()))
}

/// The same with another share of overload that is borne (*kelebihan beban*).
pub fn whole_staff_within(need: &BigRational, overload: &BigRational) -> u64 {
    if !need.is_positive() {
        return 0;
    }
    let lower = need.floor();
    let borne = &lower * (BigRational::one() + overload);
    let staff = if *need <= borne { lower } else { need.floor() + BigRational::one() };
    staff.to_integer().to_u64().unwrap_or(u64::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use exact::{parse, render, whole};

    fn puskesmas() -> (Vec<Activity>, BigRational) {
        let days = WorkingDays {
            possible: whole(260),
            holidays: whole(15),
            leave: whole(12),
            sick: whole(6),
            other: whole(5),
        };
        assert_eq!(days.available(), whole(222));
        let activities = [(4_200, 25), (310, 180), (6_800, 10)]
            .map(|(often, minutes)| Activity { annual_workload: whole(often), unit_time: whole(minutes) })
            .to_vec();
        (activities, days.available() * whole(450))
    }

    #[test]
    fn a_standard_workload_is_what_one_worker_can_do_in_a_year() {
        let (activities, minutes) = puskesmas();
        let standards: Vec<_> = activities.iter().map(|a| a.standard_workload(&minutes).unwrap()).collect();
        assert_eq!(standards, [whole(3_996), whole(555), whole(9_990)]);
    }

    #[test]
    fn allowances_are_added_to_the_base() {
        let (activities, minutes) = puskesmas();
        let base = base_requirement(&activities, &minutes).unwrap();
        assert_eq!(render(&base, 4), "2.2903");
        let caf = category_allowance_factor(&parse("0.1").unwrap()).unwrap();
        assert_eq!(render(&caf, 4), "1.1111");
        let iaf = individual_allowance_factor(&whole(200 * 60), &minutes).unwrap();
        assert_eq!(render(&iaf, 4), "0.1201");
        let need = need(&base, &caf, &iaf);
        assert_eq!(render(&need, 4), "2.6649");
        assert_eq!(whole_staff(&need), 3);
        assert_eq!(render(&ratio(2, &need).unwrap(), 4), "0.7505");
        assert_eq!(render(&ratio(3, &need).unwrap(), 4), "1.1258");
        assert_eq!(render(&ratio(4, &need).unwrap(), 4), "1.5010");
    }

    #[test]
    fn a_tenth_of_overload_is_borne() {
        let staff = |text: &str| whole_staff(&parse(text).unwrap());
        assert_eq!([staff("1.1"), staff("1.11"), staff("2.2"), staff("2.21"), staff("3.3")], [1, 2, 2, 3, 3]);
        assert_eq!([staff("0"), staff("0.2"), staff("1")], [0, 1, 1]);
    }

    #[test]
    fn support_work_cannot_take_all_the_time() {
        assert_eq!(category_allowance_factor(&whole(1)), None);
        assert_eq!(base_requirement(&puskesmas().0, &whole(0)), None);
    }
}
