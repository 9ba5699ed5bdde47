use crate::{commands::correct_first_day, names};
use contracts::career::events::v1::AppointmentCorrected;
use platform::{BoxError, Work, dates};

/// A first day of service was recorded wrongly.
pub async fn apply(work: &mut Work<'_>, message: AppointmentCorrected) -> Result<(), BoxError> {
    names::SERVANT.parse_of(&message.servant, &work.tenant)?;
    let first_day = dates::parse(message.appointment_date.as_ref())?;
    Ok(correct_first_day(work, &message.servant, first_day).await?)
}
