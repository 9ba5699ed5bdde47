use crate::commands::onboarding::{book_pre_service::book_pre_service, lock_pre_service, template_of};
use crate::{
    domain::{
        pre_service::{PreService, PreServiceResult},
        servant::day_of,
    },
    error::{Error, OnboardingError},
    store::pre_services,
};
use jiff::civil::Date;
use platform::{AsRead, Failure, Violations, Work};

/// The result of a pre-service training.
pub struct RecordPreServiceResult {
    /// Pre-service training as it was read.
    pub training: AsRead,
    /// The result.
    pub result: PreServiceResult,
}

/// Takes the result of a pre-service training, once. Of who passed the hours are booked, where the rules count them.
pub async fn record_pre_service_result(
    work: &mut Work<'_>,
    input: RecordPreServiceResult,
) -> Result<PreService, Error> {
    let (servant, mut training) = lock_pre_service(work, input.training).await?;
    must_be_in_time(&training, input.result.date, day_of(work.now))?;
    let template = template_of(&servant, &training.ruleset)?;
    let taken = training.take_result(input.result, &work.actor.subject, &template);
    taken.map_err(OnboardingError::from)?;
    pre_services::update(work.connection, &mut training).await?;
    book_pre_service(work, &servant, &training).await?;
    Ok(training)
}

/// The day of a result lies in the training and not ahead.
pub(super) fn must_be_in_time(training: &PreService, date: Date, today: Date) -> Result<(), Failure> {
    let mut check = Violations::default();
    check.check("result_date", date >= training.start, "must not lie before the first day of the training");
    check.check("result_date", date <= today, "must not lie ahead");
    if check.is_empty() { Ok(()) } else { Err(check.into()) }
}
