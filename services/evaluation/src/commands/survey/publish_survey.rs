use super::survey_rules;
use crate::{
    domain::{satisfaction_survey::Survey, survey_result::SurveyResult, survey_rules::SurveyBook, survey_tally::Sums},
    error::{Error, SurveyError},
    events,
    store::{previous_indexes, public_services, survey_actions, survey_questions, survey_results, surveys},
};
use platform::{AsRead, Violations, Work};

/// A survey to be published.
pub struct PublishSurvey {
    /// Survey.
    pub survey: AsRead,
    /// Why answers by open links shall not count; none where they do.
    pub without_links: Option<String>,
}

/// Shows a survey to everybody and tells its index.
pub async fn publish_survey(work: &mut Work<'_>, input: PublishSurvey, book: &SurveyBook) -> Result<Survey, Error> {
    let mut survey = surveys::lock(work.connection, input.survey.id).await?.ok_or(SurveyError::NotFound)?;
    input.survey.must_be(survey.version)?;
    survey.must_be_planned()?;
    let rules = survey_rules(book, &survey.ruleset)?;
    let service = public_services::get(work.connection, survey.service).await?.ok_or(Error::PublicServiceNotFound)?;
    let questions = survey_questions::of_one(work.connection, survey.id).await?;
    let plan = survey_actions::of_one(work.connection, survey.id).await?;
    let sums = survey_results::of_one(work.connection, survey.id, survey.respondents).await?;
    if input.without_links.is_some() {
        must_be_apart(&sums)?;
    }
    survey.without_links = input.without_links;
    let result = SurveyResult::of(&survey.counted(&sums), rules, &questions, survey.minimum_sample)?;
    survey.publish(&result, &plan, work.now)?;
    survey.update_time = work.now;
    surveys::update(work.connection, &mut survey).await?;
    let previous = previous_indexes::before(work.connection, &survey, book).await?;
    let comparable = previous.filter(|previous| previous.scheme == rules.scheme.id);
    let previous = comparable.map(|previous| (previous.period_end, previous.index));
    if let Some(figures) = &result.figures {
        let published = events::survey_published(&work.tenant, &survey, &service, (&result, figures), previous);
        work.record(&survey, &published);
    }
    Ok(survey.release())
}

fn must_be_apart(sums: &Sums) -> Result<(), Error> {
    if sums.links.is_some() {
        return Ok(());
    }
    let mut check = Violations::default();
    let few = "too few people answered by open links, or too few otherwise: what they answered is not known apart";
    check.add("without_links_reason", few);
    Err(Error::Failure(check.into()))
}
