use super::skp_desk::{Said, SkpDesk, lock_for, save};
use crate::{
    domain::{
        skp_content::{Quantity, Target},
        skp_plan::SkpPlan,
        skp_stage::SkpMove,
    },
    error::Error,
    store::{
        skp_contents,
        skp_records::{self, Progress},
    },
};
use platform::{AsRead, Failure, Violations, Work, sensitive::Sensitive};
use std::collections::HashMap;
use uuid::Uuid;

/// What was reached of one indicator.
pub enum Reached {
    /// In numbers.
    Number(Quantity),
    /// In words.
    Words(Sensitive<String>),
}

/// What was reached by a period.
pub struct RecordSkpProgress {
    /// Plan as it was read.
    pub plan: AsRead,
    /// Period.
    pub period: i32,
    /// By indicator.
    pub entries: Vec<(Uuid, Reached)>,
}

/// Records what was reached by a period that has begun and is not rated.
pub async fn record_skp_progress(
    work: &mut Work<'_>,
    input: RecordSkpProgress,
    desk: &SkpDesk,
) -> Result<SkpPlan, Error> {
    let (mut plan, servant) = lock_for(work, input.plan, SkpMove::Progress).await?;
    let rules = desk.book.of(&plan.ruleset)?;
    let is_rated = skp_records::periods_rated(work.connection, plan.id).await?.contains(&input.period);
    plan.progress(input.period, is_rated, desk.day(work.now), rules)?;
    must_fit(work, &plan, &input.entries).await?;
    for (indicator, reached) in &input.entries {
        let (realised, text) = match reached {
            Reached::Number(number) => (Some(*number), None),
            Reached::Words(words) => (None, Some(work.vault.seal(indicator.as_bytes(), words.reveal().as_bytes())?)),
        };
        let progress = Progress { indicator: *indicator, period: input.period, realised, text, time: work.now };
        skp_records::set_progress(work.connection, &progress).await?;
    }
    save(work, plan, SkpMove::Progress, servant, Said { period: input.period, ..Said::default() }).await
}

/// Whether the indicators are the plan's, and reached in numbers or words as their targets are.
async fn must_fit(work: &mut Work<'_>, plan: &SkpPlan, entries: &[(Uuid, Reached)]) -> Result<(), Error> {
    let results = skp_contents::results_of(work.connection, plan.id).await?;
    let indicators = results.into_iter().flat_map(|result| result.indicators);
    let targets: HashMap<Uuid, Target> = indicators.map(|one| (one.id, one.target)).collect();
    let mut check = Violations::default();
    for (nth, (indicator, reached)) in entries.iter().enumerate() {
        match (targets.get(indicator), reached) {
            (None, _) => check.add(format!("entries[{nth}].indicator"), "must be an indicator of this plan"),
            (Some(Target::Number(..)), Reached::Words(_)) => {
                check.add(format!("entries[{nth}].realised"), "must be a number, as the target is");
            }
            (Some(Target::Words(_)), Reached::Number(_)) => {
                check.add(format!("entries[{nth}].text"), "must be words, as the target is");
            }
            _ => {}
        }
    }
    if check.is_empty() { Ok(()) } else { Err(Failure::from(check).into()) }
}
