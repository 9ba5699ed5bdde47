use super::{
    acting::{acting_official, must_not_be_own},
    create_skp_plan::appeal_to,
    skp_desk::{Said, SkpDesk, note},
};
use crate::{
    domain::{
        appraisal::{Appraisal, Ratings},
        skp_plan::{SkpRefusal, must_differ},
        skp_stage::SkpMove,
    },
    error::Error,
    store::{
        appraisals::{self, RatedBy},
        servants, skp_plans,
    },
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// A rating of a year without a plan, as the office records it.
pub struct RateAppraisal {
    /// Appraisal.
    pub appraisal: AsRead,
    /// The ratings.
    pub ratings: Ratings,
    /// Who gives them.
    pub superior: String,
    /// Who decides objections; empty: the superior of the superior's own plan.
    pub appeal_to: String,
    /// Unit in the needs service.
    pub unit: String,
    /// Why.
    pub note: Sensitive<String>,
}

/// Records the rating of a year that has no plan; from then on the servant accepts or objects, as with a plan.
pub async fn rate_appraisal(work: &mut Work<'_>, input: RateAppraisal, desk: &SkpDesk) -> Result<Appraisal, Error> {
    let official = acting_official(work).await?;
    let mut appraisal = appraisals::lock(work.connection, input.appraisal.id).await?.ok_or(Error::AppraisalNotFound)?;
    must_not_be_own(official.as_deref(), &appraisal.servant)?;
    input.appraisal.must_be(appraisal.version)?;
    let (rules, today) = (desk.book.in_use(), desk.day(work.now));
    appraisal.rate(input.ratings, today, rules)?;
    let service = servants::service_of(work.connection, &appraisal.servant).await?.ok_or(Error::ServantNotFound)?;
    service.must_be_rateable(appraisal.year, today, rules)?;
    let appeal = appeal_to(work, &appraisal.servant, &input.superior, input.appeal_to, appraisal.year).await?;
    must_differ(&appraisal.servant, &input.superior, &appeal)?;
    if official.as_deref() == Some(appeal.as_str()) {
        return Err(SkpRefusal::SamePerson.into());
    }
    appraisal.update_time = work.now;
    let by = RatedBy { superior: &input.superior, appeal_to: &appeal, unit: &input.unit, ruleset: &rules.id };
    appraisals::update_rated(work.connection, &mut appraisal, &by).await?;
    let rated = skp_plans::lock(work.connection, appraisal.id).await?.ok_or(Error::AppraisalNotFound)?;
    let said = Said { period: 0, ratings: Some(input.ratings), note: Some(input.note) };
    note(work, &rated, SkpMove::RateWithoutPlan, official.unwrap_or_default(), said).await?;
    Ok(appraisal.release())
}
