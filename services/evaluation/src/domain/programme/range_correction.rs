//! What a choice by several criteria hid (*koreksi pembatasan rentang*; Pearson 1903, Lawley 1943).
//!
//! People are chosen by what their scores come to together, 0.4·SKD + 0.6·SKB. Among those chosen, whoever scored low on one scored
//! high on the other, so each correlation by itself is too small, and one of a criterion that predicts nothing is below 0. Where the
//! choice went by these scores alone, the regression of the rating on all of them is the same among those chosen as among all, and
//! the covariances of all who were scored turn it back into the correlation of each.
//!
//! With the slopes `b` and the residual variance `s²` of those chosen and the covariances `Σ` of all, `r = (Σb)ⱼ / √(Σⱼⱼ·V)` where
//! `V = s² + b′Σb`. Its interval is Fisher's, with the variance of `r` to the first order: from `b`, from `s²`, and from `Σ`, which is
//! an estimate too. It takes the relation to be linear and the scatter about it to be the same everywhere.

use crate::domain::statistics::{Estimate, Quantiles, integer, root, tanh_of_root};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

type Matrix = Vec<Vec<BigRational>>;

/// Counts, sums and sums of products of people's scores, criterion by criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CrossMoments {
    /// People.
    pub count: u64,
    /// Sums of each criterion.
    pub sums: Vec<BigInt>,
    /// Sums of products of each criterion with each.
    pub products: Vec<Vec<BigInt>>,
}

impl CrossMoments {
    /// Of no people.
    pub fn empty(criteria: usize) -> Self {
        Self {
            count: 0,
            sums: vec![BigInt::zero(); criteria],
            products: vec![vec![BigInt::zero(); criteria]; criteria],
        }
    }

    /// Adds somebody's scores.
    pub fn add(&mut self, scores: &[i64]) {
        self.count += 1;
        for (one, score) in scores.iter().enumerate() {
            self.sums[one] += *score;
            for (other, second) in scores.iter().enumerate() {
                self.products[one][other] += i128::from(*score) * i128::from(*second);
            }
        }
    }

    /// Sums of products about the means.
    fn centred(&self) -> Matrix {
        let count = BigInt::from(self.count.max(1));
        let about = |one: usize, other: usize| {
            BigRational::new(&count * &self.products[one][other] - &self.sums[one] * &self.sums[other], count.clone())
        };
        let places = 0..self.sums.len();
        places.clone().map(|one| places.clone().map(|other| about(one, other)).collect()).collect()
    }
}

/// What is known of the regression of ratings on all criteria.
struct Regression {
    /// Criteria that are not made of those before them.
    kept: Vec<usize>,
    /// Inverse of the sums of products of those chosen.
    inverse: Matrix,
    slopes: Vec<BigRational>,
    residual: BigRational,
    degrees: u64,
}

/// The correlation of each criterion with the rating among all who were scored, from those chosen with their scores and points;
/// none of criteria that do not differ, or where too few are rated for so many criteria.
pub fn corrected(applicants: &CrossMoments, rated: &[(Vec<i64>, i64)], quantiles: &Quantiles) -> Vec<Option<Estimate>> {
    let criteria = applicants.sums.len();
    let found = regression(criteria, rated).filter(|_| applicants.count > 1);
    let Some(found) = found else { return vec![None; criteria] };
    let Some(quantile) = quantiles.at(&found.degrees.into()) else { return vec![None; criteria] };
    let below = integer(applicants.count - 1);
    let spread: Matrix =
        applicants.centred().into_iter().map(|row| row.into_iter().map(|one| one / &below).collect()).collect();
    (0..criteria).map(|criterion| estimate(criterion, &spread, applicants.count, &found, quantile)).collect()
}

fn regression(criteria: usize, rated: &[(Vec<i64>, i64)]) -> Option<Regression> {
    let mut moments = CrossMoments::empty(criteria + 1);
    for (scores, points) in rated {
        let all: Vec<i64> = scores.iter().copied().chain([*points]).collect();
        moments.add(&all);
    }
    let about = moments.centred();
    let kept = independent(&about, criteria);
    let degrees = moments.count.checked_sub(kept.len() as u64 + 1).filter(|degrees| *degrees > 0)?;
    if kept.is_empty() {
        return None;
    }
    let inverse =
        inverse(&kept.iter().map(|one| kept.iter().map(|other| about[*one][*other].clone()).collect()).collect());
    let shared: Vec<BigRational> = kept.iter().map(|one| about[*one][criteria].clone()).collect();
    let slopes = times(&inverse, &shared);
    let residual = (&about[criteria][criteria] - dot(&slopes, &shared)) / integer(degrees);
    Some(Regression { kept, inverse, slopes, residual, degrees })
}

fn estimate(
    criterion: usize,
    spread: &Matrix,
    applicants: u64,
    found: &Regression,
    quantile: &BigRational,
) -> Option<Estimate> {
    let Regression { kept, inverse, slopes, residual, degrees } = found;
    let own: Vec<BigRational> = kept.iter().map(|one| spread[*one][criterion].clone()).collect();
    let among: Vec<BigRational> = kept
        .iter()
        .map(|one| dot(&kept.iter().map(|other| spread[*one][*other].clone()).collect::<Vec<_>>(), slopes))
        .collect();
    let (shared, explained) = (dot(&own, slopes), dot(&among, slopes));
    let whole = residual + &explained;
    let scale = &spread[criterion][criterion] * &whole;
    if !scale.is_positive() {
        return None;
    }
    let (one, two) = (BigRational::one(), integer(2));
    let square = &shared * &shared / &scale;
    let size = root(&square);
    let value = if shared.is_negative() { -size } else { size };
    let rest = &one - &square;
    if !rest.is_positive() {
        return Some(Estimate { lower: value.clone(), upper: value.clone(), value });
    }
    let (with_own, with_all) = (times(inverse, &own), times(inverse, &among));
    let by_slopes = residual
        * (dot(&own, &with_own) / &scale - &two * &shared * dot(&own, &with_all) / (&scale * &whole)
            + &square * dot(&among, &with_all) / (&whole * &whole));
    let by_residual = &square * residual * residual / (&two * &whole * &whole * integer(*degrees));
    let part = &explained / &whole;
    let by_spread =
        &part - &square / &two + &square * &part * &part / &two - &two * &square * &part + &square * &square;
    let variance = by_slopes + by_residual + by_spread / integer(applicants);
    let step = tanh_of_root(&rounded_up(&(quantile * quantile * variance / (&rest * &rest))));
    let lower = (&value - &step) / (&one - &value * &step);
    let upper = (&value + &step) / (&one + &value * &step);
    Some(Estimate { value, lower, upper })
}

/// A long fraction as one of eighteen places.
fn rounded_up(number: &BigRational) -> BigRational {
    let scale = BigInt::from(10).pow(18);
    let scaled = (number * BigRational::from_integer(scale.clone())).ceil().to_integer();
    BigRational::new(scaled, scale)
}

/// Those of the first so many that are not made of the ones before them: where elimination leaves something of them.
fn independent(about: &Matrix, criteria: usize) -> Vec<usize> {
    let mut left: Matrix = about[..criteria].iter().map(|row| row[..criteria].to_vec()).collect();
    let mut kept = Vec::new();
    for pivot in 0..criteria {
        if left[pivot][pivot].is_zero() {
            continue;
        }
        kept.push(pivot);
        let row = left[pivot].clone();
        for below in left.iter_mut().skip(pivot + 1) {
            let factor = &below[pivot] / &row[pivot];
            subtract(below, &row, &factor);
        }
    }
    kept
}

/// The inverse of a matrix of sums of products whose criteria are independent.
fn inverse(matrix: &Matrix) -> Matrix {
    let size = matrix.len();
    let unit = |row: usize, column: usize| if row == column { BigRational::one() } else { BigRational::zero() };
    let mut both: Matrix = (0..size)
        .map(|row| matrix[row].iter().cloned().chain((0..size).map(|column| unit(row, column))).collect())
        .collect();
    for pivot in 0..size {
        let head = both[pivot][pivot].clone();
        both[pivot].iter_mut().for_each(|one| *one = &*one / &head);
        let row = both[pivot].clone();
        for other in (0..size).filter(|other| *other != pivot) {
            let factor = both[other][pivot].clone();
            subtract(&mut both[other], &row, &factor);
        }
    }
    both.into_iter().map(|row| row[size..].to_vec()).collect()
}

fn subtract(row: &mut [BigRational], other: &[BigRational], factor: &BigRational) {
    for (one, second) in row.iter_mut().zip(other) {
        *one = &*one - factor * second;
    }
}

fn times(matrix: &Matrix, vector: &[BigRational]) -> Vec<BigRational> {
    matrix.iter().map(|row| dot(row, vector)).collect()
}

fn dot(first: &[BigRational], second: &[BigRational]) -> BigRational {
    first.iter().zip(second).fold(BigRational::zero(), |sum, (one, other)| sum + one * other)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn quantiles() -> Quantiles {
        Quantiles::new(vec![(2, exact::parse("4.303").unwrap())]).unwrap()
    }

    fn moments(rows: &[&[i64]]) -> CrossMoments {
        let mut moments = CrossMoments::empty(rows[0].len());
        rows.iter().for_each(|row| moments.add(row));
        moments
    }

    fn values(found: &[Option<Estimate>]) -> Vec<String> {
        let shown = |one: &Option<Estimate>| one.as_ref().map_or(String::new(), |one| exact::render(&one.value, 4));
        found.iter().map(shown).collect()
    }

    #[test]
    fn of_one_criterion_it_is_thorndikes_case_two() {
        let chosen = [(1, 1), (2, 3), (3, 2), (4, 3), (5, 3)].map(|(x, y): (i64, i64)| (vec![x], y));
        let all: Vec<Vec<i64>> = vec![vec![0], vec![4], vec![8], vec![4]];
        let applicants = moments(&all.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let found = corrected(&applicants, &chosen, &quantiles());
        // S_xx 10, S_xy 4, S_yy 16/5: slope 2/5, residual 8/15; variance of all 32/3. So r² = (128/75) / (8/15 + 128/75) = 16/21.
        assert_eq!(values(&found), ["0.8729"]);
        let one = found[0].as_ref().unwrap();
        assert!(one.lower < one.value && one.value < one.upper);
    }

    #[test]
    fn a_sum_of_criteria_and_one_that_never_differs_do_no_harm() {
        let people = [(1, 5, 2), (2, 1, 1), (3, 4, 4), (4, 2, 3), (5, 3, 5), (6, 6, 5)];
        let plain: Vec<(Vec<i64>, i64)> = people.iter().map(|(a, b, y)| (vec![*a, *b], *y)).collect();
        let with_sum: Vec<(Vec<i64>, i64)> = people.iter().map(|(a, b, y)| (vec![*a, *b, a + b, 7], *y)).collect();
        let of = |rows: &[(Vec<i64>, i64)]| moments(&rows.iter().map(|(row, _)| row.as_slice()).collect::<Vec<_>>());
        let first = corrected(&of(&plain), &plain, &quantiles());
        let second = corrected(&of(&with_sum), &with_sum, &quantiles());
        assert_eq!(first[..2], second[..2]);
        assert!(second[2].is_some() && second[3].is_none());
        assert_eq!(corrected(&of(&plain), &plain[..3], &quantiles()), [None, None], "no degrees are left");
    }
}
