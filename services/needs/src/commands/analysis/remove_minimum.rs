use crate::commands::compute_requirement::standings;
use crate::{
    domain::requirement::Catalogue,
    error::{Error, NeedError},
    names,
    store::{
        positions,
        requirements::{self, Needed},
        steps::{self, NewStep},
    },
};
use platform::{AsRead, Work};
use uuid::Uuid;

/// A minimum that does not hold.
pub struct RemoveMinimum {
    /// Position.
    pub position: AsRead,
    /// Why.
    pub reason: String,
}

/// Takes the legal minimum of a position away; its need is what its method gave.
pub async fn remove_minimum(work: &mut Work<'_>, catalogue: &Catalogue, input: RemoveMinimum) -> Result<Uuid, Error> {
    let id = input.position.id;
    positions::lock_all(work.connection, &[id]).await?;
    let position = positions::get(work.connection, id).await?.ok_or(Error::PositionNotFound)?;
    input.position.must_be(position.version)?;
    if requirements::remove(work.connection, &[id], &["minimum".to_owned()]).await? == 0 {
        return Err(NeedError::NotComputed.into());
    }
    let standing = standings(work, catalogue, &[id]).await?.remove(&id).unwrap_or_default();
    requirements::save_needs(work.connection, &[Needed::of(id, &standing, false)], work.now).await?;
    let summary = format!("{}; {}", standing.summary(), input.reason);
    let (resource, ruleset) = (names::POSITION.name(&work.tenant, id), standing.ruleset());
    let step = NewStep { kind: "minimum.removed", resource, summary, event_id: None, ruleset };
    steps::record(work, id, step).await?;
    Ok(id)
}
