use super::{issue_survey_codes::new_code, survey_rules};
use crate::{
    domain::{survey_link::SurveyLink, survey_rules::SurveyBook},
    error::{Error, SurveyError},
    store::{survey_links, surveys},
};
use jiff::Timestamp;
use platform::{Violations, Work, sensitive::Sensitive};
use uuid::Uuid;

/// An open link to be made.
pub struct CreateSurveyLink {
    /// Survey it leads to.
    pub survey: Uuid,
    /// What it is for.
    pub title: String,
    /// Most answers it takes.
    pub most_answers: i64,
    /// It takes none from then on.
    pub expire_time: Timestamp,
}

/// Makes an open link; only a keyed hash of its code is kept.
pub async fn create_survey_link(
    work: &mut Work<'_>,
    input: CreateSurveyLink,
    book: &SurveyBook,
) -> Result<(SurveyLink, Sensitive<String>), Error> {
    let survey = surveys::lock(work.connection, input.survey).await?.ok_or(SurveyError::NotFound)?;
    survey.must_invite()?;
    let rules = survey_rules(book, &survey.ruleset)?;
    let mut check = Violations::default();
    let most = rules.link_most_answers.min(survey.population);
    check.check("most_answers", input.most_answers <= most, format!("must not be more than {most}"));
    check.check("expire_time", input.expire_time > work.now, "must be in the future");
    if !check.is_empty() {
        return Err(Error::Failure(check.into()));
    }
    if survey_links::count(work.connection, survey.id).await? >= rules.most_links {
        return Err(SurveyError::TooManyCodes(rules.most_links).into());
    }
    let (code, index) = new_code(work)?;
    let link = SurveyLink {
        id: Uuid::now_v7(),
        survey: survey.id,
        title: input.title,
        most_answers: input.most_answers,
        answers: 0,
        expire_time: input.expire_time,
        closed: false,
        version: 1,
        create_time: work.now,
    };
    survey_links::insert(work.connection, &link, &index).await?;
    Ok((link, code))
}
