use crate::{domain::appraisal::Appraisal, error::Error, events, store::appraisals};
use platform::{Failure, Work};
use uuid::Uuid;

/// An appraisal whose rating becomes final.
pub struct FinaliseAppraisal {
    /// Appraisal.
    pub id: Uuid,
    /// Version that was read.
    pub version: i64,
}

/// Makes the rating final and tells it.
pub async fn finalise_appraisal(work: &mut Work<'_>, input: FinaliseAppraisal) -> Result<Appraisal, Error> {
    let mut appraisal = appraisals::lock(work.connection, input.id)
        .await?
        .ok_or(Error::AppraisalNotFound)?;
    if appraisal.version != input.version {
        return Err(Failure::EtagMismatch.into());
    }
    let predikat = appraisal.finalise()?;
    appraisal.update_time = work.now;
    appraisals::update(work.connection, &mut appraisal).await?;
    let finalised = events::finalised(&work.tenant, &appraisal, predikat);
    work.record(&appraisal, &finalised);
    Ok(appraisal.release())
}
