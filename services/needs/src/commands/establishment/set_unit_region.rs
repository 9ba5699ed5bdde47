use crate::{
    error::Error,
    store::{
        populations::{self, Link},
        units,
    },
};
use platform::Work;
use uuid::Uuid;

/// The region whose people a unit serves.
pub struct SetUnitRegion {
    /// The unit.
    pub unit: Uuid,
    /// Code of the region; none takes the link away.
    pub region: Option<String>,
}

/// Links a unit to a region, or takes the link away. Returns the link that is there now.
pub async fn set_unit_region(work: &mut Work<'_>, input: SetUnitRegion) -> Result<Option<Link>, Error> {
    units::get(work.connection, input.unit).await?.ok_or(Error::UnitNotFound)?;
    let Some(region) = input.region else {
        populations::unlink(work.connection, input.unit).await?;
        return Ok(None);
    };
    populations::link_all(work.connection, &[(input.unit, region)], work.now).await?;
    Ok(populations::link_of(work.connection, input.unit).await?)
}
