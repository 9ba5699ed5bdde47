use crate::{
    domain::servant::{Servant, ServantError},
    error::Error,
    events,
    store::{placements, servants},
};
use jiff::civil::Date;
use platform::{Failure, Work};
use uuid::Uuid;

/// The end of a placement.
pub struct EndPlacement {
    /// Servant.
    pub id: Uuid,
    /// Version that was read.
    pub version: i64,
    /// Last day on the position.
    pub last_day: Date,
}

/// Ends the servant's placement; the position becomes vacant.
pub async fn end_placement(work: &mut Work<'_>, input: EndPlacement) -> Result<Servant, Error> {
    let mut servant = servants::lock(work.connection, input.id)
        .await?
        .ok_or(Error::ServantNotFound)?;
    if servant.version != input.version {
        return Err(Failure::EtagMismatch.into());
    }
    let held = placements::current(work.connection, input.id).await?;
    let mut placement = held.ok_or(ServantError::NoPlacement)?;
    placement.end(input.last_day)?;
    placements::end(work.connection, input.id, input.last_day).await?;
    servant.update_time = work.now;
    servants::update(work.connection, &mut servant).await?;
    let vacated = events::vacated(&work.tenant, &servant, &placement, input.last_day);
    work.record(&servant, &vacated);
    Ok(servant.release())
}
