//! People who apply: the same ones in every run, nobody real. Their identity numbers begin with the unused region 99, and
//! all that is personal about them is a canary: it may be found nowhere in the clear.

use contracts::google::r#type::Date as WireDate;
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use platform::dates;

/// First day of service of everybody who is appointed.
pub const FIRST_DAY: Date = date(2025, 6, 1);

/// Somebody who applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person(pub u16);

impl Person {
    /// Born from 1995 on.
    pub fn birth_date(self) -> Date {
        date(1995, 1, 1).saturating_add((i64::from(self.0) % 1500).days())
    }

    /// The same on the wire.
    pub fn wire_birth_date(self) -> Option<WireDate> {
        Some(dates::render(self.birth_date()))
    }

    /// Citizen number.
    pub fn nik(self) -> String {
        let born = self.birth_date();
        format!("990101{:02}{:02}{:02}{:04}", born.day(), born.month(), born.year() % 100, self.0 + 1)
    }

    /// A name that is nobody's.
    pub fn full_name(self) -> String {
        format!("Kenari Contoh {}", self.0)
    }

    /// National number of somebody appointed on the first day.
    pub fn nip(self) -> String {
        let born = self.birth_date();
        let day = format!("{:04}{:02}{:02}", born.year(), born.month(), born.day());
        format!("{day}{:04}{:02}1{:03}", FIRST_DAY.year(), FIRST_DAY.month(), self.0 % 999 + 1)
    }

    /// What may be found nowhere in the clear.
    pub fn canaries(self) -> [String; 3] {
        [self.nik(), self.full_name(), self.nip()]
    }

    /// Marks of the basic test: TWK, TIU, TKP. One in seven stays below the pass mark, one in eleven does not come.
    pub fn skd(self) -> Option<(i32, i32, i32)> {
        let number = i32::from(self.0);
        match (number % 11, number % 7) {
            (5, _) => None,
            (_, 3) => Some((30, 80, 170)),
            _ => Some((65 + 5 * (number % 9), 80 + 5 * (number % 13), 170 + number % 31)),
        }
    }

    /// Mark of the field test in thousandths.
    pub fn skb_thousandths(self) -> i64 {
        200_000 + 5_000 * (i64::from(self.0) % 53)
    }

    /// Grade point average in thousandths.
    pub fn gpa_thousandths(self) -> i32 {
        2_800 + i32::from(self.0) % 1_200
    }
}
