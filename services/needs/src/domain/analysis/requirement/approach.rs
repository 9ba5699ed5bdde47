//! The approaches by result, object, tool and process (KEP/75/M.PAN/7/2004) as a derivation.

use super::{Limits, rounding};
use crate::domain::{
    derivation::{Derivation, DerivationError, Draft, Operation},
    workload::Rounding,
};
use num_rational::BigRational;

/// What is counted (*pendekatan*); the formulas are those of `domain::approach`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApproachKind {
    Result,
    Object,
    Tool,
    Process,
}

/// One kind of result, object, tool or task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApproachItem {
    pub description: String,
    /// How many there are, or minutes a year.
    pub amount: BigRational,
    /// What one person manages, or people a tool takes; none for tasks means the ruleset's minutes.
    pub standard: Option<BigRational>,
}

/// All that a position works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApproachInput {
    pub kind: ApproachKind,
    pub items: Vec<ApproachItem>,
}

/// The rules of the approaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApproachRules {
    /// Effective minutes a year of one person, for the approach by process.
    pub minutes_per_year: u32,
    pub rounding: Rounding,
}

impl ApproachInput {
    /// The derivation: Σ amount ÷ standard, for tools Σ amount × standard, rounded once.
    pub(super) fn tree(
        &self,
        mut draft: Draft,
        rules: &ApproachRules,
        limits: Limits,
    ) -> Result<Derivation, DerivationError> {
        let (amount, standard) = self.kind.labels();
        let minutes = exact::whole(u64::from(rules.minutes_per_year));
        let effective = match self.items.iter().any(|item| item.standard.is_none()) {
            true => {
                Some(draft.rule("pendekatan/wke", "Waktu kerja efektif setahun", "menit", &minutes, "ketentuan")?)
            }
            false => None,
        };
        let operation = if self.kind == ApproachKind::Tool { Operation::Product } else { Operation::Quotient };
        let most = exact::whole(u64::from(limits.people_per_task));
        let mut needs = Vec::with_capacity(self.items.len());
        for (number, item) in (1..).zip(&self.items) {
            let id = format!("pendekatan/{number}");
            let label = format!("{}: {}", amount.0, item.description);
            let entered = draft.entered(format!("{id}/amount"), label, amount.1, &item.amount)?;
            let divisor = match (&item.standard, effective) {
                (Some(value), _) => {
                    let label = format!("{}: {}", standard.0, item.description);
                    draft.entered(format!("{id}/standard"), label, standard.1, value)?
                }
                (None, Some(effective)) => effective,
                (None, None) => continue,
            };
            let (label, inputs) = (format!("Kebutuhan: {}", item.description), [entered, divisor]);
            let follows = (operation, inputs.as_slice());
            needs.push(draft.computed_at_most(format!("{id}/need"), label, "orang", follows, &most)?);
        }
        let sum = draft.computed("pendekatan/fte", "Jumlah kebutuhan", "orang", Operation::Sum, &needs)?;
        let (most, inputs) = (exact::whole(u64::from(limits.people_per_position)), [sum]);
        let follows = (rounding(rules.rounding), inputs.as_slice());
        draft.computed_at_most("pendekatan/posts", "Kebutuhan, dibulatkan", "orang", follows, &most)?;
        Ok(draft.finish())
    }
}

impl ApproachKind {
    /// Label and unit of the amount, and of the standard.
    fn labels(self) -> ((&'static str, &'static str), (&'static str, &'static str)) {
        match self {
            Self::Result => (("Jumlah hasil kerja", "hasil"), ("Kemampuan satu orang", "hasil per orang")),
            Self::Object => (("Jumlah objek kerja", "objek"), ("Kemampuan satu orang", "objek per orang")),
            Self::Tool => (("Jumlah peralatan", "alat"), ("Orang per alat", "orang per alat")),
            Self::Process => (("Waktu penyelesaian tugas", "menit"), ("Waktu kerja efektif", "menit per orang")),
        }
    }
}
