use crate::{
    domain::application::Application,
    error::{Error, IntakeError},
    rulesets::Rulebook,
    store::{applications, vacancies},
};
use platform::{AsRead, Work};
use uuid::Uuid;

/// An application to be withdrawn.
pub struct WithdrawApplication {
    /// Vacancy.
    pub vacancy_id: Uuid,
    /// The application as it was read.
    pub application: AsRead,
}

/// Withdraws an application while its vacancy takes others. Whoever withdraws has applied in the period, unless the ruleset
/// lets people apply again.
pub async fn withdraw_application(
    work: &mut Work<'_>,
    input: WithdrawApplication,
    rulebook: &Rulebook,
) -> Result<Application, Error> {
    let WithdrawApplication { vacancy_id, application: read } = input;
    let vacancy = vacancies::hold_as_it_is(work.connection, vacancy_id).await?.ok_or(Error::ApplicationNotFound)?;
    let own = applications::lock_own(work.connection, vacancy_id, read.id, &work.actor.subject).await?;
    let mut application = own.ok_or(Error::ApplicationNotFound)?;
    read.must_be(application.version)?;
    vacancy.must_accept(work.now)?;
    application.withdraw(work.now).map_err(IntakeError::from)?;
    let reapply = rulebook.general(&vacancy.ruleset)?.intake.reapply;
    applications::withdraw(work.connection, &mut application, reapply).await?;
    Ok(application.release())
}
