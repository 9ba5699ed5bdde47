//! The document of credit points (*penetapan angka kredit*, PAK): the rows of a level, rounded as it shows them, and what
//! they suffice for.

use crate::domain::{
    credit::{CreditRuleset, Level},
    credit_row::{CreditRow, PARTS, show_parts},
    grade::Grade,
    promotion_rules::PromotionRules,
    rating::YearRating,
};

/// Parts of a hundredth of a point: what a document shows.
const HUNDREDTH: i64 = PARTS / 100;

/// Points of one level of one servant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditDocument {
    /// Level.
    pub level: Level,
    /// Rows, oldest first.
    pub rows: Vec<CreditRow>,
    /// Exact sum, in parts of a point. What it suffices for is decided by it, never by the rounded one.
    pub parts: i64,
    /// The sum as the document shows it.
    pub total: String,
    /// Points that the next rank takes; none where it is of the next level.
    pub for_rank: Option<i64>,
    /// Points that the next level takes; none above the highest.
    pub for_level: Option<u32>,
}

impl CreditDocument {
    /// Draws up the document of a level for somebody of this grade.
    pub fn draw_up(
        rules: &PromotionRules,
        credit: &CreditRuleset,
        level: Level,
        grade: Option<Grade>,
        rows: Vec<CreditRow>,
    ) -> Self {
        let parts = rows.iter().map(|row| row.parts).sum();
        let rounded = rows.iter().map(|row| round(row.parts)).sum();
        Self {
            level,
            parts,
            total: show_parts(if rules.document_rounds_each_row { rounded } else { parts }),
            for_rank: grade.and_then(|grade| rules.points_for_rank(credit, level, grade)),
            for_level: credit.level(level).ok().and_then(|figures| figures.for_level),
            rows,
        }
    }

    /// Years whose recorded rating is another one now than the row of the whole year came from.
    pub fn changed_years(&self, recorded: &[YearRating]) -> Vec<i32> {
        let mut changed = Vec::new();
        for row in self.rows.iter().filter(|row| row.is_whole_year()) {
            let year = i32::from(row.first.year());
            let now = recorded.iter().find(|rating| rating.year == year);
            if now.is_some_and(|now| Some(now.rating) != row.rating) {
                changed.push(year);
            }
        }
        changed
    }

    /// Whether the points suffice for the next rank; the other conditions are not looked at.
    pub fn suffices_for_rank(&self) -> bool {
        self.for_rank.is_some_and(|needed| self.parts >= needed * PARTS)
    }

    /// Whether they suffice for the next level.
    pub fn suffices_for_level(&self) -> bool {
        self.for_level.is_some_and(|needed| self.parts >= i64::from(needed) * PARTS)
    }
}

/// To hundredths of a point, half up; parts are never negative.
fn round(parts: i64) -> i64 {
    (parts + HUNDREDTH / 2) / HUNDREDTH * HUNDREDTH
}

#[cfg(test)]
#[path = "credit_document_tests.rs"]
mod tests;
