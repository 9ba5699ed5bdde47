use crate::commands::{onboarding::must_be_of_another, seal_text};
use crate::{
    domain::{
        onboarding_task::{OnboardingTask, Owner},
        servant::day_of,
    },
    error::{Error, OnboardingError},
    store::{onboarding_tasks, servants},
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// A task that was done.
pub struct CompleteOnboardingTask {
    /// Task as it was read.
    pub task: AsRead,
    /// Whether only the servant who sees to it may say so.
    pub own: bool,
    /// What was done; may be empty.
    pub note: Sensitive<String>,
}

/// Notes that a task is done today. A task of somebody else does not exist for whoever completes their own,
/// and nobody says so of themselves where another one sees to it.
pub async fn complete_onboarding_task(
    work: &mut Work<'_>,
    input: CompleteOnboardingTask,
) -> Result<OnboardingTask, Error> {
    let found = onboarding_tasks::get(work.connection, input.task.id).await?.ok_or(OnboardingError::TaskNotFound)?;
    let servant = servants::lock(work.connection, found.servant).await?.ok_or(Error::ServantNotFound)?;
    if input.own && (servant.account != *work.actor.subject || found.owner != Owner::Servant) {
        return Err(OnboardingError::TaskNotFound.into());
    }
    if !input.own && found.owner != Owner::Servant {
        must_be_of_another(work, &servant)?;
    }
    let task = onboarding_tasks::lock(work.connection, found.id).await?;
    let mut task = task.ok_or(OnboardingError::TaskNotFound)?;
    input.task.must_be(task.version)?;
    let subject = work.actor.subject.to_string();
    task.complete(&subject, day_of(work.now)).map_err(OnboardingError::from)?;
    let note = seal_text(work, task.id, &input.note)?;
    onboarding_tasks::update(work.connection, &mut task, &note).await?;
    Ok(task)
}
