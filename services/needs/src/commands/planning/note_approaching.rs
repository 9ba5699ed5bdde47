use crate::commands::note_retirements;
use crate::{domain::retirement::Retirement, error::Error, store::plannings};
use platform::Work;

/// Notes a retirement that career told ahead; another day of the same seat takes its place.
pub async fn note_approaching(work: &mut Work<'_>, retirement: Retirement) -> Result<(), Error> {
    let known = plannings::incumbents_of(work.connection, &[retirement.position]).await?;
    if !known.contains_key(&retirement.position) {
        return Err(Error::PositionNotFound);
    }
    note_retirements(work, &[retirement]).await
}
