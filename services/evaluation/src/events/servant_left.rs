use crate::{commands::note_servant_left, names};
use contracts::career::events::v1::ServantLeft;
use platform::{BoxError, Work, dates};

/// A servant left the service.
pub async fn apply(work: &mut Work<'_>, message: ServantLeft) -> Result<(), BoxError> {
    names::SERVANT.parse_of(&message.servant, &work.tenant)?;
    let last_day = dates::parse(message.last_day.as_ref())?;
    Ok(note_servant_left(work, &message.servant, last_day).await?)
}
