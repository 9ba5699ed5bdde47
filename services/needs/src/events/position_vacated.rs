use crate::{
    commands::{Vacating, note_vacated},
    names,
};
use contracts::career::events::v1::PositionVacated;
use platform::{BoxError, Work};

/// A seat became free.
pub async fn apply(work: &mut Work<'_>, message: PositionVacated) -> Result<(), BoxError> {
    let position = names::POSITION.parse_of(&message.position, &work.tenant)?;
    // The last day of the one who leaves is still a day on which he is counted.
    let day = super::day_of(message.end_date.as_ref(), work.now)?.tomorrow()?;
    Ok(note_vacated(work, Vacating { position, servant: message.servant, seat: message.seat, day }).await?)
}
