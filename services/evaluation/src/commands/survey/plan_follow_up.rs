use crate::{
    domain::satisfaction_survey::{FollowUp, Survey},
    error::{Error, SurveyError},
    store::{survey_actions, surveys},
};
use jiff::civil::Date;
use platform::{AsRead, Violations, Work};

/// What follows from a result.
pub struct PlanFollowUp {
    /// Survey.
    pub survey: AsRead,
    /// What is done, by whom and by when.
    pub plan: Vec<FollowUp>,
}

/// Writes what follows, in the place of what was written before.
pub async fn plan_follow_up(work: &mut Work<'_>, input: PlanFollowUp, today: Date) -> Result<Survey, Error> {
    let mut survey = surveys::lock(work.connection, input.survey.id).await?.ok_or(SurveyError::NotFound)?;
    input.survey.must_be(survey.version)?;
    survey.must_be_planned()?;
    let mut check = Violations::default();
    for (n, action) in input.plan.iter().enumerate() {
        check.check(format!("actions[{n}].due_date"), action.due_date >= today, "must not be in the past");
    }
    if !check.is_empty() {
        return Err(Error::Failure(check.into()));
    }
    survey.update_time = work.now;
    survey_actions::replace(work.connection, survey.id, &input.plan).await?;
    surveys::update(work.connection, &mut survey).await?;
    Ok(survey.release())
}
