use crate::{
    domain::servant::{Placement, Servant, State},
    error::Error,
    events,
    store::{placements, servants},
};
use jiff::civil::Date;
use platform::Work;
use uuid::Uuid;

/// A candidate appointed by recruitment.
pub struct Appointment {
    /// Application in the recruitment service.
    pub application: String,
    /// Need in the needs service.
    pub need: String,
    /// Position in the needs service.
    pub position: String,
    /// First day of service.
    pub date: Date,
    /// Event that told it.
    pub event_id: Uuid,
}

/// Begins the record of an appointed candidate and gives it the lowest free seat of the position.
pub async fn record_appointment(work: &mut Work<'_>, appointment: Appointment) -> Result<(), Error> {
    let servant = Servant {
        id: Uuid::now_v7(),
        state: State::AwaitingNip,
        appointment_date: appointment.date,
        application: appointment.application,
        need: appointment.need,
        rating: String::new(),
        rating_year: 0,
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    let seat = placements::free_seat(work.connection, &appointment.position, appointment.date).await?;
    let placement = Placement { position: appointment.position, seat, start: appointment.date, end: None };
    let servant = servants::insert(work.connection, servant, appointment.event_id).await?;
    placements::insert(work.connection, servant.id, &placement, work.caused_by).await?;
    let (appointed, filled) = events::appointed(&work.tenant, &servant, &placement);
    work.record(&servant, &appointed);
    work.record(&servant, &filled);
    Ok(())
}
