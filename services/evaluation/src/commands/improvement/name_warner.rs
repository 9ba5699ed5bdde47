use super::{improvement_desk::ImprovementDesk, open_improvement::low_predikat};
use crate::{
    commands::acting_servant,
    domain::case_refusal::CaseRefusal,
    error::{Error, ImprovementError},
    store::{appraisals, improvement_cases, improvement_warners, low_ratings::LowRating, servants},
};
use platform::Work;
use uuid::Uuid;

/// Who warns.
pub struct NameWarner {
    /// The rating.
    pub appraisal: Uuid,
    /// Servant in the career service.
    pub warner: String,
}

/// The office names who warns after a low rating and coaches then: the superior of the plan left. Once there is a case the
/// office names its coach.
pub async fn name_warner(work: &mut Work<'_>, input: NameWarner, desk: &ImprovementDesk) -> Result<LowRating, Error> {
    let me = acting_servant(work).await?;
    let found = appraisals::lock(work.connection, input.appraisal).await?;
    let appraisal = found.ok_or(Error::AppraisalNotFound)?.release();
    if me == appraisal.servant {
        return Err(CaseRefusal::NotYourPart("official").into());
    }
    if input.warner == appraisal.servant {
        return Err(CaseRefusal::NotYourPart("coach").into());
    }
    let predikat = low_predikat(&appraisal, desk.book.in_use())?;
    if !servants::is_known(work.connection, &input.warner).await? {
        return Err(Error::ServantNotFound);
    }
    if improvement_cases::is_there(work.connection, appraisal.id).await? {
        return Err(ImprovementError::CaseExists.into());
    }
    improvement_warners::set(work.connection, appraisal.id, &input.warner, &work.actor.subject, work.now).await?;
    Ok(LowRating {
        appraisal: appraisal.id,
        servant: appraisal.servant,
        year: appraisal.year,
        predikat,
        warner: input.warner,
        final_time: appraisal.update_time,
    })
}
