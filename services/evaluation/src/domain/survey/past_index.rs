//! The index of a period before this system (*riwayat indeks*), under the scheme of its time: until 2016 one of fourteen
//! elements (KEP/25/M.PAN/2/2004).

use crate::domain::satisfaction::{Grade, SatisfactionRuleset};
use jiff::{Timestamp, civil::Date};
use num_bigint::BigInt;
use num_rational::BigRational;
use uuid::Uuid;

/// An index as it was printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastIndex {
    /// Id.
    pub id: Uuid,
    /// Service.
    pub service: Uuid,
    /// First day of the period.
    pub period_start: Date,
    /// Last day of the period.
    pub period_end: Date,
    /// Scheme.
    pub scheme: String,
    /// Respondents; 0 when not known.
    pub respondents: i64,
    /// Index in hundredths.
    pub index: i64,
    /// Names of the elements as printed, with their averages in thousandths; none or all of the scheme.
    pub elements: Vec<(String, i32)>,
    /// When it was recorded.
    pub create_time: Timestamp,
}

/// Why a past index cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPastIndex {
    /// Not of the time of the scheme.
    #[error("was not in force in this period")]
    NotInForce,
    /// No band holds it.
    #[error("must lie between the least and the best index of the scheme")]
    OffScale,
    /// Some of the scheme's elements are missing, or there are others.
    #[error("must be none or all {0} of the scheme")]
    WrongElements(usize),
}

impl PastIndex {
    /// What is wrong with it under its scheme, by field.
    pub fn violations(&self, scheme: &SatisfactionRuleset) -> Vec<(&'static str, BadPastIndex)> {
        let mut wrong = Vec::new();
        let ended = scheme.valid_until.is_some_and(|until| self.period_start > until);
        if self.period_end < scheme.valid_from || ended {
            wrong.push(("scheme", BadPastIndex::NotInForce));
        }
        if self.grade(scheme).is_none() {
            wrong.push(("index", BadPastIndex::OffScale));
        }
        if !self.elements.is_empty() && self.elements.len() != scheme.elements {
            wrong.push(("elements", BadPastIndex::WrongElements(scheme.elements)));
        }
        wrong
    }

    /// Grade of the printed index by the bands of its scheme.
    pub fn grade(&self, scheme: &SatisfactionRuleset) -> Option<Grade> {
        scheme.grade(&BigRational::new(self.index.into(), BigInt::from(100)))
    }

    /// The index that follows from the elements; none without them.
    pub fn recomputed(&self, scheme: &SatisfactionRuleset) -> Option<BigRational> {
        let thousand = BigInt::from(1_000);
        let averages: Vec<BigRational> =
            self.elements.iter().map(|(_, average)| BigRational::new((*average).into(), thousand.clone())).collect();
        scheme.index(&averages).ok()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::satisfaction::{Weight, render};
    use jiff::civil::date;

    fn old_scheme() -> SatisfactionRuleset {
        SatisfactionRuleset {
            id: "old".to_owned(),
            regulation: "KEP/25/M.PAN/2/2004".to_owned(),
            valid_from: date(2004, 2, 24),
            valid_until: Some(date(2016, 12, 31)),
            elements: 14,
            weight: Weight::Exact,
            bands: vec![(Grade::A, 8_126), (Grade::B, 6_251), (Grade::C, 4_376), (Grade::D, 2_500)],
        }
    }

    fn past(index: i64, elements: usize) -> PastIndex {
        PastIndex {
            id: Uuid::nil(),
            service: Uuid::nil(),
            period_start: date(2014, 1, 1),
            period_end: date(2014, 12, 31),
            scheme: "old".into(),
            respondents: 150,
            index,
            elements: (1..=elements).map(|n| (format!("Unsur {n}"), 3_000)).collect(),
            create_time: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_old_bands_are_read() {
        let table = [
            (2_499, None),
            (2_500, Some(Grade::D)),
            (4_375, Some(Grade::D)),
            (4_376, Some(Grade::C)),
            (6_250, Some(Grade::C)),
            (6_251, Some(Grade::B)),
            (8_125, Some(Grade::B)),
            (8_126, Some(Grade::A)),
            (10_000, Some(Grade::A)),
            (10_001, None),
        ];
        for (index, grade) in table {
            assert_eq!(past(index, 0).grade(&old_scheme()), grade, "{index}");
        }
    }

    #[test]
    fn fourteen_elements_give_their_index() {
        let (past, without) = (past(7_500, 14), past(7_500, 0));
        assert_eq!(past.violations(&old_scheme()), []);
        assert_eq!(past.recomputed(&old_scheme()).map(|index| render(&index)), Some("75.00".to_owned()));
        assert_eq!(without.recomputed(&old_scheme()), None);
    }

    #[test]
    fn everything_wrong_is_told() {
        let mut wrong = past(10_001, 9);
        wrong.period_start = date(2017, 1, 1);
        wrong.period_end = date(2017, 12, 31);
        let expected = [
            ("scheme", BadPastIndex::NotInForce),
            ("index", BadPastIndex::OffScale),
            ("elements", BadPastIndex::WrongElements(14)),
        ];
        assert_eq!(wrong.violations(&old_scheme()), expected);
        let early = PastIndex { period_start: date(2003, 1, 1), period_end: date(2003, 12, 31), ..past(7_500, 0) };
        assert_eq!(early.violations(&old_scheme()), [("scheme", BadPastIndex::NotInForce)]);
    }
}
