//! What follows from the numbers of a row (*hitung ulang*): an imported total is never trusted.

use crate::domain::columns::{Column, Numbers};
use crate::domain::integration::{FinalPoints, Integration, Points, SkbScores};
use crate::domain::thousandths::Thousandths;

/// How the sums of a list come about.
#[derive(Clone, Debug)]
pub enum Sums {
    /// The basic test alone, before the field test.
    Skd,
    /// Basic and field test, integrated.
    Integrated(Box<Integration>),
    /// The parts of the competency test added up.
    Pppk,
}

const SKD_PARTS: [Column; 3] = [Column::Twk, Column::Tiu, Column::Tkp];
const FINAL_COLUMNS: [Column; 8] = [
    Column::Twk,
    Column::Tiu,
    Column::Tkp,
    Column::SkdTotal,
    Column::SkbCat,
    Column::SkbAdditional,
    Column::SkbTotal,
    Column::Final,
];
const PPPK_COLUMNS: [Column; 6] = [
    Column::Technical,
    Column::Certificate,
    Column::Managerial,
    Column::Sociocultural,
    Column::Interview,
    Column::Final,
];

impl Sums {
    /// The columns such a list can have.
    pub fn columns(&self) -> &'static [Column] {
        match self {
            Self::Skd => &FINAL_COLUMNS[..4],
            Self::Integrated(_) => &FINAL_COLUMNS,
            Self::Pppk => &PPPK_COLUMNS,
        }
    }

    /// Whether the sum of a column is whole parts added up, not weighed.
    pub fn only_adds(&self, column: Column) -> bool {
        column == Column::SkdTotal || matches!(self, Self::Pppk)
    }

    /// What a sum has to be, exactly, by the parts of the same row; none where one of them is not known.
    pub fn exact(&self, column: Column, numbers: &Numbers) -> Option<FinalPoints> {
        match (self, column) {
            (Self::Pppk, Column::Final) => {
                let needed = [Column::Technical, Column::Managerial, Column::Sociocultural, Column::Interview];
                let certificate = numbers.get(Column::Certificate).unwrap_or_default();
                added(&needed, numbers).map(|sum| in_thousandths(sum + i64::from(certificate.0)))
            }
            (Self::Skd | Self::Integrated(_), Column::SkdTotal) => added(&SKD_PARTS, numbers).map(in_thousandths),
            (Self::Integrated(integration), Column::SkbTotal) => {
                let points = integration.skb_points(&skb_scores(numbers)?).ok()?;
                integration.on_scale_of_hundred(points)
            }
            (Self::Integrated(integration), Column::Final) => {
                let total = added(&SKD_PARTS, numbers).filter(|total| total % 1_000 == 0)? / 1_000;
                let points = integration.final_points(u32::try_from(total).ok()?, &skb_scores(numbers)?).ok()?;
                Some(FinalPoints { points, denominator: integration.denominator() })
            }
            _ => None,
        }
    }
}

fn skb_scores(numbers: &Numbers) -> Option<SkbScores> {
    let additional = numbers.get(Column::SkbAdditional).into_iter().collect();
    Some(SkbScores { cat: numbers.get(Column::SkbCat)?, additional })
}

fn added(columns: &[Column], numbers: &Numbers) -> Option<i64> {
    columns.iter().map(|column| Some(i64::from(numbers.get(*column)?.0))).sum()
}

fn in_thousandths(thousandths: i64) -> FinalPoints {
    FinalPoints { points: Points(thousandths), denominator: 1_000 }
}

/// The three decimals that have to be printed for an exact number: half up.
pub fn half_up(exact: FinalPoints) -> Thousandths {
    Thousandths(u32::try_from(exact.thousandths()).unwrap_or(u32::MAX))
}

/// Whether a printed number is off by less than its last decimal: rounded another way, not computed another way.
pub fn differs_by_rounding(printed: Thousandths, exact: FinalPoints) -> bool {
    let printed = i128::from(printed.0) * i128::from(exact.denominator);
    (printed - i128::from(exact.points.0) * 1_000).abs() < i128::from(exact.denominator)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{integration::Weights, skb_scheme::SkbScheme};

    fn sums() -> Sums {
        let weights = Weights { skd_max: 550, skd: 40, skb: 60 };
        Sums::Integrated(Box::new(Integration::new(weights, SkbScheme::cat_only(500)).expect("a sound scheme")))
    }

    fn numbers(all: &[(Column, u32)]) -> Numbers {
        let mut numbers = Numbers::default();
        for (column, number) in all {
            numbers.set(*column, Some(Thousandths(*number)));
        }
        numbers
    }

    /// Vector I2, and the pair whose last digit depends on what is rounded first.
    #[test]
    fn sums_are_exact_and_rounded_once() {
        let cases = [([100, 130, 190], 380, 76_145, 76_000), ([57, 95, 165], 200, 47_055, 40_000)];
        for ([twk, tiu, tkp], cat, last, skb) in cases {
            let row = numbers(&[
                (Column::Twk, twk * 1_000),
                (Column::Tiu, tiu * 1_000),
                (Column::Tkp, tkp * 1_000),
                (Column::SkbCat, cat * 1_000),
            ]);
            let exact = |column| sums().exact(column, &row).map(half_up);
            assert_eq!(exact(Column::SkdTotal), Some(Thousandths((twk + tiu + tkp) * 1_000)));
            assert_eq!(exact(Column::SkbTotal), Some(Thousandths(skb)));
            assert_eq!(exact(Column::Final), Some(Thousandths(last)));
        }
    }

    #[test]
    fn a_row_without_a_part_has_no_sum() {
        let row = numbers(&[(Column::Twk, 65_000), (Column::Tiu, 80_000)]);
        assert_eq!(sums().exact(Column::SkdTotal, &row), None);
        assert_eq!(sums().exact(Column::Final, &row), None);
    }

    #[test]
    fn a_rounding_is_told_from_a_miscalculation() {
        let exact = FinalPoints { points: Points(2), denominator: 3 };
        for (printed, rounding) in [(666, true), (667, true), (665, false), (668, false)] {
            assert_eq!(differs_by_rounding(Thousandths(printed), exact), rounding, "{printed}");
        }
    }
}
