//! Grades of civil servants (*golongan ruang*, PP 99/2000) and of employees with a work agreement (*golongan PPPK*).

use thiserror::Error;

/// A grade (*golongan ruang*) from I/a to IV/e (PP 99/2000), held as BKN numbers it: 11 to 45.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grade(u8);

/// A text that is no grade (*golongan tidak dikenal*).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not a grade from I/a to IV/e")]
pub struct UnknownGrade(pub String);

impl Grade {
    const ALL: [(u8, &'static str); 17] = [
        (11, "I/a"),
        (12, "I/b"),
        (13, "I/c"),
        (14, "I/d"),
        (21, "II/a"),
        (22, "II/b"),
        (23, "II/c"),
        (24, "II/d"),
        (31, "III/a"),
        (32, "III/b"),
        (33, "III/c"),
        (34, "III/d"),
        (41, "IV/a"),
        (42, "IV/b"),
        (43, "IV/c"),
        (44, "IV/d"),
        (45, "IV/e"),
    ];

    /// The title that goes with the grade (*pangkat*).
    pub fn title(self) -> &'static str {
        const TITLES: [&str; 17] = [
            "Juru Muda",
            "Juru Muda Tingkat I",
            "Juru",
            "Juru Tingkat I",
            "Pengatur Muda",
            "Pengatur Muda Tingkat I",
            "Pengatur",
            "Pengatur Tingkat I",
            "Penata Muda",
            "Penata Muda Tingkat I",
            "Penata",
            "Penata Tingkat I",
            "Pembina",
            "Pembina Tingkat I",
            "Pembina Utama Muda",
            "Pembina Utama Madya",
            "Pembina Utama",
        ];
        Self::all().zip(TITLES).find(|(one, _)| *one == self).map_or("", |(_, title)| title)
    }

    /// The grade above; none above IV/e.
    pub fn next(self) -> Option<Self> {
        Self::all().find(|one| *one > self)
    }

    /// Every grade (*golongan ruang*), lowest first.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().map(|(id, _)| Self(id))
    }

    /// Reads a printed grade (*golongan ruang*) such as `III/a`.
    pub fn parse(text: &str) -> Result<Self, UnknownGrade> {
        let found = Self::ALL.into_iter().find(|(_, name)| *name == text);
        found.map(|(id, _)| Self(id)).ok_or_else(|| UnknownGrade(text.to_owned()))
    }

    /// The printed grade (*golongan ruang*).
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(id, _)| *id == self.0).map_or("", |(_, name)| name)
    }

    /// The number under which BKN stores the grade (*id golongan*).
    pub fn bkn_id(self) -> u8 {
        self.0
    }
}

/// A grade of employees with a work agreement (*golongan PPPK*), I to XVII (PP 49/2018).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContractGrade(u8);

impl ContractGrade {
    const ALL: [&'static str; 17] =
        ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII"];

    /// Reads a printed grade such as `IX`.
    pub fn parse(text: &str) -> Result<Self, UnknownGrade> {
        let found = (1..).zip(Self::ALL).find(|(_, name)| *name == text);
        found.map(|(number, _)| Self(number)).ok_or_else(|| UnknownGrade(text.to_owned()))
    }

    /// The printed grade.
    pub fn as_str(self) -> &'static str {
        Self::ALL.get(usize::from(self.0) - 1).copied().unwrap_or_default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn grades_read_back_and_are_numbered() {
        for grade in Grade::all() {
            assert_eq!(Grade::parse(grade.as_str()).unwrap(), grade);
        }
        assert_eq!(Grade::parse("III/a").unwrap().bkn_id(), 31);
        assert!(Grade::parse("III/e").is_err());
    }

    #[test]
    fn grades_follow_each_other_and_have_titles() {
        let grade = Grade::parse("III/d").unwrap();
        assert_eq!((grade.title(), grade.next().unwrap().as_str()), ("Penata Tingkat I", "IV/a"));
        assert_eq!(Grade::parse("IV/e").unwrap().next(), None);
    }

    #[test]
    fn contract_grades_are_roman() {
        assert_eq!(ContractGrade::parse("IX").unwrap().as_str(), "IX");
        assert!(ContractGrade::parse("XVIII").is_err());
        assert!(ContractGrade::parse("III/a").is_err());
    }
}
