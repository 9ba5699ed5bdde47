use super::{
    acting::{acting_official, must_not_be_own},
    skp_desk::{Said, SkpDesk, note},
};
use crate::{
    domain::{
        skp_plan::{SkpApproach, SkpPlan, SkpRefusal, must_differ},
        skp_stage::{SkpMove, SkpStage},
    },
    error::Error,
    store::{servants, skp_plans},
};
use platform::{Failure, Violations, Work};
use uuid::Uuid;

/// A plan to open.
pub struct CreateSkpPlan {
    /// Servant in the career service.
    pub servant: String,
    /// Calendar year.
    pub year: i32,
    /// Who rates.
    pub superior: String,
    /// Who decides objections; empty: the superior of the superior's own plan.
    pub appeal_to: String,
    /// Unit in the needs service.
    pub unit: String,
    /// How success is told.
    pub approach: SkpApproach,
}

/// Opens the plan of a servant and year, in place of an appraisal that nobody has rated.
pub async fn create_skp_plan(work: &mut Work<'_>, input: CreateSkpPlan, desk: &SkpDesk) -> Result<SkpPlan, Error> {
    let official = acting_official(work).await?;
    let service = servants::service_of(work.connection, &input.servant).await?.ok_or(Error::ServantNotFound)?;
    must_not_be_own(official.as_deref(), &input.servant)?;
    service.must_cover_year(input.year)?;
    if input.year > i32::from(desk.day(work.now).year()) + 1 {
        return Err(SkpRefusal::OutsideCycle("plans are of this year or the next").into());
    }
    let (servant, superior, year) = (input.servant, input.superior, input.year);
    let appeal_to = appeal_to(work, &servant, &superior, input.appeal_to, year).await?;
    must_differ(&servant, &superior, &appeal_to)?;
    let plan = SkpPlan {
        id: Uuid::now_v7(),
        stage: SkpStage::Draft,
        servant,
        year,
        superior,
        appeal_to,
        unit: input.unit,
        approach: Some(input.approach),
        ratings: None,
        object_until: None,
        silence_accepts: false,
        ruleset: desk.book.in_use().id.clone(),
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    let plan = skp_plans::insert(work.connection, plan).await?.ok_or(Error::AppraisalExists)?;
    note(work, &plan, SkpMove::Create, official.unwrap_or_default(), Said::default()).await?;
    Ok(plan.release())
}

/// Who decides objections: whom the office names, else the superior of the superior's own plan. Both people have to be known.
pub(super) async fn appeal_to(
    work: &mut Work<'_>,
    servant: &str,
    superior: &str,
    named: String,
    year: i32,
) -> Result<String, Error> {
    let mut check = Violations::default();
    let known = servants::is_known(work.connection, superior).await?;
    check.check("superior", known, "must be a servant whom career has told of");
    let known = named.is_empty() || servants::is_known(work.connection, &named).await?;
    check.check("appeal_to", known, "must be a servant whom career has told of");
    if !check.is_empty() {
        return Err(Failure::from(check).into());
    }
    if !named.is_empty() {
        return Ok(named);
    }
    let above = skp_plans::of_year(work.connection, superior, year).await?;
    // Where people rate each other, nobody follows from the plans.
    Ok(above.map(|plan| plan.superior).filter(|one| one != servant).unwrap_or_default())
}
