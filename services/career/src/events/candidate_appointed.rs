use crate::{
    commands::{Appointment, record_appointment},
    names,
};
use contracts::recruitment::events::v1::CandidateAppointed;
use platform::{BoxError, Work, dates};
use uuid::Uuid;

/// A candidate was appointed: the servant's record begins.
pub async fn apply(work: &mut Work<'_>, event_id: Uuid, message: CandidateAppointed) -> Result<(), BoxError> {
    names::POSITION.parse_of(&message.position, &work.tenant)?;
    names::NEED.parse_of(&message.need, &work.tenant)?;
    names::parse_application(&message.application)?;
    let appointment = Appointment {
        date: dates::parse(message.appointment_date.as_ref())?,
        application: message.application,
        need: message.need,
        position: message.position,
        event_id,
    };
    Ok(record_appointment(work, appointment).await?)
}
