use crate::{
    domain::{
        facility::{Facility, FacilityKind},
        salary::SalaryRefusal,
        servant::State,
    },
    error::{Error, WelfareError},
    store::{facilities, servants},
};
use jiff::civil::Date;
use platform::Work;
use uuid::Uuid;

/// A facility to grant.
pub struct GrantFacility {
    /// Who uses it.
    pub servant: Uuid,
    /// What it is.
    pub kind: FacilityKind,
    /// What it is in words.
    pub display_name: String,
    /// Inventory number; empty where there is none.
    pub inventory_number: String,
    /// First day.
    pub start: Date,
    /// Last day; none where it has none.
    pub end: Option<Date>,
    /// Number of the decree.
    pub decree_number: String,
}

/// Grants a facility to somebody who has not left.
pub async fn grant_facility(work: &mut Work<'_>, input: GrantFacility) -> Result<Facility, Error> {
    let servant = servants::lock(work.connection, input.servant).await?.ok_or(Error::ServantNotFound)?;
    if servant.state == State::Left {
        return Err(SalaryRefusal::NotInService(input.start).into());
    }
    let facility = Facility {
        id: Uuid::now_v7(),
        servant: servant.id,
        kind: input.kind,
        display_name: input.display_name,
        inventory_number: input.inventory_number,
        start: input.start,
        end: input.end,
        returned: None,
        decree_number: input.decree_number,
        version: 1,
        create_time: work.now,
    };
    facilities::insert(work.connection, &facility).await.map_err(WelfareError::of)?;
    Ok(facility)
}
