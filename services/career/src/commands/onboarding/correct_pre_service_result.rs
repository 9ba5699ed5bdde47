use crate::commands::onboarding::{
    book_pre_service::book_pre_service, lock_pre_service, record_pre_service_result::must_be_in_time, template_of,
};
use crate::{
    commands::{book_back, seal_text},
    domain::{
        pre_service::{PreService, PreServiceResult},
        servant::day_of,
    },
    error::{Error, OnboardingError},
    names,
    store::{pre_service_corrections, pre_services},
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// A result that was recorded wrongly.
pub struct CorrectPreServiceResult {
    /// Pre-service training as it was read.
    pub training: AsRead,
    /// The right result.
    pub result: PreServiceResult,
    /// Why the other one was wrong.
    pub reason: Sensitive<String>,
}

/// Puts a result right: the wrong one is kept with the reason, and its hours are booked back. Conditions of probation are looked
/// at with the right one from now on; a decision that was made stands until a person makes another.
pub async fn correct_pre_service_result(
    work: &mut Work<'_>,
    input: CorrectPreServiceResult,
) -> Result<PreService, Error> {
    let (servant, mut training) = lock_pre_service(work, input.training).await?;
    must_be_in_time(&training, input.result.date, day_of(work.now))?;
    let template = template_of(&servant, &training.ruleset)?;
    let corrected = training.correct_result(input.result, &work.actor.subject, &template);
    let before = corrected.map_err(OnboardingError::from)?;
    pre_services::update(work.connection, &mut training).await?;
    let reason = seal_text(work, training.id, &input.reason)?;
    pre_service_corrections::insert(work.connection, training.id, &before, &reason, work.now).await?;
    book_back(work, servant.id, names::PRE_SERVICE.name(&work.tenant, training.id)).await?;
    book_pre_service(work, &servant, &training).await?;
    Ok(training)
}
