//! `needs.derivation_nodes`: the derivations of needs, as they were computed.

use crate::domain::{
    derivation::{Basis, Derivation, Draft, Node, Operation},
    position::Position,
    requirement::{Catalogue, Counted, Explanation, Method, sheet_tree},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Writes the derivations of counted parts.
pub async fn insert_all(connection: &mut PgConnection, counted: &[(Uuid, Counted)]) -> sqlx::Result<()> {
    let mut rows = Rows::default();
    for (position, one) in counted {
        for (n, node) in (0_i32..).zip(one.tree.nodes()) {
            rows.push(*position, crate::store::requirements::part_of(one.method), n, node);
        }
    }
    sqlx::query!(
        "INSERT INTO needs.derivation_nodes (position_id, part, n, node, label, unit, basis, inputs, origin, value, most,
                                             ruleset, regulation)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                              $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])",
        &rows.positions,
        &rows.parts,
        &rows.numbers,
        &rows.nodes,
        &rows.labels,
        &rows.units,
        &rows.bases,
        &rows.inputs,
        &rows.origins,
        &rows.values,
        &rows.mosts,
        &rows.rulesets,
        &rows.regulations,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes the values of figures that changed, by their places in the part; the first is the input that was changed.
pub async fn update(
    connection: &mut PgConnection,
    position: Uuid,
    part: &str,
    changed: &[(usize, &Node)],
) -> sqlx::Result<()> {
    let numbers: Vec<i32> = changed.iter().map(|(n, _)| i32::try_from(*n).unwrap_or(i32::MAX)).collect();
    let values: Vec<String> = changed.iter().map(|(_, node)| node.value.to_string()).collect();
    let origins: Vec<String> = changed.iter().map(|(_, node)| node.origin().to_owned()).collect();
    sqlx::query!(
        "UPDATE needs.derivation_nodes AS old SET value = new.value, origin = new.origin
         FROM unnest($3::int[], $4::text[], $5::text[]) AS new (n, value, origin)
         WHERE old.position_id = $1 AND old.part = $2 AND old.n = new.n",
        position,
        part,
        &numbers,
        &values,
        &origins,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The whole derivation of a position's need: the sheet's as its lines stand, all else as it was stored. None where nothing
/// was computed.
pub async fn explanation(
    connection: &mut PgConnection,
    catalogue: &Catalogue,
    position: &Position,
) -> sqlx::Result<Option<Explanation>> {
    let mut parts = Vec::new();
    for (method, ruleset) in stored_parts(connection, position.id).await? {
        let tree = tree_of(connection, position.id, crate::store::requirements::part_of(method)).await?;
        parts.push(Counted::of(method, ruleset, tree));
    }
    let counted_otherwise = parts.iter().any(|part| part.method != Method::Minimum);
    if !counted_otherwise && position.full_time_equivalent.is_some() {
        let tasks = crate::store::sheets::tasks_of(connection, position.id).await?;
        let rules = catalogue.working_time(&position.ruleset).map_err(decode)?;
        let draft = Draft::begin(&rules.id, &rules.regulation, "").trusting();
        let tree = sheet_tree(draft, &tasks, rules, catalogue.limits).map_err(decode)?;
        parts.insert(0, Counted::of(Method::Sheet, rules.id.clone(), tree));
    }
    Explanation::of(parts).map_err(decode)
}

async fn stored_parts(connection: &mut PgConnection, position: Uuid) -> sqlx::Result<Vec<(Method, String)>> {
    let rows =
        sqlx::query!("SELECT method, ruleset FROM needs.requirements WHERE position_id = $1 ORDER BY part", position,);
    let read = |method: &str| Method::of_name(method).ok_or_else(|| crate::store::unknown("method", method));
    rows.fetch_all(connection).await?.into_iter().map(|row| Ok((read(&row.method)?, row.ruleset))).collect()
}

async fn tree_of(connection: &mut PgConnection, position: Uuid, part: &str) -> sqlx::Result<Derivation> {
    let rows = sqlx::query!(
        "SELECT node, label, unit, basis, inputs, origin, value, most, ruleset, regulation FROM needs.derivation_nodes
         WHERE position_id = $1 AND part = $2 ORDER BY n",
        position,
        part,
    );
    let mut nodes = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let exact = |text: &str| text.parse().map_err(|_| crate::store::unknown("fraction", text));
        nodes.push(Node {
            id: row.node,
            label: row.label,
            unit: row.unit,
            basis: basis_of(&row.basis, &row.inputs, row.origin)?,
            value: exact(&row.value)?,
            most: (!row.most.is_empty()).then(|| exact(&row.most)).transpose()?,
            ruleset: row.ruleset,
            regulation: row.regulation,
        });
    }
    Derivation::restore(nodes).map_err(decode)
}

fn decode(error: impl std::error::Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::Decode(error.into())
}

fn basis_of(name: &str, inputs: &str, origin: String) -> sqlx::Result<Basis> {
    Ok(match name {
        "entered" => Basis::Entered(origin),
        "rule" => Basis::Rule(origin),
        "decided" => Basis::Decided(origin),
        other => {
            let operation = Operation::of_name(other).ok_or_else(|| crate::store::unknown("operation", other))?;
            let places =
                inputs.split_whitespace().map(|place| place.parse().map_err(|_| crate::store::unknown("place", place)));
            Basis::Computed { operation, inputs: places.collect::<sqlx::Result<_>>()? }
        }
    })
}

fn basis_to_text(basis: &Basis) -> &'static str {
    match basis {
        Basis::Entered(_) => "entered",
        Basis::Rule(_) => "rule",
        Basis::Decided(_) => "decided",
        Basis::Computed { operation, .. } => operation.name(),
    }
}

/// The columns of many figures.
#[derive(Default)]
struct Rows {
    positions: Vec<Uuid>,
    parts: Vec<String>,
    numbers: Vec<i32>,
    nodes: Vec<String>,
    labels: Vec<String>,
    units: Vec<String>,
    bases: Vec<String>,
    inputs: Vec<String>,
    origins: Vec<String>,
    values: Vec<String>,
    mosts: Vec<String>,
    rulesets: Vec<String>,
    regulations: Vec<String>,
}

impl Rows {
    fn push(&mut self, position: Uuid, part: &str, n: i32, node: &Node) {
        let inputs: Vec<String> = node.inputs().iter().map(ToString::to_string).collect();
        self.positions.push(position);
        self.parts.push(part.to_owned());
        self.numbers.push(n);
        self.nodes.push(node.id.clone());
        self.labels.push(node.label.clone());
        self.units.push(node.unit.clone());
        self.bases.push(basis_to_text(&node.basis).to_owned());
        self.inputs.push(inputs.join(" "));
        self.origins.push(node.origin().to_owned());
        self.values.push(node.value.to_string());
        self.mosts.push(node.most.as_ref().map(ToString::to_string).unwrap_or_default());
        self.rulesets.push(node.ruleset.clone());
        self.regulations.push(node.regulation.clone());
    }
}
