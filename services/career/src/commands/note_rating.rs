use crate::{error::Error, store::servants};
use platform::Work;
use uuid::Uuid;

/// Notes a final rating in the servant's record.
pub async fn note_rating(work: &mut Work<'_>, servant: Uuid, year: i32, rating: &str) -> Result<(), Error> {
    let mut servant = servants::lock(work.connection, servant).await?.ok_or(Error::ServantNotFound)?;
    if servant.note_rating(year, rating) {
        servant.update_time = work.now;
        servants::update(work.connection, &mut servant).await?;
    }
    Ok(())
}
