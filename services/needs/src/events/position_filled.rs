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
        position: names::POSITION.parse_of(&message.position, &work.tenant)?,
        need: names::NEED.parse_of(&message.need, &work.tenant)?,
        servant: message.servant,
        application: message.application,
        appointed_by,
        seat: message.seat,
        day: super::day_of(message.start_date.as_ref(), work.now)?,
    };
    Ok(note_filled(work, filling).await?)
}
