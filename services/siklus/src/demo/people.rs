//! Synthetic applicants: the same ones in every run, nobody real. Their identity numbers begin with the unused region 99.

use contracts::google::r#type::Date as WireDate;
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use platform::dates;
use uuid::Uuid;

/// Somebody who applies.
#[derive(Clone, Copy)]
pub struct Person(pub u64);

/// First day of service of everybody who is appointed.
pub const FIRST_DAY: Date = date(2025, 6, 1);

impl Person {
    /// A number of 64 bits that looks random and is not (splitmix64).
    fn dice(self, purpose: u64) -> u64 {
        let mut mixed = self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(purpose << 17);
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn between(self, purpose: u64, low: u64, high: u64) -> u64 {
        low + self.dice(purpose) % (high - low + 1)
    }

    fn is_woman(self) -> bool {
        self.dice(1).is_multiple_of(2)
    }

    /// Born 1993 to 2001.
    pub fn birth_date(self) -> Date {
        let days = i64::try_from(self.between(2, 0, 3200)).unwrap_or(0);
        date(1993, 1, 1).saturating_add(days.days())
    }

    /// The same on the wire.
    pub fn wire_birth_date(self) -> Option<WireDate> {
        Some(dates::render(self.birth_date()))
    }

    /// Identity number (NIK): region 99, women's day plus 40, a sequence of four digits.
    pub fn nik(self) -> String {
        let born = self.birth_date();
        let day = born.day() + if self.is_woman() { 40 } else { 0 };
        let (region, sequence) = (self.0 / 9999, self.0 % 9999 + 1);
        format!("99{region:02}01{day:02}{:02}{:02}{sequence:04}", born.month(), born.year() % 100)
    }

    /// A name that is nobody's.
    pub fn full_name(self) -> String {
        format!("Pelamar Contoh {}", self.0)
    }

    /// Grade point average in thousandths.
    pub fn gpa_thousandths(self) -> i32 {
        i32::try_from(self.between(3, 2750, 4000)).unwrap_or(3000)
    }

    /// Basic test: TWK, TIU, TKP, or nothing for the few who did not come.
    pub fn skd(self) -> Option<(i32, i32, i32)> {
        if self.between(4, 0, 99) < 3 {
            return None;
        }
        let part = |purpose, low, high| i32::try_from(self.between(purpose, low, high)).unwrap_or(0);
        Some((part(5, 10, 30) * 5, part(6, 14, 35) * 5, part(7, 150, 225)))
    }

    /// Field test in thousandths.
    pub fn skb_thousandths(self) -> i64 {
        i64::try_from(self.between(8, 40, 100) * 5_000).unwrap_or(0)
    }

    /// National servant number (NIP) of somebody appointed on the first day.
    pub fn nip(self) -> String {
        let born = self.birth_date();
        let sex = if self.is_woman() { 2 } else { 1 };
        let day = format!("{:04}{:02}{:02}", born.year(), born.month(), born.day());
        format!("{day}{:04}{:02}{sex}{:03}", FIRST_DAY.year(), FIRST_DAY.month(), self.0 % 999 + 1)
    }

    /// Request id of this person's call for `purpose`: the same in every try.
    pub fn request_id(self, purpose: u64) -> String {
        let high = u128::from(self.dice(100 + purpose));
        Uuid::from_u128(high << 64 | u128::from(self.dice(200 + purpose))).to_string()
    }
}
