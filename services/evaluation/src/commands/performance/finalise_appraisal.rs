use super::acting::{acting_official, must_not_be_own};
use crate::{
    domain::appraisal::Appraisal,
    error::Error,
    events,
    store::{appraisals, skp_records},
};
use jiff::civil::Date;
use platform::{AsRead, Work};

/// Makes the rating final and tells it. Nobody does so with the own one.
pub async fn finalise_appraisal(work: &mut Work<'_>, read: AsRead, today: Date) -> Result<Appraisal, Error> {
    let mut appraisal = appraisals::lock(work.connection, read.id).await?.ok_or(Error::AppraisalNotFound)?;
    let official = acting_official(work).await?;
    must_not_be_own(official.as_deref(), &appraisal.servant)?;
    read.must_be(appraisal.version)?;
    let (predikat, step) = appraisal.finalise(today)?;
    appraisal.update_time = work.now;
    appraisals::update(work.connection, &mut appraisal).await?;
    let steps = [(appraisal.id, step)];
    skp_records::add_final_steps(work.connection, &steps, official.as_deref().unwrap_or_default(), work.now).await?;
    let finalised = events::finalised(&work.tenant, &appraisal, predikat);
    work.record(&appraisal, &finalised);
    Ok(appraisal.release())
}
