use crate::{
    commands::{Filling, note_filled},
    names,
};
use contracts::career::events::v1::PositionFilled;
use platform::{BoxError, Work};
use uuid::Uuid;

/// Career filled a seat. Without a need somebody who was in service before holds it.
pub async fn apply(work: &mut Work<'_>, appointed_by: Option<Uuid>, message: PositionFilled) -> Result<(), BoxError> {
    let filling = Filling {
        position: names::POSITION.parse_of(&message.position, &work.tenant)?,
        need: match message.need.as_str() {
            "" => None,
            need => Some(names::NEED.parse_of(need, &work.tenant)?),
        },
        servant: message.servant,
        application: message.application,
        appointed_by,
        seat: message.seat,
        day: super::day_of(message.start_date.as_ref(), work.now)?,
    };
    Ok(note_filled(work, filling).await?)
}
