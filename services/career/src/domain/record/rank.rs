//! A rank held for a time (*riwayat golongan*).

use crate::domain::{
    grade::{ContractGrade, Grade, UnknownGrade},
    servant::Employment,
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// A grade of either kind of servant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rank {
    /// *Golongan ruang* of a civil servant.
    Pns(Grade),
    /// *Golongan* of an employee with a work agreement.
    Pppk(ContractGrade),
}

impl Rank {
    /// Reads a printed grade: `III/a` or `IX`.
    pub fn parse(text: &str) -> Result<Self, UnknownGrade> {
        match Grade::parse(text) {
            Ok(grade) => Ok(Self::Pns(grade)),
            Err(_) => ContractGrade::parse(text).map(Self::Pppk),
        }
    }

    /// The printed grade.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pns(grade) => grade.as_str(),
            Self::Pppk(grade) => grade.as_str(),
        }
    }

    /// Whether somebody of this kind of employment can hold it.
    pub fn is_of(self, employment: Employment) -> bool {
        match self {
            Self::Pns(_) => employment == Employment::Pns,
            Self::Pppk(_) => employment != Employment::Pns,
        }
    }

    /// The grade of a civil servant.
    pub fn grade(self) -> Option<Grade> {
        if let Self::Pns(grade) = self { Some(grade) } else { None }
    }
}

/// How a rank was reached (*jenis kenaikan pangkat*), by BKN's codes.
pub const RANK_KINDS: [(&str, &str); 12] = [
    ("101", "reguler"),
    ("201", "pilihan struktural"),
    ("202", "pilihan fungsional"),
    ("203", "penyesuaian ijazah"),
    ("204", "tugas belajar"),
    ("205", "tugas belajar"),
    ("206", "DPK/DPB"),
    ("207", "penemuan baru"),
    ("208", "prestasi luar biasa"),
    ("209", "pejabat negara"),
    ("210", "DPK/DPB"),
    ("211", "pengadaan"),
];

/// A rank one servant holds for a time. A correction is a new row; the old one stays, superseded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankHeld {
    /// Id of the row.
    pub id: Uuid,
    /// Who holds it.
    pub servant: Uuid,
    /// Which.
    pub rank: Rank,
    /// How it was reached: a code of [`RANK_KINDS`]; empty where it is not known.
    pub kind: String,
    /// First day (*TMT golongan*).
    pub start: Date,
    /// Last day; none while it lasts.
    pub end: Option<Date>,
    /// Completed years in grade that count for pay on the first day (*masa kerja golongan*, years).
    pub service_years: i32,
    /// Months beyond the years, 0 to 11.
    pub service_months: i32,
    /// Number of the decree (*nomor SK*).
    pub decree_number: String,
    /// Day of the decree.
    pub decree_date: Option<Date>,
    /// When the row was written.
    pub record_time: Timestamp,
    /// When another row took its place.
    pub superseded_time: Option<Timestamp>,
}

impl RankHeld {
    /// Whether it is held on a day.
    pub fn covers(&self, day: Date) -> bool {
        self.start <= day && self.end.is_none_or(|end| day <= end)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_grade_read_back() {
        for text in ["I/a", "IV/e", "I", "XVII"] {
            assert_eq!(Rank::parse(text).unwrap().as_str(), text);
        }
        assert!(Rank::parse("V/a").is_err());
        assert_eq!(Rank::parse("IX").unwrap().grade(), None);
    }

    #[test]
    fn a_grade_is_of_one_kind_of_employment() {
        let (pns, pppk) = (Rank::parse("III/a").unwrap(), Rank::parse("IX").unwrap());
        assert!(pns.is_of(Employment::Pns) && !pns.is_of(Employment::Pppk));
        assert!(pppk.is_of(Employment::PppkPartTime) && !pppk.is_of(Employment::Pns));
    }
}
