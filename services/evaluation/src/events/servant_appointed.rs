use crate::{
    commands::{NewServant, note_chosen_servant, note_servant},
    names,
    store::chosen_servants::ChosenServant,
};
use contracts::career::events::v1::ServantAppointed;
use platform::{BoxError, Work, dates};

/// A servant's record begins: the servant can be appraised.
pub async fn apply(work: &mut Work<'_>, message: ServantAppointed) -> Result<(), BoxError> {
    names::SERVANT.parse_of(&message.servant, &work.tenant)?;
    names::POSITION.parse_of(&message.position, &work.tenant)?;
    let appointment_date = dates::parse(message.appointment_date.as_ref())?;
    // Scores of the selection are known by the application.
    if !message.application.is_empty() {
        let (application, servant) = (message.application, message.servant.clone());
        note_chosen_servant(work, ChosenServant { application, servant, start_date: appointment_date }).await?;
    }
    let new = NewServant { appointment_date, servant: message.servant, position: message.position };
    Ok(note_servant(work, new).await?)
}
