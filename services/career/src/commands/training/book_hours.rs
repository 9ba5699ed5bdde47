use crate::{
    domain::hours::Hours,
    error::{Error, TrainingError},
    rulesets,
    store::{hours, servants},
};
use platform::Work;

/// Books lesson hours (*JP*) for a servant. Those that would come over the cap of the year, with what courses under way have
/// reserved, are refused with how many over. Nothing is booked where there are no full hours.
pub async fn book_hours(work: &mut Work<'_>, booking: Hours) -> Result<(), Error> {
    if booking.hours <= 0 {
        return Ok(());
    }
    let servant = servants::lock(work.connection, booking.servant).await?.ok_or(Error::ServantNotFound)?;
    let rules = rulesets::training::in_force(booking.date)?;
    let booked = hours::of_year(work.connection, servant.id, booking.year).await?;
    let reserved = hours::reserved(work.connection, servant.id, booking.year).await?;
    let fits = rules.must_fit(servant.employment, booked.saturating_add(reserved), booking.hours);
    fits.map_err(TrainingError::from)?;
    Ok(hours::insert(work.connection, &booking, work.now).await?)
}
