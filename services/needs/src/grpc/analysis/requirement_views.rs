//! Shows needs, their derivations and efficiencies.

use crate::{
    domain::{
        derivation::{Basis, Derivation, Node, Operation},
        efficiency::{Grade, Staffing, efficiency},
        position::Position,
        requirement::{Catalogue, Explanation, Method, Warning},
        workload::WorkingTime,
    },
    names,
};
use contracts::needs::v1 as pb;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use pb::derivation_node::Operation as Shown;
use platform::{Tenant, dates, etag};

/// A need with its warnings.
pub(crate) fn render_requirement(
    tenant: &Tenant,
    catalogue: &Catalogue,
    position: &Position,
    explanation: &Explanation,
) -> pb::Requirement {
    let standing = explanation.standing();
    let workload = standing.full_time_equivalent();
    let method = match standing.computed.as_ref().map(|figure| figure.method) {
        Some(Method::Sheet) => pb::requirement::Method::Sheet,
        Some(Method::HealthWorkload) => pb::requirement::Method::HealthWorkload,
        Some(Method::Wisn) => pb::requirement::Method::Wisn,
        Some(Method::Approach) => pb::requirement::Method::Approach,
        Some(Method::Teachers) => pb::requirement::Method::Teachers,
        Some(Method::Minimum) | None => pb::requirement::Method::Unspecified,
    };
    let present = BigRational::from_integer(position.incumbents.into());
    let ratio = workload.filter(|workload| !workload.is_zero()).map(|workload| present / workload);
    pb::Requirement {
        position: names::POSITION.name(tenant, position.id),
        method: method.into(),
        ruleset: standing.ruleset().to_owned(),
        full_time_equivalent: workload.map(|workload| exact::render(workload, 4)).unwrap_or_default(),
        full_time_equivalent_exact: workload.map(ToString::to_string).unwrap_or_default(),
        computed: standing.computed.as_ref().map_or(0, |figure| figure.posts),
        minimum: standing.minimum.as_ref().map_or(0, |figure| figure.posts),
        required: standing.required(),
        staff_ratio: ratio.map(|ratio| exact::render(&ratio, 4)).unwrap_or_default(),
        warnings: render_warnings(catalogue, explanation),
        etag: etag::render(position.version),
        compute_time: position.compute_time.map(dates::render_time),
    }
}

/// What is implausible in any part.
pub(crate) fn render_warnings(catalogue: &Catalogue, explanation: &Explanation) -> Vec<pb::Warning> {
    let warnings = |part: &crate::domain::requirement::PartOf| catalogue.warnings(&part.ruleset, &explanation.whole);
    let shown = |warning: Warning| pb::Warning {
        value: exact::render(&warning.value, 4),
        node: warning.node,
        reason: warning.reason,
    };
    explanation.parts.iter().flat_map(warnings).map(shown).collect()
}

/// One figure.
pub(crate) fn render_node(tree: &Derivation, node: &Node) -> pb::DerivationNode {
    pb::DerivationNode {
        id: node.id.clone(),
        label: node.label.clone(),
        value: exact::render(&node.value, 4),
        value_exact: node.value.to_string(),
        unit: node.unit.clone(),
        operation: operation(&node.basis).into(),
        formula: tree.formula(node),
        inputs: node.inputs().iter().map(|input| tree.nodes()[*input].id.clone()).collect(),
        origin: node.origin().to_owned(),
        ruleset: node.ruleset.clone(),
        regulation: node.regulation.clone(),
    }
}

fn operation(basis: &Basis) -> Shown {
    match basis {
        Basis::Entered(_) => Shown::Entered,
        Basis::Rule(_) => Shown::Rule,
        Basis::Decided(_) => Shown::Decided,
        Basis::Computed { operation, .. } => match operation {
            Operation::Sum => Shown::Sum,
            Operation::Difference => Shown::Difference,
            Operation::Product => Shown::Product,
            Operation::Quotient => Shown::Quotient,
            Operation::Complement => Shown::Complement,
            Operation::Allowance => Shown::Allowance,
            Operation::Maximum => Shown::Maximum,
            Operation::HalfUp => Shown::HalfUp,
            Operation::Ceil => Shown::Ceil,
            Operation::Floor => Shown::Floor,
            Operation::WithinOverload => Shown::WithinOverload,
            Operation::Teachers => Shown::Teachers,
        },
    }
}

/// What the people of a position or unit carry together.
pub(crate) struct Burden {
    /// Minutes of work a year.
    pub(crate) minutes: BigRational,
    /// People who share it.
    pub(crate) people: i64,
    /// Positions with a workload.
    pub(crate) counted: i64,
    /// Positions without one.
    pub(crate) uncounted: i64,
}

/// The efficiency of a position (EJ) or unit (EU).
pub(crate) fn render_efficiency(name: String, burden: &Burden, rules: &WorkingTime) -> pb::Efficiency {
    let people = burden.people.to_u32().unwrap_or(u32::MAX);
    let value = efficiency(&burden.minutes, people, rules.minutes_per_year).filter(|_| burden.counted > 0);
    let grade = value.as_ref().map(Grade::of);
    let staffing = match value.as_ref().map(Staffing::of) {
        None => pb::efficiency::Staffing::Unspecified,
        Some(Staffing::Understaffed) => pb::efficiency::Staffing::Understaffed,
        Some(Staffing::Balanced) => pb::efficiency::Staffing::Balanced,
        Some(Staffing::Overstaffed) => pb::efficiency::Staffing::Overstaffed,
    };
    let shown = match grade {
        None => pb::efficiency::Grade::Unspecified,
        Some(Grade::A) => pb::efficiency::Grade::A,
        Some(Grade::B) => pb::efficiency::Grade::B,
        Some(Grade::C) => pb::efficiency::Grade::C,
        Some(Grade::D) => pb::efficiency::Grade::D,
        Some(Grade::E) => pb::efficiency::Grade::E,
    };
    pb::Efficiency {
        name,
        ruleset: rules.id.clone(),
        workload_minutes: exact::render(&burden.minutes, 4),
        people: burden.people,
        effective_minutes: i32::try_from(rules.minutes_per_year).unwrap_or(i32::MAX),
        value: value.as_ref().map(|value| exact::render(value, 4)).unwrap_or_default(),
        value_exact: value.as_ref().map(ToString::to_string).unwrap_or_default(),
        grade: shown.into(),
        label: grade.map(Grade::label).unwrap_or_default().to_owned(),
        staffing: staffing.into(),
        positions_counted: burden.counted,
        positions_uncounted: burden.uncounted,
    }
}
