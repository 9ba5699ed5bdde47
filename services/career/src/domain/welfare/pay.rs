//! Base pay (*gaji pokok*): a table by grade and years in the grade (PP 7/1977 and its amendments).
//! A salary is looked up and never derived: the tables do not follow any formula.

use std::collections::BTreeMap;

pub use crate::domain::grade::{Grade, UnknownGrade};

use jiff::civil::Date;
use thiserror::Error;

/// One table of base pay (*daftar gaji pokok*) in rupiah, by grade and by years in the grade (*MKG*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayTable {
    pub id: String,
    pub regulation: String,
    pub valid_from: Date,
    pub rows: BTreeMap<Grade, BTreeMap<u8, u64>>,
}

impl PayTable {
    /// The base pay (*gaji pokok*) after so many completed years: the last listed row not above them.
    ///
    /// Undefined below the first listed row of a grade, which nobody with that grade can be in.
    pub fn pay(&self, grade: Grade, completed_years: u8) -> Option<u64> {
        let rows = self.rows.get(&grade)?;
        rows.range(..=completed_years).next_back().map(|(_, &rupiah)| rupiah)
    }

    /// The least base pay of a grade (*gaji pokok terendah*).
    pub fn lowest(&self, grade: Grade) -> Option<u64> {
        self.rows.get(&grade)?.values().min().copied()
    }

    /// The greatest base pay of a grade (*gaji pokok tertinggi*).
    pub fn highest(&self, grade: Grade) -> Option<u64> {
        self.rows.get(&grade)?.values().max().copied()
    }

    /// Lists the grades without pay and those in which more years pay less (*daftar gaji tidak sah*).
    pub fn violations(&self) -> Vec<PayViolation> {
        let wrong = |grade: &Grade| {
            let Some(rows) = self.rows.get(grade) else {
                return Some(PayViolation::NoPay(*grade));
            };
            (!rows.values().is_sorted()).then_some(PayViolation::FallingPay(*grade))
        };
        Grade::all().filter_map(|grade| wrong(&grade)).collect()
    }
}

/// What is wrong with a table of base pay (*daftar gaji tidak sah*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PayViolation {
    #[error("grade {} has no pay", .0.as_str())]
    NoPay(Grade),
    #[error("more years in grade {} pay less", .0.as_str())]
    FallingPay(Grade),
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn table() -> PayTable {
        let rows = BTreeMap::from([
            (Grade::parse("II/b").unwrap(), BTreeMap::from([(3, 2_385_000), (5, 2_460_100)])),
            (Grade::parse("III/a").unwrap(), BTreeMap::from([(0, 2_785_700), (2, 2_873_500), (28, 4_300_100)])),
        ]);
        PayTable { id: "example".to_owned(), regulation: "PP 5/2024".to_owned(), valid_from: date(2024, 1, 1), rows }
    }

    fn pay(grade: &str, years: u8) -> Option<u64> {
        table().pay(Grade::parse(grade).unwrap(), years)
    }

    #[test]
    fn pay_rises_with_the_listed_years_only() {
        assert_eq!([pay("III/a", 0), pay("III/a", 1)], [Some(2_785_700); 2]);
        assert_eq!(pay("III/a", 2), Some(2_873_500));
        assert_eq!(pay("III/a", 60), Some(4_300_100));
    }

    #[test]
    fn there_is_no_pay_below_the_first_row() {
        assert_eq!(pay("II/b", 2), None);
        assert_eq!(pay("IV/e", 0), None);
    }

    #[test]
    fn a_table_with_falling_pay_is_refused() {
        let mut table = table();
        let grade = Grade::parse("III/a").unwrap();
        table.rows.get_mut(&grade).unwrap().insert(4, 1);
        assert!(table.violations().contains(&PayViolation::FallingPay(grade)));
        assert!(table.violations().contains(&PayViolation::NoPay(Grade::parse("I/a").unwrap())));
    }
}
