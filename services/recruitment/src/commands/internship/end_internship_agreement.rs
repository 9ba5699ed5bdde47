use crate::{
    domain::{intern::day_of, internship_agreement::Agreement},
    error::{Error, InternshipError},
    store::internship_agreements,
};
use platform::{AsRead, Work};

/// Ends an agreement before its last day.
pub async fn end_internship_agreement(work: &mut Work<'_>, input: AsRead) -> Result<Agreement, Error> {
    let found = internship_agreements::lock(work.connection, input.id).await?;
    let mut agreement = found.ok_or(InternshipError::AgreementNotFound)?;
    input.must_be(agreement.version)?;
    agreement.end(day_of(work.now), work.now).map_err(InternshipError::from)?;
    internship_agreements::update(work.connection, &mut agreement).await?;
    Ok(agreement)
}
