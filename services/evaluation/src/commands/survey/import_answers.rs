use crate::{
    domain::{
        questionnaire::{Answer, Question},
        satisfaction_survey::Survey,
        survey_tally::{Channel, Tally},
    },
    error::{Error, SurveyError},
    store::{survey_marks, survey_questions, survey_sums, surveys},
};
use platform::Work;
use uuid::Uuid;

/// A form that was filled in on paper.
pub struct PaperForm {
    /// Row of the import.
    pub row: i64,
    /// Number printed on it.
    pub form: String,
    /// What it says.
    pub answer: Answer,
}

/// The survey that takes paper forms, held so that nobody closes it under the import, and its questions.
pub async fn hold_for_paper(work: &mut Work<'_>, survey: Uuid) -> Result<(Survey, Vec<Question>), Error> {
    let survey = surveys::hold(work.connection, survey).await?.ok_or(SurveyError::NotFound)?;
    survey.must_take_paper()?;
    // Imports of a survey come one after the other: each holds the sums of paper, and none waits for forms of another.
    survey_sums::hold(work.connection, survey.id, Channel::Paper).await?;
    let questions = survey_questions::of_one(work.connection, survey.id).await?;
    Ok((survey, questions))
}

/// Counts forms, each number once in a survey. Returns the rows whose number was counted before.
pub async fn import_answers(
    work: &mut Work<'_>,
    survey: &Survey,
    questions: &[Question],
    forms: Vec<PaperForm>,
) -> Result<Vec<i64>, Error> {
    let mark = |form: &PaperForm| work.vault.blind_index_for("survey form", &format!("{} {}", survey.id, form.form));
    let marks: Vec<Vec<u8>> = forms.iter().map(mark).collect();
    let mut fresh = survey_marks::insert(work.connection, survey.id, &marks).await?;
    let (mut tally, mut twice) = (Tally::default(), Vec::new());
    for (form, mark) in forms.iter().zip(&marks) {
        // Taken out when it is counted, so that a second form of that number in the same chunk is not.
        if fresh.remove(mark) {
            tally.add(&form.answer, questions, Channel::Paper);
        } else {
            twice.push(form.row);
        }
    }
    if tally.respondents.all() > 0 {
        survey_sums::add(work.connection, (survey.id, Channel::Paper), &tally, questions).await?;
    }
    Ok(twice)
}
