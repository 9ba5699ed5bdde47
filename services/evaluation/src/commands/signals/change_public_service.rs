use crate::{
    domain::{
        days::day_of,
        public_service::{Coverage, PublicService},
    },
    error::{Error, SignalError},
    store::public_services,
};
use jiff::tz::TimeZone;
use platform::{AsRead, Locked, Work};

/// Another title.
pub struct RenamePublicService {
    /// Service.
    pub service: AsRead,
    /// Title.
    pub display_name: String,
}

/// Another unit.
pub struct MovePublicService {
    /// Service.
    pub service: AsRead,
    /// Unit in the needs service.
    pub unit: String,
}

/// The months whose complaints are all here.
pub struct SetComplaintCoverage {
    /// Service.
    pub service: AsRead,
    /// Months.
    pub coverage: Coverage,
}

/// Says which months' complaints of a service are all here: others are not tested.
pub async fn set_complaint_coverage(work: &mut Work<'_>, input: SetComplaintCoverage) -> Result<PublicService, Error> {
    let mut service = as_read(work, input.service).await?;
    service.cover(input.coverage).map_err(SignalError::from)?;
    save(work, service).await
}

/// Gives a service another title.
pub async fn rename_public_service(work: &mut Work<'_>, input: RenamePublicService) -> Result<PublicService, Error> {
    let mut service = as_read(work, input.service).await?;
    service.rename(input.display_name).map_err(SignalError::from)?;
    save(work, service).await
}

/// Moves a service to another unit. Whoever is asked about an earlier fall stays the unit of then.
pub async fn move_public_service(work: &mut Work<'_>, input: MovePublicService) -> Result<PublicService, Error> {
    let mut service = as_read(work, input.service).await?;
    service.move_to(input.unit).map_err(SignalError::from)?;
    save(work, service).await
}

/// Ends a service: it stays readable, and is tested no more.
pub async fn retire_public_service(work: &mut Work<'_>, read: AsRead, zone: &TimeZone) -> Result<PublicService, Error> {
    let mut service = as_read(work, read).await?;
    service.retire(day_of(work.now, zone)).map_err(SignalError::from)?;
    save(work, service).await
}

async fn as_read(work: &mut Work<'_>, read: AsRead) -> Result<Locked<PublicService>, Error> {
    let service = public_services::lock(work.connection, read.id).await?.ok_or(Error::PublicServiceNotFound)?;
    read.must_be(service.version)?;
    Ok(service)
}

async fn save(work: &mut Work<'_>, mut service: Locked<PublicService>) -> Result<PublicService, Error> {
    service.update_time = work.now;
    public_services::update(work.connection, &mut service).await.map_err(Error::of_public_service)?;
    Ok(service.release())
}
