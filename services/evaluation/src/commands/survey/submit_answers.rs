use super::{survey_rules, violations_of};
use crate::{
    domain::{
        questionnaire::{Answer, Given},
        satisfaction_survey::Survey,
        survey_link::{Exhausted, SurveyLink},
        survey_rules::SurveyBook,
        survey_tally::{Channel, Tally},
    },
    error::{Error, SurveyError},
    store::{survey_codes, survey_links, survey_marks, survey_questions, survey_sums, surveys},
};
use jiff::{Timestamp, civil::Date};
use platform::{
    Work,
    sensitive::{Sensitive, Vault},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// What somebody answers.
pub struct SubmitAnswers {
    /// Invitation code, or code of a link.
    pub code: Sensitive<String>,
    /// Answers as they came in.
    pub given: Given,
    /// Drawn by the caller for this one answer.
    pub request_id: Uuid,
}

/// A questionnaire that a code opens.
pub struct Opened {
    /// Its survey.
    pub survey: Survey,
    /// Whether the code answers once.
    pub single_use: bool,
}

enum Way {
    /// The request that has answered, if one has.
    Code(Option<Vec<u8>>),
    Link(SurveyLink),
}

/// What is kept of a code.
pub fn code_index(vault: &Vault, code: &str) -> Vec<u8> {
    vault.blind_index_for("survey code", code)
}

/// Finds the questionnaire that a code opens today.
pub async fn open_questionnaire(
    connection: &mut PgConnection,
    index: &[u8],
    now: Timestamp,
    today: Date,
) -> Result<Opened, Error> {
    let (id, way) = find(connection, index).await?;
    let survey = surveys::get(connection, id).await?.ok_or(SurveyError::CodeUnknown)?;
    survey.must_take(today)?;
    let single_use = match way {
        Way::Code(Some(_)) => return Err(SurveyError::CodeUsed.into()),
        Way::Code(None) => true,
        Way::Link(link) => {
            link.must_take(now)?;
            false
        }
    };
    Ok(Opened { survey, single_use })
}

/// Counts what somebody answers, once for each request. The answer itself is kept nowhere.
pub async fn submit_answers(
    work: &mut Work<'_>,
    input: SubmitAnswers,
    book: &SurveyBook,
    today: Date,
) -> Result<Survey, Error> {
    let index = code_index(&work.vault, input.code.reveal());
    let (id, way) = find(work.connection, &index).await?;
    let survey = surveys::hold(work.connection, id).await?.ok_or(SurveyError::CodeUnknown)?;
    survey.must_take(today)?;
    let questions = survey_questions::of_one(work.connection, survey.id).await?;
    let answer =
        Answer::check(&input.given, &questions).map_err(|wrong| Error::Failure(violations_of(wrong).into()))?;
    let mark = work.vault.blind_index_for("survey answer", &format!("{} {}", survey.id, input.request_id));
    let (fresh, channel) = match way {
        Way::Code(_) => (use_code(work, &index, &mark).await?, Channel::Code),
        Way::Link(link) => {
            let most = survey_rules(book, &survey.ruleset)?.link_answers_a_minute;
            (pass_link(work, &link, mark, most).await?, Channel::Link)
        }
    };
    if fresh {
        let mut tally = Tally::default();
        tally.add(&answer, &questions, channel);
        let people = survey_sums::add(work.connection, (survey.id, channel), &tally, &questions).await?;
        // More than use the service cannot be as many people.
        if channel == Channel::Link && people > survey.population {
            return Err(Exhausted.into());
        }
    }
    Ok(survey)
}

async fn find(connection: &mut PgConnection, index: &[u8]) -> Result<(Uuid, Way), Error> {
    if let Some(code) = survey_codes::find(connection, index).await? {
        return Ok((code.survey, Way::Code(code.mark)));
    }
    let link = survey_links::find(connection, index).await?.ok_or(SurveyError::CodeUnknown)?;
    Ok((link.survey, Way::Link(link)))
}

/// Uses an invitation code. `false` when the same request has used it before.
async fn use_code(work: &mut Work<'_>, index: &[u8], mark: &[u8]) -> Result<bool, Error> {
    if survey_codes::use_once(work.connection, index, mark).await? {
        return Ok(true);
    }
    let before = survey_codes::find(work.connection, index).await?.and_then(|code| code.mark);
    if before.as_deref() == Some(mark) { Ok(false) } else { Err(SurveyError::CodeUsed.into()) }
}

/// Passes the limits of an open link. `false` when the same request has passed them before.
async fn pass_link(work: &mut Work<'_>, link: &SurveyLink, mark: Vec<u8>, most: i32) -> Result<bool, Error> {
    if survey_marks::insert(work.connection, link.survey, &[mark]).await?.is_empty() {
        return Ok(false);
    }
    if survey_marks::pass_gate(work.connection, link.survey, minute_of(work.now)).await? > most {
        return Err(SurveyError::Flooded(most).into());
    }
    if survey_links::take(work.connection, link.id, work.now).await? { Ok(true) } else { Err(Exhausted.into()) }
}

fn minute_of(time: Timestamp) -> Timestamp {
    let second = time.as_second();
    Timestamp::from_second(second - second.rem_euclid(60)).unwrap_or(time)
}
