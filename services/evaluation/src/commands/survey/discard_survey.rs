use crate::{
    domain::satisfaction_survey::Survey,
    error::{Error, SurveyError},
    store::{survey_actions, survey_codes, survey_marks, survey_results, survey_sums, surveys},
};
use platform::{AsRead, Violations, Work};

/// A survey to be given up.
pub struct DiscardSurvey {
    /// Survey.
    pub survey: AsRead,
    /// Why; needed once people were asked.
    pub reason: Option<String>,
}

/// Gives up a survey with its codes: before it was opened, or before it was published, for instance because it was flooded. What was
/// answered goes; that it was given up after people were asked, and why, everybody sees.
pub async fn discard_survey(work: &mut Work<'_>, input: DiscardSurvey) -> Result<Survey, Error> {
    let mut survey = surveys::lock(work.connection, input.survey.id).await?.ok_or(SurveyError::NotFound)?;
    input.survey.must_be(survey.version)?;
    if survey.is_unpublished() {
        let so_far = survey_sums::respondents(work.connection, &[survey.id]).await?.remove(&survey.id);
        let respondents = so_far.unwrap_or(survey.respondents);
        survey.give_up(input.reason.ok_or_else(reason_missing)?, respondents)?;
        survey_sums::delete(work.connection, survey.id).await?;
        survey_marks::delete(work.connection, survey.id).await?;
        survey_results::delete(work.connection, survey.id).await?;
        survey_actions::replace(work.connection, survey.id, &[]).await?;
    } else {
        survey.discard()?;
    }
    survey.update_time = work.now;
    survey_codes::delete(work.connection, survey.id).await?;
    surveys::update(work.connection, &mut survey).await?;
    Ok(survey.release())
}

fn reason_missing() -> Error {
    let mut check = Violations::default();
    check.add("reason", "must be given: people have been asked");
    Error::Failure(check.into())
}
