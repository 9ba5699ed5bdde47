//! Writes a derivation figure by figure: each is checked and computed as it is added.

use super::{Basis, Derivation, DerivationError, Node, Operation};
use num_rational::BigRational;
use std::collections::HashSet;

/// A derivation that is being written (*rancangan penelusuran*), under one ruleset.
pub struct Draft {
    ruleset: String,
    regulation: String,
    /// Where the entered figures come from, unless they say it themselves.
    origin: String,
    nodes: Vec<Node>,
    ids: HashSet<String>,
    trusting: bool,
}

impl Draft {
    /// Begins a derivation (*penelusuran*) under a ruleset.
    pub fn begin(ruleset: &str, regulation: &str, origin: &str) -> Self {
        let (ruleset, regulation, origin) = (ruleset.to_owned(), regulation.to_owned(), origin.to_owned());
        Self { ruleset, regulation, origin, nodes: Vec::new(), ids: HashSet::new(), trusting: false }
    }

    /// Takes values as they come: what counts already is shown even where a later limit would refuse it.
    pub fn trusting(mut self) -> Self {
        self.trusting = true;
        self
    }

    /// Adds what somebody counted (*masukan*).
    pub fn entered(
        &mut self,
        id: impl Into<String>,
        label: impl Into<String>,
        unit: &str,
        value: &BigRational,
    ) -> Result<usize, DerivationError> {
        let basis = Basis::Entered(self.origin.clone());
        self.add(id.into(), label.into(), unit, basis, value.clone(), None)
    }

    /// The same with the largest value that is not absurd (*batas wajar*).
    pub fn entered_at_most(
        &mut self,
        id: impl Into<String>,
        label: impl Into<String>,
        unit: &str,
        value: &BigRational,
        most: &BigRational,
    ) -> Result<usize, DerivationError> {
        let basis = Basis::Entered(self.origin.clone());
        self.add(id.into(), label.into(), unit, basis, value.clone(), Some(most.clone()))
    }

    /// Adds what the ruleset says (*ketentuan*).
    pub fn rule(
        &mut self,
        id: impl Into<String>,
        label: impl Into<String>,
        unit: &str,
        value: &BigRational,
        origin: &str,
    ) -> Result<usize, DerivationError> {
        self.add(id.into(), label.into(), unit, Basis::Rule(origin.to_owned()), value.clone(), None)
    }

    /// Adds what a person decided (*keputusan*), with the reason.
    pub fn decided(
        &mut self,
        id: impl Into<String>,
        label: impl Into<String>,
        unit: &str,
        value: &BigRational,
        reason: &str,
    ) -> Result<usize, DerivationError> {
        self.add(id.into(), label.into(), unit, Basis::Decided(reason.to_owned()), value.clone(), None)
    }

    /// Adds what follows from earlier figures (*hasil hitungan*).
    pub fn computed(
        &mut self,
        id: impl Into<String>,
        label: impl Into<String>,
        unit: &str,
        operation: Operation,
        inputs: &[usize],
    ) -> Result<usize, DerivationError> {
        self.follow(id.into(), label.into(), unit, (operation, inputs), None)
    }

    /// The same with the largest value that is not absurd.
    pub fn computed_at_most(
        &mut self,
        id: impl Into<String>,
        label: impl Into<String>,
        unit: &str,
        follows: (Operation, &[usize]),
        most: &BigRational,
    ) -> Result<usize, DerivationError> {
        self.follow(id.into(), label.into(), unit, follows, Some(most.clone()))
    }

    /// Goes on after the figures of another derivation (*lanjutan*), whose places stay what they are.
    pub fn after(mut self, earlier: Derivation) -> Self {
        self.ids.extend(earlier.nodes.iter().map(|node| node.id.clone()));
        self.nodes = earlier.nodes;
        self
    }

    /// The value (*nilai*) of a figure that was added.
    pub fn value(&self, place: usize) -> &BigRational {
        &self.nodes[place].value
    }

    /// Says where the figures that follow come from.
    pub fn from_now(&mut self, origin: &str) {
        origin.clone_into(&mut self.origin);
    }

    /// The whole derivation; the figure that was added last is its result.
    pub fn finish(self) -> Derivation {
        Derivation { nodes: self.nodes }
    }

    fn follow(
        &mut self,
        id: String,
        label: String,
        unit: &str,
        (operation, inputs): (Operation, &[usize]),
        most: Option<BigRational>,
    ) -> Result<usize, DerivationError> {
        let values: Vec<&BigRational> = inputs.iter().map(|input| &self.nodes[*input].value).collect();
        let value = operation.apply(&id, &values)?;
        self.add(id, label, unit, Basis::Computed { operation, inputs: inputs.to_vec() }, value, most)
    }

    fn add(
        &mut self,
        id: String,
        label: String,
        unit: &str,
        basis: Basis,
        value: BigRational,
        most: Option<BigRational>,
    ) -> Result<usize, DerivationError> {
        if !self.ids.insert(id.clone()) {
            return Err(DerivationError::Twice(id));
        }
        let (ruleset, regulation) = (self.ruleset.clone(), self.regulation.clone());
        let node = Node { id, label, unit: unit.to_owned(), basis, value, most, ruleset, regulation };
        if !self.trusting {
            node.bear(&node.value)?;
        }
        self.nodes.push(node);
        Ok(self.nodes.len() - 1)
    }
}
