use crate::{
    domain::survey_link::SurveyLink,
    error::{Error, SurveyError},
    store::survey_links,
};
use platform::{AsRead, Work};

/// Shuts a link; what came in by it stays counted.
pub async fn close_survey_link(work: &mut Work<'_>, input: AsRead) -> Result<SurveyLink, Error> {
    let mut link = survey_links::lock(work.connection, input.id).await?.ok_or(SurveyError::LinkNotFound)?;
    input.must_be(link.version)?;
    link.close()?;
    survey_links::update(work.connection, &mut link).await?;
    Ok(link)
}
