use crate::{commands::note_approaching, domain::retirement::Retirement, names};
use contracts::career::events::v1::RetirementApproaching;
use platform::{BoxError, Work, dates};

/// Somebody retires from a seat. Who holds none is nobody's need.
pub async fn apply(work: &mut Work<'_>, message: RetirementApproaching) -> Result<(), BoxError> {
    let date = dates::parse(message.retirement_date.as_ref())?;
    if message.position.is_empty() {
        return Ok(());
    }
    let position = names::POSITION.parse_of(&message.position, &work.tenant)?;
    if message.seat < 1 {
        return Err("the seat is not told".into());
    }
    let year = date.year().into();
    Ok(note_approaching(work, Retirement { position, year, seat: message.seat, people: 1, date: Some(date) }).await?)
}
