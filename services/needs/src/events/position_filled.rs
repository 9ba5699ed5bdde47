use crate::{
    commands::{Filling, note_filled},
    names,
};
use contracts::career::events::v1::PositionFilled;
use platform::{BoxError, Work};

/// Career filled a seat.
pub async fn apply(work: &mut Work<'_>, message: PositionFilled) -> Result<(), BoxError> {
    let filling = Filling {
        position: names::parse_position(&message.position)?.id,
        need: names::parse_need(&message.need)?.id,
        servant: message.servant,
        application: message.application,
        seat: message.seat,
    };
    Ok(note_filled(work, filling).await?)
}
