use crate::{
    domain::appraisal::{Appraisal, Ratings},
    error::Error,
    store::appraisals,
};
use platform::{Failure, Work};
use uuid::Uuid;

/// The ratings of an appraisal.
pub struct RateAppraisal {
    /// Appraisal.
    pub id: Uuid,
    /// Version that was read.
    pub version: i64,
    /// The ratings.
    pub ratings: Ratings,
}

/// Rates results and behaviour of the year.
pub async fn rate_appraisal(work: &mut Work<'_>, input: RateAppraisal) -> Result<Appraisal, Error> {
    let mut appraisal = appraisals::lock(work.connection, input.id)
        .await?
        .ok_or(Error::AppraisalNotFound)?;
    if appraisal.version != input.version {
        return Err(Failure::EtagMismatch.into());
    }
    appraisal.rate(input.ratings)?;
    appraisal.update_time = work.now;
    appraisals::update(work.connection, &mut appraisal).await?;
    Ok(appraisal.release())
}
