use crate::{
    commands::{Vacating, note_vacated},
    names,
};
use contracts::career::events::v1::PositionVacated;
use platform::{BoxError, Work};

/// A seat became free.
pub async fn apply(work: &mut Work<'_>, message: PositionVacated) -> Result<(), BoxError> {
    let position = names::POSITION.parse_of(&message.position, &work.tenant)?;
    Ok(note_vacated(work, Vacating { position, servant: message.servant, seat: message.seat }).await?)
}
