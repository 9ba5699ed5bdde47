use super::{code_index, survey_rules};
use crate::{
    domain::survey_rules::SurveyBook,
    error::{Error, SurveyError},
    store::{survey_codes, surveys},
};
use platform::{
    Failure, Work,
    follow_up::{follow_up_code, read_code},
    sensitive::Sensitive,
};
use uuid::Uuid;

/// Invitation codes to be made.
pub struct IssueSurveyCodes {
    /// Survey they open.
    pub survey: Uuid,
    /// How many.
    pub count: i32,
}

/// Makes invitation codes; only keyed hashes of them are kept.
pub async fn issue_survey_codes(
    work: &mut Work<'_>,
    input: IssueSurveyCodes,
    book: &SurveyBook,
) -> Result<Vec<Sensitive<String>>, Error> {
    let mut survey = surveys::lock(work.connection, input.survey).await?.ok_or(SurveyError::NotFound)?;
    survey.must_invite()?;
    let most = survey_rules(book, &survey.ruleset)?.most_codes;
    survey.codes_issued = survey.codes_issued.saturating_add(input.count.into());
    if survey.codes_issued > most {
        return Err(SurveyError::TooManyCodes(most).into());
    }
    let (mut codes, mut indexes) = (Vec::new(), Vec::new());
    for _ in 0..input.count {
        let (code, index) = new_code(work)?;
        codes.push(code);
        indexes.push(index);
    }
    // In the order of the hashes: the rows do not tell which code was made when.
    indexes.sort_unstable();
    survey_codes::insert(work.connection, survey.id, &indexes).await?;
    survey.update_time = work.now;
    surveys::update(work.connection, &mut survey).await?;
    Ok(codes)
}

/// A code that nobody can guess, and what is kept of it.
pub(super) fn new_code(work: &Work<'_>) -> Result<(Sensitive<String>, Vec<u8>), Error> {
    let code = follow_up_code(Uuid::new_v4());
    let read = read_code(&code).map_err(|error| Failure::Internal(error.into()))?;
    let index = code_index(&work.vault, &read);
    Ok((Sensitive::new(code), index))
}
