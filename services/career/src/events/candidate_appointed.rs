use crate::{
    commands::{Appointment, record_appointment},
    domain::{competency_rules::CompetencyRules, onboarding_rules::OnboardingRules, servant},
    names,
};
use contracts::recruitment::events::v1::{CandidateAppointed, candidate_appointed::Employment};
use platform::{BoxError, Work, dates};
use uuid::Uuid;

/// A candidate was appointed: the servant's record begins.
pub async fn apply(
    work: &mut Work<'_>,
    (event_id, message): (Uuid, CandidateAppointed),
    onboarding: &OnboardingRules,
    competency: &CompetencyRules,
) -> Result<(), BoxError> {
    // Told by no version that knew of work agreements: a civil servant on probation.
    let employment = match message.employment() {
        Employment::Unspecified | Employment::Cpns => servant::Employment::Pns,
        Employment::Pppk => servant::Employment::Pppk,
    };
    names::POSITION.parse_of(&message.position, &work.tenant)?;
    names::NEED.parse_of(&message.need, &work.tenant)?;
    names::parse_application(&message.application)?;
    let appointment = Appointment {
        date: dates::parse(message.appointment_date.as_ref())?,
        application: message.application,
        need: message.need,
        employment,
        position: message.position,
        event_id,
    };
    Ok(record_appointment(work, appointment, onboarding, competency).await?)
}
