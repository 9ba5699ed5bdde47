//! Efficiency of a post or unit (*efektivitas dan efisiensi jabatan/unit*, EJ and EU; Permendagri 12/2008).

use num_bigint::BigInt;
use num_rational::BigRational;

/// The grade of an efficiency (*prestasi kerja jabatan/unit*, PEJ and PEU; Permendagri 12/2008).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    A,
    B,
    C,
    D,
    E,
}

impl Grade {
    /// The grade (*nilai*) of an efficiency; the printed bands leave holes, so each lower bound decides.
    pub fn of(efficiency: &BigRational) -> Self {
        let at_least = |hundredths: u64| *efficiency >= hundredth(hundredths);
        if *efficiency > hundredth(100) {
            Self::A
        } else if at_least(90) {
            Self::B
        } else if at_least(70) {
            Self::C
        } else if at_least(50) {
            Self::D
        } else {
            Self::E
        }
    }

    /// The printed label (*sebutan*) of the grade (Permendagri 12/2008).
    pub fn label(self) -> &'static str {
        match self {
            Self::A => "Sangat Baik",
            Self::B => "Baik",
            Self::C => "Cukup",
            Self::D => "Sedang",
            Self::E => "Kurang",
        }
    }
}

/// What an efficiency means for the staffing (*kekurangan atau kelebihan pegawai*); Siklus' own reading, not law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Staffing {
    /// The holders carry at least a quarter more than a year's work.
    Understaffed,
    Balanced,
    /// The holders carry less than seven tenths of a year's work.
    Overstaffed,
}

impl Staffing {
    /// Reads the staffing (*keadaan pegawai*) from an efficiency: a grade A may hide an overload.
    pub fn of(efficiency: &BigRational) -> Self {
        if *efficiency >= hundredth(125) {
            Self::Understaffed
        } else if *efficiency < hundredth(70) {
            Self::Overstaffed
        } else {
            Self::Balanced
        }
    }
}

/// The efficiency (*EJ*, *EU*): workload ÷ (people × effective time), undefined where nobody holds the post.
pub fn efficiency(minutes_per_year: &BigRational, people: u32, effective_minutes: u32) -> Option<BigRational> {
    let capacity = BigInt::from(people) * BigInt::from(effective_minutes);
    (people > 0 && effective_minutes > 0).then(|| minutes_per_year / BigRational::from(capacity))
}

fn hundredth(hundredths: u64) -> BigRational {
    exact::whole(hundredths) / exact::whole(100)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use exact::{parse, render, whole};

    fn graded(people: u32) -> Option<(String, Grade)> {
        efficiency(&whole(163_200), people, 75_000).map(|value| (render(&value, 4), Grade::of(&value)))
    }

    #[test]
    fn the_same_work_is_graded_by_the_people_who_share_it() {
        assert_eq!(graded(1), Some(("2.1760".to_owned(), Grade::A)));
        assert_eq!(graded(2), Some(("1.0880".to_owned(), Grade::A)));
        assert_eq!(graded(3), Some(("0.7253".to_owned(), Grade::C)));
    }

    #[test]
    fn a_post_without_holders_has_no_grade() {
        assert_eq!(graded(0), None);
    }

    #[test]
    fn lower_bounds_decide_in_the_holes_of_the_bands() {
        let grade = |text: &str| Grade::of(&parse(text).unwrap());
        assert_eq!(grade("1.0000"), Grade::B);
        assert_eq!(grade("1.0001"), Grade::A);
        assert_eq!(grade("0.8950"), Grade::C);
        assert_eq!(grade("0.6999"), Grade::D);
        assert_eq!(grade("0.4999"), Grade::E);
    }

    #[test]
    fn an_overload_is_seen_behind_a_good_grade() {
        let staffing = |text: &str| Staffing::of(&parse(text).unwrap());
        assert_eq!(staffing("1.25"), Staffing::Understaffed);
        assert_eq!(staffing("1.24"), Staffing::Balanced);
        assert_eq!(staffing("0.69"), Staffing::Overstaffed);
    }
}
