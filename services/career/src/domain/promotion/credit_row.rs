//! Rows of credit points (*angka kredit*): from which rating or document, over which months, how many.

use crate::domain::{
    credit::{CreditError, CreditRuleset, Level, Rating},
    promotion_rules::PromotionRules,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use uuid::Uuid;

/// Parts of a point: a month of any whole percentage of a coefficient with two decimals is a whole number of them, and so
/// is a thousandth of a point. Sums of parts are exact, in SQL too.
pub const PARTS: i64 = 120_000;

/// Most parts of a row: more points than any career has.
pub const MOST_PARTS: i64 = 10_000 * PARTS;

/// Where points come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CreditKind {
    /// *Konversi*: from a rating.
    Conversion,
    /// *Integrasi*: from points of the old scale.
    Integration,
    /// *Angka kredit pertama*: given with the first appointment to the level.
    First,
}

impl CreditKind {
    /// Every kind with its name in tables.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Conversion, "conversion"), (Self::Integration, "integration"), (Self::First, "first")];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// Months of one calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Months {
    /// Year.
    pub year: i16,
    /// First month, 1 to 12.
    pub first: i8,
    /// Last month, not before the first.
    pub last: i8,
}

impl Months {
    /// How many.
    pub fn count(self) -> u8 {
        u8::try_from(self.last - self.first + 1).unwrap_or(0)
    }

    /// First and last day; none where they are no months of a year.
    pub fn days(self) -> Option<(Date, Date)> {
        let first = Date::new(self.year, self.first, 1).ok()?;
        let last = Date::new(self.year, self.last, 1).ok()?;
        (first <= last).then(|| (first, last.last_of_month()))
    }
}

/// Credit points of one servant. A correction is a new row; the old one stays, superseded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditRow {
    /// Id of the row.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// Where they come from.
    pub kind: CreditKind,
    /// Level they count for.
    pub level: Level,
    /// First day that they are for.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// Rating they come from.
    pub rating: Option<Rating>,
    /// How many, in parts of a point.
    pub parts: i64,
    /// How the figure arose.
    pub basis: String,
    /// Ruleset of the figure.
    pub ruleset: String,
    /// Number of the document.
    pub document_number: String,
    /// Day of the document.
    pub document_date: Date,
    /// When the row was written.
    pub record_time: Timestamp,
    /// When another row took its place.
    pub superseded_time: Option<Timestamp>,
}

impl CreditRow {
    /// Whether it converts the rating of a whole year.
    pub fn is_whole_year(&self) -> bool {
        let whole = Months { year: self.first.year(), first: 1, last: 12 };
        self.kind == CreditKind::Conversion && whole.days() == Some((self.first, self.last))
    }
}

/// Why points cannot be written down.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditRefusal {
    /// The ruleset has no figures.
    #[error(transparent)]
    Figures(#[from] CreditError),
    /// More decimals than a point has parts.
    #[error("must be a number of points with at most three decimals, not negative and not absurd")]
    NotPoints,
    /// No base of the old scale is published for the level.
    #[error("no base of the old scale is known for {}", .0.as_str())]
    NoBase(Level),
    /// The old points do not reach the base.
    #[error("must not be less than {base}, the base of {}", .level.as_str())]
    BelowBase {
        /// Level.
        level: Level,
        /// Its base.
        base: u32,
    },
}

/// Points as the exact number they are.
pub fn points_of(parts: i64) -> BigRational {
    BigRational::new(BigInt::from(parts), BigInt::from(PARTS))
}

/// Points with two decimals, rounded half up.
pub fn show_parts(parts: i64) -> String {
    exact::render(&points_of(parts), 2)
}

/// The parts of points that a document states, in thousandths at the finest.
pub fn stated_parts(points: &BigRational) -> Result<i64, CreditRefusal> {
    let fine = (points * exact::whole(1_000)).is_integer();
    if fine { parts_of(points) } else { Err(CreditRefusal::NotPoints) }
}

fn parts_of(points: &BigRational) -> Result<i64, CreditRefusal> {
    let parts = points * BigRational::from(BigInt::from(PARTS));
    let whole = parts.is_integer().then(|| parts.to_integer().to_i64()).flatten();
    whole.filter(|parts| (0..=MOST_PARTS).contains(parts)).ok_or(CreditRefusal::NotPoints)
}

/// What a rating of some months earns (*konversi predikat kinerja*): parts, and how they arose.
pub fn convert(
    credit: &CreditRuleset,
    level: Level,
    rating: Rating,
    months: u8,
) -> Result<(i64, String), CreditRefusal> {
    let parts = parts_of(&credit.credit(level, rating, months)?)?;
    let (figures, percent) = (credit.level(level)?, credit.percentage(rating)?);
    let coefficient = exact::render(&figures.coefficient, 2);
    Ok((parts, format!("{months}/12 × {percent} % ({}) × {coefficient} ({})", rating.as_str(), level.as_str())))
}

/// What points of the old scale are worth (*angka kredit integrasi*): parts, and how they arose.
pub fn integrate(rules: &PromotionRules, level: Level, old: &BigRational) -> Result<(i64, String), CreditRefusal> {
    let base = rules.level(level).and_then(|rule| rule.integration_base).ok_or(CreditRefusal::NoBase(level))?;
    let above = old - exact::whole(u64::from(base));
    if above < exact::whole(0) {
        return Err(CreditRefusal::BelowBase { level, base });
    }
    Ok((stated_parts(&above)?, format!("{} − {base} ({})", exact::render(old, 3), level.as_str())))
}

/// The last day before the next month: months that are over can be rated.
pub fn is_over(last: Date, today: Date) -> bool {
    last.checked_add(1.day()).is_ok_and(|after| after <= today)
}

#[cfg(test)]
#[path = "credit_row_tests.rs"]
mod tests;
