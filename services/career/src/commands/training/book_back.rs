use crate::{domain::hours::Hours, error::Error, store::hours};
use platform::Work;
use uuid::Uuid;

/// Books back what stands of the hours that something brought a servant, whose row is held: both bookings stay.
pub async fn book_back(work: &mut Work<'_>, servant: Uuid, source: String) -> Result<(), Error> {
    for booked in hours::of_source(work.connection, servant, &source).await? {
        let back = Hours { hours: -booked.hours, ..booked };
        hours::insert(work.connection, &back, work.now).await?;
    }
    Ok(())
}
