use crate::{
    commands::{begin_onboarding, refresh_profile},
    domain::{
        competency_rules::CompetencyRules,
        identity::FullName,
        onboarding_rules::OnboardingRules,
        placement::Placement,
        servant::{Employment, Servant, State},
        standing::ACTIVE,
    },
    error::Error,
    events,
    store::{placements, positions, servants},
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
    /// For what kind of employment.
    pub employment: Employment,
    /// Event that told it.
    pub event_id: Uuid,
}

/// Begins the record of an appointed candidate, gives it the lowest free seat of the position, and opens the first year.
pub async fn record_appointment(
    work: &mut Work<'_>,
    appointment: Appointment,
    onboarding: &OnboardingRules,
    competency: &CompetencyRules,
) -> Result<(), Error> {
    let servant = Servant {
        id: Uuid::now_v7(),
        state: State::AwaitingNip,
        employment: appointment.employment,
        standing: ACTIVE.into(),
        name: FullName::default(),
        sex: None,
        account: String::new(),
        appointment_date: appointment.date,
        application: appointment.application,
        need: appointment.need,
        rating: String::new(),
        rating_year: 0,
        last_day: None,
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    let seat = placements::free_seat(work.connection, &appointment.position, appointment.date).await?;
    let servant = servants::insert(work.connection, servant, Some(appointment.event_id)).await?;
    let (id, now) = (Uuid::now_v7(), work.now);
    let mut placement = Placement::on_seat(id, servant.id, appointment.position, seat, appointment.date, now);
    if let Some(position) = positions::get(work.connection, &placement.position).await? {
        placement.take_on(position);
    }
    placements::insert(work.connection, &placement, work.caused_by).await?;
    begin_onboarding(work, &servant, placement.start, onboarding).await?;
    refresh_profile(work, servant.id, competency).await?;
    let (appointed, filled) = events::appointed(&work.tenant, &servant, &placement);
    work.record(&servant, &appointed);
    work.record(&servant, &filled);
    Ok(())
}
