use super::survey_rules;
use crate::{
    domain::{satisfaction_survey::Survey, survey_result::SurveyResult, survey_rules::SurveyBook, survey_tally::Sums},
    error::{Error, SurveyError},
    store::{survey_codes, survey_marks, survey_questions, survey_results, survey_sums, surveys},
};
use platform::{AsRead, Work};

/// Ends a survey and counts. Its sums stay, unless so few answered that nothing of them is ever shown; codes, marks and what is summed
/// by channel go, for they are of no more use and the less is kept, the less there is to join.
pub async fn close_survey(work: &mut Work<'_>, input: AsRead, book: &SurveyBook) -> Result<Survey, Error> {
    let mut survey = surveys::lock(work.connection, input.id).await?.ok_or(SurveyError::NotFound)?;
    input.must_be(survey.version)?;
    let rules = survey_rules(book, &survey.ruleset)?;
    let questions = survey_questions::of_one(work.connection, survey.id).await?;
    let (all, links) = survey_sums::tallies(work.connection, survey.id, &questions).await?;
    let sums = Sums::of(all, links, rules.smallest_cell);
    let result = SurveyResult::of(&sums.all, rules, &questions, survey.minimum_sample)?;
    survey.close(&result)?;
    survey.update_time = work.now;
    if result.figures.is_some() {
        survey_results::insert(work.connection, survey.id, &sums).await?;
    }
    survey_sums::delete(work.connection, survey.id).await?;
    survey_codes::delete(work.connection, survey.id).await?;
    survey_marks::delete(work.connection, survey.id).await?;
    surveys::update(work.connection, &mut survey).await?;
    Ok(survey.release())
}
