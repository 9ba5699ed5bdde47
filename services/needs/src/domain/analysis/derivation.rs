//! How a figure came about (*penelusuran angka*): every input, every formula, the rule behind each, as one graph.
//! A change of one input computes what depends on it anew, and nothing else.

mod draft;
mod operation;

pub use draft::Draft;
pub use operation::Operation;

use num_rational::BigRational;
use num_traits::Signed;
use std::collections::BTreeMap;
use thiserror::Error;

/// One figure (*angka*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Unique within the derivation, for example `abk/3/volume`.
    pub id: String,
    /// What it is, in Indonesian.
    pub label: String,
    /// Unit of the value (*satuan*).
    pub unit: String,
    pub basis: Basis,
    pub value: BigRational,
    /// The largest value that is not absurd.
    pub most: Option<BigRational>,
    /// Ruleset it follows, and the regulation behind it.
    pub ruleset: String,
    pub regulation: String,
}

/// How a figure is had (*dasar*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// Somebody counted it; where and when.
    Entered(String),
    /// The ruleset says it; where.
    Rule(String),
    /// A person decided it where the rules are open (*keputusan*); why.
    Decided(String),
    /// It follows from earlier figures, by their places in the derivation.
    Computed { operation: Operation, inputs: Vec<usize> },
}

/// Units of inputs that nobody counts in parts: class groups, people and the teachers that a person decided.
const WHOLE_UNITS: [&str; 3] = ["rombel", "orang", "guru"];

/// A graph of figures: inputs before what is computed from them, the result last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Derivation {
    nodes: Vec<Node>,
}

/// Why a figure cannot be (*angka tidak sah*). Names the figure.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DerivationError {
    #[error("there is no figure `{0}`")]
    Absent(String),
    #[error("`{0}` is not an input that a person may change")]
    Fixed(String),
    #[error("`{0}` stands there twice")]
    Twice(String),
    #[error("must not be below zero")]
    Negative { node: String },
    #[error("must not be more than {most}", most = exact::render(.most, 4))]
    Absurd { node: String, most: Box<BigRational> },
    #[error("is divided by zero")]
    DividedByZero { node: String },
    #[error("takes all the time, or more")]
    NoTimeLeft { node: String },
    #[error("the rules leave open how {value} is rounded", value = exact::render(.value, 4))]
    Undecided { node: String, value: Box<BigRational> },
    #[error("must be one of the two whole numbers around the value")]
    NotARounding { node: String },
    #[error("must be a whole number")]
    NotWhole { node: String },
    #[error("is computed from what comes after it")]
    Order { node: String },
}

impl DerivationError {
    /// The figure in question.
    pub fn node(&self) -> &str {
        match self {
            Self::Absent(node) | Self::Fixed(node) | Self::Twice(node) => node,
            Self::Negative { node }
            | Self::Absurd { node, .. }
            | Self::DividedByZero { node }
            | Self::NoTimeLeft { node }
            | Self::Undecided { node, .. }
            | Self::NotARounding { node }
            | Self::NotWhole { node }
            | Self::Order { node } => node,
        }
    }
}

impl Derivation {
    /// Takes figures that were stored (*angka tersimpan*), as they are; only their order is checked.
    pub fn restore(nodes: Vec<Node>) -> Result<Self, DerivationError> {
        for (place, node) in nodes.iter().enumerate() {
            if node.inputs().iter().any(|input| *input >= place) {
                return Err(DerivationError::Order { node: node.id.clone() });
            }
        }
        Ok(Self { nodes })
    }

    /// All figures, inputs first.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The last figure (*hasil*): what all others are for.
    pub fn result(&self) -> Option<&Node> {
        self.nodes.last()
    }

    /// The figure with an id, and its place.
    pub fn find(&self, id: &str) -> Option<(usize, &Node)> {
        self.nodes.iter().enumerate().find(|(_, node)| node.id == id)
    }

    /// Every value anew from the inputs (*hitung ulang seluruhnya*), in order.
    pub fn evaluate(&self) -> Result<Vec<BigRational>, DerivationError> {
        let mut values = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let value = match &node.basis {
                Basis::Computed { operation, inputs } => {
                    let inputs: Vec<&BigRational> = inputs.iter().map(|input| &values[*input]).collect();
                    operation.apply(&node.id, &inputs)?
                }
                _ => node.value.clone(),
            };
            node.bear(&value)?;
            values.push(value);
        }
        Ok(values)
    }

    /// Gives an input (*masukan*) another value and computes what depends on it, nothing else. Returns the places of the
    /// figures that were computed, in order. Where one of them cannot be, nothing changes.
    pub fn change(&mut self, id: &str, value: BigRational, origin: String) -> Result<Vec<usize>, DerivationError> {
        let (changed, node) = self.find(id).ok_or_else(|| DerivationError::Absent(id.to_owned()))?;
        let basis = match node.basis {
            Basis::Entered(_) => Basis::Entered(origin),
            Basis::Decided(_) => Basis::Decided(origin),
            Basis::Rule(_) | Basis::Computed { .. } => return Err(DerivationError::Fixed(id.to_owned())),
        };
        node.bear(&value)?;
        if WHOLE_UNITS.contains(&node.unit.as_str()) && !value.is_integer() {
            return Err(DerivationError::NotWhole { node: id.to_owned() });
        }
        let mut fresh = BTreeMap::from([(changed, value)]);
        let mut recomputed = Vec::new();
        for (place, node) in self.nodes.iter().enumerate().skip(changed + 1) {
            let Basis::Computed { operation, inputs } = &node.basis else { continue };
            if !inputs.iter().any(|input| fresh.contains_key(input)) {
                continue;
            }
            let values: Vec<&BigRational> =
                inputs.iter().map(|input| fresh.get(input).unwrap_or(&self.nodes[*input].value)).collect();
            let value = operation.apply(&node.id, &values)?;
            node.bear(&value)?;
            fresh.insert(place, value);
            recomputed.push(place);
        }
        for (place, value) in fresh {
            self.nodes[place].value = value;
        }
        self.nodes[changed].basis = basis;
        Ok(recomputed)
    }

    /// Adds the figures of another derivation (*penggabungan*) and returns the place of its result, if it has one.
    pub fn append(&mut self, other: Self) -> Option<usize> {
        let offset = self.nodes.len();
        let moved = other.nodes.into_iter().map(|mut node| {
            if let Basis::Computed { inputs, .. } = &mut node.basis {
                inputs.iter_mut().for_each(|input| *input += offset);
            }
            node
        });
        self.nodes.extend(moved);
        (self.nodes.len() > offset).then(|| self.nodes.len() - 1)
    }

    /// The formula of a figure for people (*rumus*), with the labels of its inputs.
    pub fn formula(&self, node: &Node) -> String {
        match &node.basis {
            Basis::Entered(_) => "masukan".to_owned(),
            Basis::Rule(_) => "ketentuan".to_owned(),
            Basis::Decided(_) => "keputusan".to_owned(),
            Basis::Computed { operation, inputs } => {
                let labels: Vec<&str> = inputs.iter().map(|input| self.nodes[*input].label.as_str()).collect();
                operation.formula(&labels)
            }
        }
    }
}

impl Node {
    /// The places of its inputs; none where it is an input itself.
    pub fn inputs(&self) -> &[usize] {
        match &self.basis {
            Basis::Computed { inputs, .. } => inputs,
            _ => &[],
        }
    }

    /// Where an input came from (*asal*); empty where the figure is computed.
    pub fn origin(&self) -> &str {
        match &self.basis {
            Basis::Entered(origin) | Basis::Rule(origin) | Basis::Decided(origin) => origin,
            Basis::Computed { .. } => "",
        }
    }

    /// Refuses a value that the figure cannot have: below zero, or absurd (*tidak wajar*).
    fn bear(&self, value: &BigRational) -> Result<(), DerivationError> {
        if value.is_negative() {
            return Err(DerivationError::Negative { node: self.id.clone() });
        }
        match &self.most {
            Some(most) if value > most => {
                Err(DerivationError::Absurd { node: self.id.clone(), most: Box::new(most.clone()) })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
#[path = "derivation_tests.rs"]
mod tests;
