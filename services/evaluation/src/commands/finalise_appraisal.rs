use crate::{domain::appraisal::Appraisal, error::Error, events, store::appraisals};
use platform::{AsRead, Work};

/// Makes the rating final and tells it.
pub async fn finalise_appraisal(work: &mut Work<'_>, read: AsRead) -> Result<Appraisal, Error> {
    let mut appraisal = appraisals::lock(work.connection, read.id).await?.ok_or(Error::AppraisalNotFound)?;
    read.must_be(appraisal.version)?;
    let predikat = appraisal.finalise()?;
    appraisal.update_time = work.now;
    appraisals::update(work.connection, &mut appraisal).await?;
    let finalised = events::finalised(&work.tenant, &appraisal, predikat);
    work.record(&appraisal, &finalised);
    Ok(appraisal.release())
}
