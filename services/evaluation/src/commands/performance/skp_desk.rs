use super::acting::acting_servant;
use crate::{
    domain::{
        appraisal::Ratings,
        days::day_of,
        skp_plan::{SkpPlan, SkpStep},
        skp_stage::SkpMove,
    },
    error::{Error, PerformanceError},
    rulesets::performance::SkpBook,
    store::{skp_plans, skp_records},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use platform::{AsRead, Locked, Work, sensitive::Sensitive};
use uuid::Uuid;

/// What every step of a plan knows: the rules, and the time zone that decides what day it is.
pub struct SkpDesk {
    /// The rules of the cycle.
    pub book: SkpBook,
    /// Time zone of the instansi.
    pub zone: TimeZone,
}

impl SkpDesk {
    /// The day of an instant.
    pub fn day(&self, now: Timestamp) -> Date {
        day_of(now, &self.zone)
    }
}

/// What is kept of a step besides the plan.
#[derive(Default)]
pub(super) struct Said {
    /// Period that it is about; 0 for none.
    pub period: i32,
    /// Ratings, where it rated.
    pub ratings: Option<Ratings>,
    /// What was said.
    pub note: Option<Sensitive<String>>,
}

/// Locks a plan for a step, which has to be the caller's part. Returns the plan and who acts; empty for the office.
pub(super) async fn lock_for(
    work: &mut Work<'_>,
    read: AsRead,
    step: SkpMove,
) -> Result<(Locked<SkpPlan>, String), Error> {
    let plan = skp_plans::lock(work.connection, read.id).await?.ok_or(PerformanceError::PlanNotFound)?;
    let servant = if step.party().is_some() { acting_servant(work).await? } else { String::new() };
    // Before the version: who has no part in the plan learns nothing about it.
    plan.must_be_part_of(step, &servant)?;
    read.must_be(plan.version)?;
    Ok((plan, servant))
}

/// Saves a plan after a step, and the step.
pub(super) async fn save(
    work: &mut Work<'_>,
    mut plan: Locked<SkpPlan>,
    step: SkpMove,
    servant: String,
    said: Said,
) -> Result<SkpPlan, Error> {
    plan.update_time = work.now;
    skp_plans::update(work.connection, &mut plan).await?;
    note(work, &plan, step, servant, said).await?;
    Ok(plan.release())
}

/// Keeps a step of a plan that is saved.
pub(super) async fn note(
    work: &mut Work<'_>,
    plan: &Locked<SkpPlan>,
    step: SkpMove,
    servant: String,
    said: Said,
) -> Result<(), Error> {
    let taken = SkpStep {
        id: Uuid::now_v7(),
        step,
        servant,
        stage: plan.stage,
        period: said.period,
        ratings: said.ratings,
        ruleset: plan.ruleset.clone(),
        time: work.now,
    };
    let sealed = match &said.note {
        Some(text) => Some(work.vault.seal(plan.id.as_bytes(), text.reveal().as_bytes())?),
        None => None,
    };
    skp_records::add_step(work.connection, plan.id, &taken, sealed.as_ref()).await?;
    Ok(())
}
