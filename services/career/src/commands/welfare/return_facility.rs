use crate::{
    domain::{facility::Facility, servant::day_of},
    error::{Error, WelfareError},
    store::{facilities, servants},
};
use jiff::civil::Date;
use platform::{AsRead, Work};

/// A facility that was given back.
pub struct ReturnFacility {
    /// Facility as it was read.
    pub facility: AsRead,
    /// The day.
    pub day: Date,
}

/// Notes that a facility was given back.
pub async fn return_facility(work: &mut Work<'_>, input: ReturnFacility) -> Result<Facility, Error> {
    let id = input.facility.id;
    let known = facilities::get(work.connection, id).await?.ok_or(WelfareError::FacilityNotFound)?;
    servants::lock(work.connection, known.servant).await?.ok_or(Error::ServantNotFound)?;
    let mut facility = facilities::lock(work.connection, id).await?.ok_or(WelfareError::FacilityNotFound)?;
    input.facility.must_be(facility.version)?;
    facility.give_back(input.day, day_of(work.now))?;
    facilities::update(work.connection, &mut facility).await?;
    Ok(facility)
}
