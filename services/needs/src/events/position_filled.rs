use crate::{
    commands::{Filling, note_filled},
    names,
};
use contracts::career::events::v1::PositionFilled;
use platform::{BoxError, Work};
use uuid::Uuid;

/// Career filled a seat.
pub async fn apply(work: &mut Work<'_>, appointed_by: Option<Uuid>, message: PositionFilled) -> Result<(), BoxError> {
    let filling = Filling {
        position: names::parse_position(&message.position)?.id,
        need: names::parse_need(&message.need)?.id,
        servant: message.servant,
        application: message.application,
        appointed_by,
        seat: message.seat,
    };
    Ok(note_filled(work, filling).await?)
}
