use crate::commands::record::lock_as_read;
use crate::{
    commands::refresh_profile,
    domain::{
        competency_rules::CompetencyRules,
        servant::{Servant, ServantError, day_of},
    },
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
pub async fn end_placement(
    work: &mut Work<'_>,
    input: EndPlacement,
    competency: &CompetencyRules,
) -> Result<Servant, Error> {
    let mut servant = lock_as_read(work, input.servant).await?;
    let held = placements::current(work.connection, servant.id).await?;
    let mut placement = held.ok_or(ServantError::NoPlacement)?;
    placement.end(input.last_day, day_of(work.now))?;
    placements::end(work.connection, servant.id, input.last_day, &input.reason, work.now).await?;
    servant.update_time = work.now;
    servants::update(work.connection, &mut servant).await?;
    // A post that is none of this instansi's positions is nothing that others count.
    if placement.seat > 0 {
        let vacated = events::vacated(&work.tenant, &servant, &placement, input.last_day);
        work.record(&servant, &vacated);
    }
    refresh_profile(work, servant.id, competency).await?;
    Ok(servant.release())
}
