use crate::{
    domain::servant::{Servant, ServantError, day_of},
    error::Error,
    events,
    store::{placements, servants},
};
use jiff::civil::Date;
use platform::{AsRead, Work};

/// The end of a placement.
pub struct EndPlacement {
    /// Servant.
    pub servant: AsRead,
    /// Last day on the position.
    pub last_day: Date,
    /// Why it ends.
    pub reason: String,
}

/// Ends the servant's placement; the position becomes vacant.
pub async fn end_placement(work: &mut Work<'_>, input: EndPlacement) -> Result<Servant, Error> {
    let mut servant = servants::lock(work.connection, input.servant.id).await?.ok_or(Error::ServantNotFound)?;
    input.servant.must_be(servant.version)?;
    let held = placements::current(work.connection, input.servant.id).await?;
    let mut placement = held.ok_or(ServantError::NoPlacement)?;
    placement.end(input.last_day, day_of(work.now))?;
    placements::end(work.connection, input.servant.id, input.last_day, &input.reason).await?;
    servant.update_time = work.now;
    servants::update(work.connection, &mut servant).await?;
    let vacated = events::vacated(&work.tenant, &servant, &placement, input.last_day);
    work.record(&servant, &vacated);
    Ok(servant.release())
}
