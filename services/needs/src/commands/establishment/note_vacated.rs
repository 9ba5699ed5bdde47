use crate::{
    error::Error,
    store::{
        positions, retirements,
        steps::{self, NewStep},
    },
};
use jiff::civil::Date;
use platform::Work;
use uuid::Uuid;

/// A seat that became free.
pub struct Vacating {
    /// Position.
    pub position: Uuid,
    /// Servant in the career service.
    pub servant: String,
    /// Seat of the position.
    pub seat: i32,
    /// First day on which nobody holds it.
    pub day: Date,
}

/// A person left the position: one incumbent less. Whoever left before the retirement that was told does not retire from
/// here.
pub async fn note_vacated(work: &mut Work<'_>, vacating: Vacating) -> Result<(), Error> {
    if !positions::change_incumbents(work.connection, vacating.position, vacating.day, -1, work.now).await? {
        return Err(Error::PositionNotFound);
    }
    retirements::forget_seat(work.connection, vacating.position, vacating.seat, vacating.day).await?;
    let step = NewStep {
        kind: "position.vacated",
        resource: vacating.servant,
        summary: format!("seat {} became free", vacating.seat),
        event_id: None,
        ruleset: "",
    };
    Ok(steps::record(work, vacating.position, step).await?)
}
