use crate::{
    domain::{
        questionnaire::Question,
        satisfaction_survey::{Survey, SurveyState},
        survey_rules::SurveyRules,
        survey_tally::Respondents,
    },
    error::{Error, SignalError, SurveyError},
    store::{public_services, survey_questions, surveys},
};
use jiff::civil::Date;
use platform::{Violations, Work};
use uuid::Uuid;

/// A survey to be made.
pub struct CreateSurvey {
    /// Service it is about.
    pub service: Uuid,
    /// First day of the period.
    pub period_start: Date,
    /// Last day of the period.
    pub period_end: Date,
    /// People who use the service in the period.
    pub population: i64,
    /// Questions beyond the elements.
    pub questions: Vec<Question>,
}

/// Plans a survey of a service and period by the rules in use now.
pub async fn create_survey(work: &mut Work<'_>, input: CreateSurvey, rules: &SurveyRules) -> Result<Survey, Error> {
    check_period(&input, rules)?;
    // Its row is held so that two surveys of it are planned one after the other.
    let service = public_services::lock(work.connection, input.service).await?.ok_or(Error::PublicServiceNotFound)?;
    if service.unit.is_empty() {
        return Err(SurveyError::ServiceWithoutUnit.into());
    }
    service.must_be_offered().map_err(SignalError::from)?;
    if surveys::overlaps(work.connection, input.service, input.period_start, input.period_end).await? {
        return Err(SurveyError::Exists.into());
    }
    let survey = Survey {
        id: Uuid::now_v7(),
        state: SurveyState::Planned,
        service: input.service,
        period_start: input.period_start,
        period_end: input.period_end,
        population: input.population,
        minimum_sample: rules.minimum_sample(input.population),
        ruleset: rules.id.clone(),
        codes_issued: 0,
        respondents: Respondents::default(),
        index: None,
        without_links: None,
        discard_reason: None,
        publish_time: None,
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    surveys::insert(work.connection, &survey).await?;
    survey_questions::insert(work.connection, survey.id, &input.questions).await?;
    Ok(survey)
}

fn check_period(input: &CreateSurvey, rules: &SurveyRules) -> Result<(), Error> {
    let longest = rules.longest_end(input.period_start);
    if input.period_end <= longest {
        return Ok(());
    }
    let mut check = Violations::default();
    check.add("period_end", format!("must not be later than {longest}: a service is surveyed at least that often"));
    Err(Error::Failure(check.into()))
}
