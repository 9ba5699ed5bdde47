//! The operations of a derivation: how a figure follows from others, exactly.

use super::DerivationError;
use crate::domain::{teachers, wisn};
use num_rational::BigRational;
use num_traits::{One, Zero};

/// How a figure follows from its inputs (*operasi*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// All added; nothing gives zero.
    Sum,
    /// The first less all others.
    Difference,
    /// All multiplied.
    Product,
    /// The first ÷ the second.
    Quotient,
    /// 1 less the input.
    Complement,
    /// 1 ÷ (1 − input): how much a share of the time enlarges a need (*faktor kelonggaran*).
    Allowance,
    /// The largest.
    Maximum,
    HalfUp,
    Ceil,
    Floor,
    /// WHO's rounding of the first; an overload up to the second is borne.
    WithinOverload,
    /// Teachers of the first, between least (second) and most hours (third), or as decided (fourth).
    Teachers,
}

/// All of them with the names under which they are stored.
const NAMES: [(Operation, &str); 12] = [
    (Operation::Sum, "sum"),
    (Operation::Difference, "difference"),
    (Operation::Product, "product"),
    (Operation::Quotient, "quotient"),
    (Operation::Complement, "complement"),
    (Operation::Allowance, "allowance"),
    (Operation::Maximum, "maximum"),
    (Operation::HalfUp, "half_up"),
    (Operation::Ceil, "ceil"),
    (Operation::Floor, "floor"),
    (Operation::WithinOverload, "within_overload"),
    (Operation::Teachers, "teachers"),
];

/// Labels that a formula spells out before it only counts them.
const SPELLED_OUT: usize = 6;

impl Operation {
    /// The name under which it is stored (*nama operasi*).
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(operation, _)| *operation == self).map_or("sum", |(_, name)| name)
    }

    /// The operation of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known)| *known == name).map(|(operation, _)| *operation)
    }

    /// The value (*hasil*) of figure `node` for these inputs.
    pub fn apply(self, node: &str, inputs: &[&BigRational]) -> Result<BigRational, DerivationError> {
        let one = || inputs.first().copied().cloned().unwrap_or_else(BigRational::zero);
        let at = |place: usize| inputs.get(place).copied().cloned().unwrap_or_else(BigRational::zero);
        let name = || node.to_owned();
        Ok(match self {
            Self::Sum => inputs.iter().fold(BigRational::zero(), |sum, input| sum + *input),
            Self::Difference => inputs.iter().skip(1).fold(one(), |left, input| left - *input),
            Self::Product => inputs.iter().fold(BigRational::one(), |product, input| product * *input),
            Self::Quotient if at(1).is_zero() => return Err(DerivationError::DividedByZero { node: name() }),
            Self::Quotient => one() / at(1),
            Self::Complement => BigRational::one() - one(),
            Self::Allowance => {
                let factor = wisn::category_allowance_factor(&one());
                factor.ok_or_else(|| DerivationError::NoTimeLeft { node: name() })?
            }
            Self::Maximum => inputs.iter().copied().max().cloned().unwrap_or_else(BigRational::zero),
            Self::HalfUp => exact::round_half_up(&one()).into(),
            Self::Ceil => one().ceil(),
            Self::Floor => one().floor(),
            Self::WithinOverload => exact::whole(wisn::whole_staff_within(&one(), &at(1))),
            Self::Teachers => match (teachers::round(&one(), &at(1), &at(2)), inputs.get(3).copied()) {
                (Some(teachers), _) => teachers,
                (None, Some(decided)) if *decided == one().floor() || *decided == one().ceil() => decided.clone(),
                (None, Some(_)) => return Err(DerivationError::NotARounding { node: name() }),
                (None, None) => {
                    return Err(DerivationError::Undecided { node: name(), value: Box::new(one()) });
                }
            },
        })
    }

    /// The formula (*rumus*) with the labels of the inputs.
    pub fn formula(self, labels: &[&str]) -> String {
        let joined = |sign: &str| match labels.len() {
            0 => "tidak ada".to_owned(),
            count if count > SPELLED_OUT => format!("{}{sign}…{sign}{} ({count} angka)", labels[0], labels[count - 1]),
            _ => labels.join(sign),
        };
        let label = |place: usize| labels.get(place).copied().unwrap_or_default();
        match self {
            Self::Sum => joined(" + "),
            Self::Difference => joined(" − "),
            Self::Product => joined(" × "),
            Self::Quotient => joined(" ÷ "),
            Self::Complement => format!("1 − {}", label(0)),
            Self::Allowance => format!("1 ÷ (1 − {})", label(0)),
            Self::Maximum => format!("terbesar dari ({})", joined("; ")),
            Self::HalfUp => format!("{} dibulatkan, setengah ke atas", label(0)),
            Self::Ceil => format!("{} dibulatkan ke atas", label(0)),
            Self::Floor => format!("{} dibulatkan ke bawah", label(0)),
            Self::WithinOverload => format!("{} dibulatkan menurut WHO, dengan {}", label(0), label(1)),
            Self::Teachers => format!("{} dibulatkan antara {} dan {}", label(0), label(1), label(2)),
        }
    }
}
