use crate::{
    domain::appraisal::{Appraisal, Ratings},
    error::Error,
    store::appraisals,
};
use platform::{AsRead, Work};

/// The ratings of an appraisal.
pub struct RateAppraisal {
    /// Appraisal.
    pub appraisal: AsRead,
    /// The ratings.
    pub ratings: Ratings,
}

/// Rates results and behaviour of the year.
pub async fn rate_appraisal(work: &mut Work<'_>, input: RateAppraisal) -> Result<Appraisal, Error> {
    let mut appraisal = appraisals::lock(work.connection, input.appraisal.id).await?.ok_or(Error::AppraisalNotFound)?;
    input.appraisal.must_be(appraisal.version)?;
    appraisal.rate(input.ratings)?;
    appraisal.update_time = work.now;
    appraisals::update(work.connection, &mut appraisal).await?;
    Ok(appraisal.release())
}
