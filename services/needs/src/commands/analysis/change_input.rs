use crate::commands::Counting;
use crate::{
    domain::{
        derivation::{DerivationError, Node},
        requirement::{Explanation, Method, PartOf, RequirementError, plain},
    },
    error::{Error, NeedError},
    names,
    store::{
        derivations, positions,
        requirements::{self, Needed},
        sheets,
        steps::{self, NewStep},
    },
};
use num_rational::BigRational;
use num_traits::Zero;
use platform::{AsRead, Violations, Work};
use uuid::Uuid;

/// Another value for one input of a need.
pub struct ChangeInput {
    /// Position.
    pub position: AsRead,
    /// Id of the input.
    pub node: String,
    /// New value.
    pub value: BigRational,
    /// Why.
    pub reason: String,
}

/// What the change touched.
pub struct Changed {
    /// The derivation after it.
    pub explanation: Explanation,
    /// Ids of the figures that were computed, in order.
    pub recomputed: Vec<String>,
}

/// Changes one input of a position's need, computes what depends on it, and stores exactly that.
pub async fn change_input(work: &mut Work<'_>, counting: Counting<'_>, input: ChangeInput) -> Result<Changed, Error> {
    let id = input.position.id;
    positions::lock_all(work.connection, &[id]).await?;
    let position = positions::get(work.connection, id).await?.ok_or(Error::PositionNotFound)?;
    input.position.must_be(position.version)?;
    let found = derivations::explanation(work.connection, counting.catalogue, &position).await?;
    let mut explanation = found.ok_or(NeedError::NotComputed)?;
    if input.value.is_zero() && input.node.ends_with("/minutes") {
        return Err(refused("must be more than zero"));
    }
    let before = explanation.whole.find(&input.node).map(|(_, node)| node.value.clone()).unwrap_or_default();
    let origin = format!("diubah {}: {}", counting.today, input.reason);
    let recomputed = explanation.whole.change(&input.node, input.value.clone(), origin);
    let recomputed = recomputed.map_err(|error| told(error, &input.node))?;
    store(work, id, &explanation, &input.node, &recomputed).await?;
    let standing = explanation.standing();
    requirements::save_needs(work.connection, &[Needed::of(id, &standing, false)], work.now).await?;
    let (old, new) = (exact::render(&before, 4), exact::render(&input.value, 4));
    let summary = format!("{} from {old} to {new}: {}; {}", input.node, input.reason, standing.summary());
    let (resource, ruleset) = (names::POSITION.name(&work.tenant, id), standing.ruleset());
    let step = NewStep { kind: "input.changed", resource, summary, event_id: None, ruleset };
    steps::record(work, id, step).await?;
    let ids = recomputed.iter().map(|place| explanation.whole.nodes()[*place].id.clone()).collect();
    Ok(Changed { recomputed: ids, explanation })
}

/// Stores the input and what was computed from it, in the part they belong to. The need itself stands in the position map.
async fn store(
    work: &mut Work<'_>,
    position: Uuid,
    explanation: &Explanation,
    input: &str,
    recomputed: &[usize],
) -> Result<(), Error> {
    let Some((changed, node)) = explanation.whole.find(input) else { return Ok(()) };
    let Some(part) = explanation.part_of(changed) else { return Ok(()) };
    if part.method == Method::Sheet {
        return store_line(work, position, node).await;
    }
    let inside = |place: &usize| (part.begin..part.end).contains(place);
    let places = std::iter::once(changed).chain(recomputed.iter().copied().filter(inside));
    let nodes: Vec<(usize, &Node)> =
        places.map(|place| (place - part.begin, &explanation.whole.nodes()[place])).collect();
    derivations::update(work.connection, position, requirements::part_of(part.method), &nodes).await?;
    save_result(work, position, explanation, part).await
}

async fn save_result(
    work: &mut Work<'_>,
    position: Uuid,
    explanation: &Explanation,
    part: &PartOf,
) -> Result<(), Error> {
    let standing = explanation.standing();
    let figure = if part.method == Method::Minimum { standing.minimum } else { standing.computed };
    let Some(figure) = figure else { return Ok(()) };
    Ok(requirements::update(work.connection, position, &figure, work.now).await?)
}

/// A figure of a sheet is its line: `abk/{n}/volume` or `abk/{n}/minutes`.
async fn store_line(work: &mut Work<'_>, position: Uuid, node: &Node) -> Result<(), Error> {
    let mut names = node.id.split('/').skip(1);
    let (Some(n), Some(field)) = (names.next().and_then(|n| n.parse().ok()), names.next()) else { return Ok(()) };
    let (line, value) = ((position, n), plain(&node.value));
    match field {
        "volume" => sheets::change_volume(work.connection, line, &value, node.origin()).await?,
        _ => sheets::change_minutes(work.connection, line, &value, node.origin()).await?,
    }
    Ok(())
}

/// A value that cannot be is wrong in the request; all else is told by its reason.
fn told(error: DerivationError, node: &str) -> Error {
    match error {
        DerivationError::Absent(_) | DerivationError::Fixed(_) | DerivationError::Undecided { .. } => {
            RequirementError::Figure(error).into()
        }
        other if other.node() == node => refused(&other.to_string()),
        other => refused(&format!("`{}` {other}", other.node())),
    }
}

fn refused(reason: &str) -> Error {
    let mut check = Violations::default();
    check.add("value", reason);
    Error::Failure(check.into())
}
