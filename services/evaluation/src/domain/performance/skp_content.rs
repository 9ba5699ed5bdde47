//! What is planned: results and the indicators that show whether they were reached. Numbers are exact thousandths.

use crate::domain::{
    skp_plan::{SkpApproach, SkpRefusal},
    skp_rules::SkpRules,
};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use uuid::Uuid;

/// A target or what was reached of it (*target*, *realisasi*), in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity(pub i64);

/// A thousand million million thousandths: more than any budget.
const LARGEST: i64 = 1_000_000_000_000_000_000;

impl Quantity {
    /// Reads a decimal with at most three places.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "must be a decimal such as `12.5`, not negative, with at most three places";
        let value = exact::parse(text).map_err(|_| WRONG)? * BigRational::from(BigInt::from(1000));
        if !value.is_integer() || value.is_negative() {
            return Err(WRONG);
        }
        value.to_integer().to_i64().filter(|number| *number <= LARGEST).map(Self).ok_or("is too large")
    }

    /// Writes it with as many places as it has.
    pub fn render(self) -> String {
        let text = exact::render(&BigRational::new(self.0.into(), 1000.into()), 3);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// Percent of a target with two places, half up; none of a target of nothing.
    pub fn percent_of(self, target: Self) -> Option<String> {
        if target.0 == 0 {
            return None;
        }
        let percent = BigRational::new(BigInt::from(self.0) * 100, target.0.into());
        Some(exact::render(&percent, 2))
    }
}

/// What an indicator looks at (*aspek*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SkpAspect {
    /// *Kuantitas*.
    Quantity,
    /// *Kualitas*.
    Quality,
    /// *Waktu*.
    Time,
    /// *Biaya*.
    Cost,
}

impl SkpAspect {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Quantity, Self::Quality, Self::Time, Self::Cost];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quantity => "quantity",
            Self::Quality => "quality",
            Self::Time => "time",
            Self::Cost => "cost",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|aspect| aspect.as_str() == text)
    }
}

/// What is to be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A number of a unit.
    Number(Quantity, String),
    /// In words.
    Words(String),
}

/// An indicator (*indikator kinerja individu*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedIndicator {
    /// Id.
    pub id: Uuid,
    /// What it looks at.
    pub aspect: Option<SkpAspect>,
    /// The indicator.
    pub title: String,
    /// What is to be reached.
    pub target: Target,
}

/// What a result is to the servant's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResultKind {
    /// *Utama*.
    Main,
    /// *Tambahan*.
    Additional,
}

impl ResultKind {
    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Additional => "additional",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Main, Self::Additional].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A planned result (*rencana hasil kerja*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedResult {
    /// Id.
    pub id: Uuid,
    /// What it is to the servant's work.
    pub kind: ResultKind,
    /// The result.
    pub title: String,
    /// Result of the superior that it serves.
    pub superior_result: Option<Uuid>,
    /// Its indicators.
    pub indicators: Vec<PlannedIndicator>,
}

/// An indicator that the approach of its plan does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misfit {
    /// Place of the result.
    pub result: usize,
    /// Place of the indicator in it.
    pub indicator: usize,
    /// Field.
    pub field: &'static str,
    /// What is wrong.
    pub reason: &'static str,
}

/// Indicators that the approach (*pendekatan*) does not allow: numbers ask for an aspect and a target, words for words.
pub fn misfits(approach: SkpApproach, results: &[PlannedResult]) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    for (result, planned) in results.iter().enumerate() {
        for (indicator, one) in planned.indicators.iter().enumerate() {
            let mut add = |field, reason| misfits.push(Misfit { result, indicator, field, reason });
            match (approach, &one.target) {
                (SkpApproach::Quantitative, Target::Words(_)) => add("target", "must be a number in this approach"),
                (SkpApproach::Qualitative, Target::Number(..)) => add("target_text", "must be words in this approach"),
                _ => {}
            }
            if approach == SkpApproach::Quantitative && one.aspect.is_none() {
                add("aspect", "must be quantity, quality, time or cost in this approach");
            }
        }
    }
    misfits
}

/// Whether a plan may be submitted: enough main results, each with indicators, and serving the superior's where there are any.
pub fn must_be_complete(
    results: &[PlannedResult],
    superior_has_results: bool,
    rules: &SkpRules,
) -> Result<(), SkpRefusal> {
    let main = || results.iter().filter(|result| result.kind == ResultKind::Main);
    if results.is_empty() || main().count() < rules.main_results {
        return Err(SkpRefusal::Incomplete("the plan has too few main results"));
    }
    if results.iter().any(|result| result.indicators.is_empty()) {
        return Err(SkpRefusal::Incomplete("a result has no indicator"));
    }
    let cascaded = main().all(|result| result.superior_result.is_some());
    if rules.cascade_main && superior_has_results && !cascaded {
        return Err(SkpRefusal::Incomplete("a main result serves none of the superior's results"));
    }
    Ok(())
}

#[cfg(test)]
#[path = "skp_content_tests.rs"]
mod tests;
