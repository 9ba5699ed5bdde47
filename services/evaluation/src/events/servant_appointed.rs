use crate::{
    commands::{NewServant, note_servant},
    names,
};
use contracts::career::events::v1::ServantAppointed;
use platform::{BoxError, Work, dates};

/// A servant's record begins: the servant can be appraised.
pub async fn apply(work: &mut Work<'_>, message: ServantAppointed) -> Result<(), BoxError> {
    names::SERVANT.parse_of(&message.servant, &work.tenant)?;
    names::POSITION.parse_of(&message.position, &work.tenant)?;
    let new = NewServant {
        appointment_date: dates::parse(message.appointment_date.as_ref())?,
        servant: message.servant,
        position: message.position,
    };
    Ok(note_servant(work, new).await?)
}
