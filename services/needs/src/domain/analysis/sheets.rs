//! Many sheets at once (*perhitungan ABK sekaligus*): the formula of `workload`, on machine integers where they are large
//! enough and on big rationals where they are not. Both give the same; a province has a million lines.

use crate::domain::workload::{Period, Rounding, Task, WorkingTime, full_time_equivalent, posts};
use exact::ExactError;
use num_bigint::BigInt;
use num_rational::BigRational;
use std::collections::HashMap;
use uuid::Uuid;

/// What one sheet gives (*hasil lembar ABK*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetNeed {
    /// Lines of the sheet.
    pub tasks: usize,
    /// Exact sum as a fraction, as `BigRational` writes it.
    pub full_time_equivalent: String,
    /// The same with four decimals, half up.
    pub shown: String,
    /// Rounded once, after the sum.
    pub posts: i32,
}

/// A line of a sheet as text: `period volume minutes`, the period by its first letter, and then the fraction that the volume
/// counts times, if it is not one. Text, because a province's lines as structures would take longer than all the arithmetic.
pub type Line<'t> = &'t str;

/// Why a sheet cannot be computed: its position, and the number that is none.
pub type Unreadable = (Uuid, ExactError);

/// The needs (*kebutuhan*) of sheets, in their order; a sheet is its lines in one text.
pub fn compute_all<'t>(
    sheets: impl IntoIterator<Item = (Uuid, &'t str)>,
    rules: &WorkingTime,
) -> Result<Vec<(Uuid, SheetNeed)>, Unreadable> {
    let scales = Scales::of(rules);
    let compute = |(position, text): (Uuid, &'t str)| {
        let mut sheet = Sheet::default();
        for line in text.lines() {
            sheet.add(line, rules, scales.as_ref()).map_err(|error| (position, error))?;
        }
        Ok((position, sheet.need(rules, scales.as_ref())))
    };
    sheets.into_iter().map(compute).collect()
}

/// Sums of sheets whose lines come in any order (*penjumlahan ABK*).
pub struct Sums<'r> {
    rules: &'r WorkingTime,
    scales: Option<Scales>,
    sheets: HashMap<Uuid, Sheet>,
    unreadable: Option<Unreadable>,
}

impl<'r> Sums<'r> {
    /// Begins with no line (*awal*).
    pub fn begin(rules: &'r WorkingTime) -> Self {
        Self { rules, scales: Scales::of(rules), sheets: HashMap::new(), unreadable: None }
    }

    /// Adds a line to the sheet of a position; see [`Line`]. What cannot be read is told at the end.
    pub fn add(&mut self, position: Uuid, line: Line<'_>) {
        let sheet = self.sheets.entry(position).or_default();
        if let Err(error) = sheet.add(line, self.rules, self.scales.as_ref()) {
            self.unreadable.get_or_insert((position, error));
        }
    }

    /// The needs of all sheets, in the order of their positions.
    pub fn finish(self) -> Result<Vec<(Uuid, SheetNeed)>, Unreadable> {
        if let Some(unreadable) = self.unreadable {
            return Err(unreadable);
        }
        let need = |(position, sheet): (Uuid, Sheet)| (position, sheet.need(self.rules, self.scales.as_ref()));
        let mut needs: Vec<(Uuid, SheetNeed)> = self.sheets.into_iter().map(need).collect();
        needs.sort_unstable_by_key(|(position, _)| *position);
        Ok(needs)
    }
}

/// The lines of one sheet so far.
#[derive(Default)]
struct Sheet {
    tasks: usize,
    sum: Sum,
}

enum Sum {
    /// On machine integers: people are `numerator ÷ (the scales' denominator × divisor)`.
    Small { numerator: i128, divisor: i128 },
    /// On big rationals, in people.
    Big(BigRational),
}

impl Default for Sum {
    fn default() -> Self {
        Self::Small { numerator: 0, divisor: 1 }
    }
}

impl Sheet {
    fn add(&mut self, line: Line<'_>, rules: &WorkingTime, scales: Option<&Scales>) -> Result<(), ExactError> {
        self.tasks += 1;
        if let Sum::Small { numerator, divisor } = &self.sum
            && let Some((numerator, divisor)) =
                scales.and_then(|scales| add_small((*numerator, *divisor), line, scales))
        {
            self.sum = Sum::Small { numerator, divisor };
            return Ok(());
        }
        let share = full_time_equivalent(&[task(line)?], rules);
        self.sum = Sum::Big(self.people(scales) + share);
        Ok(())
    }

    fn people(&self, scales: Option<&Scales>) -> BigRational {
        match &self.sum {
            Sum::Small { numerator, divisor } => {
                let denominator = BigInt::from(scales.map_or(1, |scales| scales.denominator)) * BigInt::from(*divisor);
                BigRational::new(BigInt::from(*numerator), denominator)
            }
            Sum::Big(people) => people.clone(),
        }
    }

    fn need(self, rules: &WorkingTime, scales: Option<&Scales>) -> SheetNeed {
        if let (Sum::Small { numerator, divisor }, Some(scales)) = (&self.sum, scales)
            && let Some(need) = small_need((*numerator, *divisor), scales, self.tasks, rules.rounding)
        {
            return need;
        }
        let sum = self.people(scales);
        SheetNeed {
            tasks: self.tasks,
            posts: i32::try_from(posts(&sum, rules.rounding)).unwrap_or(i32::MAX),
            shown: exact::render(&sum, DECIMALS),
            full_time_equivalent: sum.to_string(),
        }
    }
}

fn task(line: Line<'_>) -> Result<Task, ExactError> {
    let malformed = || ExactError::NotADecimal(line.to_owned());
    let (place, volume, minutes, scale) = parts(line).ok_or_else(malformed)?;
    let scale: BigRational = scale.parse().map_err(|_| malformed())?;
    Ok(Task {
        description: String::new(),
        result_unit: String::new(),
        volume: exact::parse(volume)? * scale,
        period: PERIODS[place].0,
        minutes_per_unit: exact::parse(minutes)?,
    })
}

const DECIMALS: usize = 4;
const SHOWN: i128 = 10_000;

const PERIODS: [(Period, char); 5] =
    [(Period::Hour, 'h'), (Period::Day, 'd'), (Period::Week, 'w'), (Period::Month, 'm'), (Period::Year, 'y')];

/// Place of the period in [`PERIODS`], volume, minutes and scale.
fn parts(line: &str) -> Option<(usize, &str, &str, &str)> {
    let letter = line.chars().next()?;
    let place = PERIODS.iter().position(|(_, known)| *known == letter)?;
    let (volume, rest) = line.get(1..)?.strip_prefix(' ')?.split_once(' ')?;
    let (minutes, scale) = rest.split_once(' ').unwrap_or((rest, "1"));
    Some((place, volume, minutes, scale))
}

/// How much of a person a minute in each period is, over one common denominator.
struct Scales {
    denominator: i128,
    weights: [i128; PERIODS.len()],
}

impl Scales {
    fn of(rules: &WorkingTime) -> Option<Self> {
        let minutes = PERIODS.map(|(period, _)| i128::from(rules.minutes(period)));
        let mut denominator: i128 = 1;
        for each in minutes {
            denominator = denominator.checked_mul(each / gcd(denominator, each))?;
        }
        Some(Self { denominator, weights: minutes.map(|each| denominator / each) })
    }
}

/// A sum with one more line; none where a number is too large for machine integers, below zero or no number at all.
fn add_small((numerator, divisor): (i128, i128), line: Line<'_>, scales: &Scales) -> Option<(i128, i128)> {
    let (place, volume, minutes, scale) = parts(line)?;
    let ((volume, of_volume), (minutes, of_minutes)) = (decimal(volume)?, decimal(minutes)?);
    let (times, over) = fraction(scale)?;
    let people = volume.checked_mul(minutes)?.checked_mul(scales.weights[place])?.checked_mul(times)?;
    let own = 10_i128.checked_pow(of_volume + of_minutes)?.checked_mul(over)?;
    if own == divisor {
        return Some((numerator.checked_add(people)?, divisor));
    }
    let common = divisor.checked_mul(own / gcd(divisor, own))?;
    let (before, added) = (numerator.checked_mul(common / divisor)?, people.checked_mul(common / own)?);
    Some((before.checked_add(added)?, common))
}

/// A fraction as it was written, not below zero.
fn fraction(text: &str) -> Option<(i128, i128)> {
    if text == "1" {
        return Some((1, 1));
    }
    let (above, below) = text.split_once('/').unwrap_or((text, "1"));
    let ((above, 0), (below, 0)) = (decimal(above)?, decimal(below)?) else { return None };
    (below > 0).then_some((above, below))
}

/// Digits and decimals of a plain number that is not below zero and has at most 18 digits.
fn decimal(text: &str) -> Option<(i128, u32)> {
    let bytes = text.as_bytes();
    if bytes.is_empty() || bytes.len() > 19 {
        return None;
    }
    let (mut digits, mut count, mut decimals) = (0_u64, 0, None);
    for byte in bytes {
        match (byte, decimals) {
            (b'0'..=b'9', _) => {
                digits = digits * 10 + u64::from(byte - b'0');
                count += 1;
                decimals = decimals.map(|decimals| decimals + 1);
            }
            (b'.', None) if count > 0 => decimals = Some(0),
            _ => return None,
        }
    }
    (count <= 18 && decimals != Some(0)).then(|| (i128::from(digits), decimals.unwrap_or(0)))
}

fn small_need(
    (numerator, divisor): (i128, i128),
    scales: &Scales,
    tasks: usize,
    rounding: Rounding,
) -> Option<SheetNeed> {
    let denominator = scales.denominator.checked_mul(divisor)?;
    let shared = gcd(numerator, denominator);
    let (above, below) = (numerator / shared, denominator / shared);
    let posts = match rounding {
        Rounding::HalfUp => half_up(above, below)?,
        Rounding::Ceil => above / below + i128::from(above % below > 0),
        Rounding::None => above / below,
    };
    let shown = half_up(above.checked_mul(SHOWN)?, below)?;
    Some(SheetNeed {
        tasks,
        full_time_equivalent: if below == 1 { above.to_string() } else { format!("{above}/{below}") },
        shown: format!("{}.{:04}", shown / SHOWN, shown % SHOWN),
        posts: i32::try_from(posts).unwrap_or(i32::MAX),
    })
}

fn half_up(above: i128, below: i128) -> Option<i128> {
    Some(above.checked_mul(2)?.checked_add(below)? / below.checked_mul(2)?)
}

fn gcd(one: i128, other: i128) -> i128 {
    // Almost always both fit 64 bits, where a remainder costs a tenth.
    if let (Ok(mut one), Ok(mut other)) = (u64::try_from(one), u64::try_from(other)) {
        while other != 0 {
            (one, other) = (other, one % other);
        }
        return i128::from(one.max(1));
    }
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one.max(1)
}

#[cfg(test)]
#[path = "sheets_tests.rs"]
mod tests;
