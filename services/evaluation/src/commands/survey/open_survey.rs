use crate::{
    domain::satisfaction_survey::Survey,
    error::{Error, SurveyError},
    store::{survey_questions, survey_sums, surveys},
};
use platform::{AsRead, Work};

/// Lets answers come in.
pub async fn open_survey(work: &mut Work<'_>, input: AsRead) -> Result<Survey, Error> {
    let mut survey = surveys::lock(work.connection, input.id).await?.ok_or(SurveyError::NotFound)?;
    input.must_be(survey.version)?;
    survey.open()?;
    survey.update_time = work.now;
    let questions = survey_questions::of_one(work.connection, survey.id).await?;
    survey_sums::create(work.connection, survey.id, &questions).await?;
    surveys::update(work.connection, &mut survey).await?;
    Ok(survey.release())
}
