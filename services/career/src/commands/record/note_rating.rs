use crate::{
    domain::rating::YearRating,
    error::Error,
    store::{next_promotions, ratings, servants},
};
use platform::Work;
use uuid::Uuid;

/// Notes a final rating in the servant's record: every year stays, and the latest one is shown with the servant as
/// evaluation calls it.
pub async fn note_rating(work: &mut Work<'_>, servant: Uuid, rating: YearRating, predicate: &str) -> Result<(), Error> {
    let mut servant = servants::lock(work.connection, servant).await?.ok_or(Error::ServantNotFound)?;
    ratings::note(work.connection, servant.id, rating, work.caused_by).await?;
    next_promotions::mark_stale(work.connection, &[servant.id]).await?;
    if servant.note_rating(rating.year, predicate) {
        servant.update_time = work.now;
        servants::update(work.connection, &mut servant).await?;
    }
    Ok(())
}
