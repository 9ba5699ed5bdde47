use crate::commands::onboarding::must_be_of_another;
use crate::{
    domain::{
        onboarding_rules::OnboardingRules,
        onboarding_task::{Onboarding, OnboardingRefusal, OnboardingTask},
        servant::{Servant, State},
    },
    error::{Error, OnboardingError},
    store::{onboarding_tasks, onboardings, servants},
};
use jiff::civil::Date;
use platform::Work;
use uuid::Uuid;

/// Opens the first year of a servant who did not come by recruitment, for example of one who was imported.
pub async fn open_onboarding(work: &mut Work<'_>, servant: Uuid, rules: &OnboardingRules) -> Result<Onboarding, Error> {
    let servant = servants::lock(work.connection, servant).await?.ok_or(Error::ServantNotFound)?;
    must_be_of_another(work, &servant)?;
    if servant.state == State::Left {
        return Err(OnboardingError::from(OnboardingRefusal::Left).into());
    }
    let seated = onboardings::first_day_seated(work.connection, servant.id).await?;
    let first_day = seated.unwrap_or(servant.appointment_date);
    let opened = begin_onboarding(work, &servant, first_day, rules).await?;
    opened.ok_or_else(|| OnboardingError::from(OnboardingRefusal::Open).into())
}

/// Opens the first year from the first day on the first post, with the tasks of the employment. None where it is open.
pub async fn begin_onboarding(
    work: &mut Work<'_>,
    servant: &Servant,
    first_day: Date,
    rules: &OnboardingRules,
) -> Result<Option<Onboarding>, Error> {
    let one = Onboarding { servant: servant.id, first_day, ruleset: rules.id.clone(), create_time: work.now };
    if !onboardings::insert(work.connection, &one).await? {
        return Ok(None);
    }
    for line in rules.tasks(servant.employment) {
        let task = OnboardingTask::from_line(Uuid::now_v7(), servant.id, line, first_day);
        onboarding_tasks::insert(work.connection, &task).await?;
    }
    Ok(Some(one))
}
