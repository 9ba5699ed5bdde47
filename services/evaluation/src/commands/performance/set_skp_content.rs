use super::skp_desk::{Said, lock_for, save};
use crate::{
    domain::{
        core_value::CoreValue,
        skp_content::{PlannedIndicator, PlannedResult, misfits},
        skp_plan::SkpPlan,
        skp_stage::SkpMove,
    },
    error::{Error, PerformanceError},
    store::{skp_contents, skp_records},
};
use platform::{AsRead, Failure, Violations, Work, sensitive::Sensitive};
use std::collections::HashSet;
use uuid::Uuid;

/// What a plan holds from now on.
pub struct SetSkpContent {
    /// Plan as it was read.
    pub plan: AsRead,
    /// Results with their indicators, each under its old or a new id.
    pub results: Vec<PlannedResult>,
    /// Which of the ids are old, with the field that names them.
    pub kept: Vec<(String, Uuid)>,
}

/// Special expectations of the leader, by value.
pub type SkpExpectations = Vec<(CoreValue, Sensitive<String>)>;

/// Writes results and indicators in place of those before.
pub async fn set_skp_content(work: &mut Work<'_>, input: SetSkpContent) -> Result<SkpPlan, Error> {
    let (mut plan, servant) = lock_for(work, input.plan, SkpMove::Content).await?;
    plan.take(SkpMove::Content)?;
    write(work, &plan, &input).await?;
    save(work, plan, SkpMove::Content, servant, Said::default()).await
}

/// Writes what a plan holds.
pub(super) async fn write(work: &mut Work<'_>, plan: &SkpPlan, input: &SetSkpContent) -> Result<(), Error> {
    must_fit(work, plan, input).await?;
    let indicators = input.results.iter().flat_map(|result| result.indicators.iter().map(|one| one.id));
    let keep: Vec<Uuid> = input.results.iter().map(|result| result.id).chain(indicators).collect();
    // Written first: an indicator may have gone from a result that is taken away to one that stays.
    skp_contents::write(work.connection, plan.id, &input.results).await?;
    skp_contents::remove_others(work.connection, plan.id, &keep).await.map_err(PerformanceError::of)?;
    Ok(())
}

/// Writes what the leader expects in particular in place of what was expected before; nothing leaves it.
pub(super) async fn expect(work: &mut Work<'_>, plan: &SkpPlan, expectations: &SkpExpectations) -> Result<(), Error> {
    if expectations.is_empty() {
        return Ok(());
    }
    let mut sealed = Vec::with_capacity(expectations.len());
    for (value, text) in expectations {
        sealed.push((*value, work.vault.seal(plan.id.as_bytes(), text.reveal().as_bytes())?));
    }
    Ok(skp_contents::set_expectations(work.connection, plan.id, &sealed).await?)
}

/// Whether kept ids are those of this plan, targets fit its approach, and what is served is the superior's.
async fn must_fit(work: &mut Work<'_>, plan: &SkpPlan, input: &SetSkpContent) -> Result<(), Error> {
    let mut check = Violations::default();
    let present = skp_contents::results_of(work.connection, plan.id).await?;
    let indicators = present.iter().flat_map(|result| result.indicators.iter().map(|one| one.id));
    let own: HashSet<Uuid> = present.iter().map(|result| result.id).chain(indicators).collect();
    for (field, id) in &input.kept {
        check.check(field.as_str(), own.contains(id), "must be of this plan");
    }
    let misfits = plan.approach.map_or_else(Vec::new, |approach| misfits(approach, &input.results));
    for one in misfits {
        check.add(format!("results[{}].indicators[{}].{}", one.result, one.indicator, one.field), one.reason);
    }
    must_stay(work, plan, (&present, &input.results), &mut check).await?;
    let served: Vec<Uuid> = input.results.iter().filter_map(|result| result.superior_result).collect();
    let known = skp_contents::among_results_of(work.connection, &plan.superior, plan.year, &served).await?;
    for (nth, result) in input.results.iter().enumerate() {
        let superiors = result.superior_result.is_none_or(|served| known.contains(&served));
        let field = format!("results[{nth}].superior_result");
        check.check(field, superiors, "must be a result of the superior's plan of the year");
    }
    if check.is_empty() { Ok(()) } else { Err(Failure::from(check).into()) }
}

/// What was reached in a period that is rated was rated against its target, which stays; the title may be put right.
async fn must_stay(
    work: &mut Work<'_>,
    plan: &SkpPlan,
    (present, wanted): (&[PlannedResult], &[PlannedResult]),
    check: &mut Violations,
) -> Result<(), Error> {
    let rated = skp_records::periods_rated(work.connection, plan.id).await?;
    let progress = skp_records::progress_of(work.connection, plan.id).await?;
    let reached = progress.iter().filter(|one| rated.contains(&one.period));
    let bound: HashSet<Uuid> = reached.map(|one| one.indicator).collect();
    let before: Vec<&PlannedIndicator> = present.iter().flat_map(|result| &result.indicators).collect();
    for (nth, result) in wanted.iter().enumerate() {
        for (place, one) in result.indicators.iter().enumerate().filter(|(_, one)| bound.contains(&one.id)) {
            let stays = before.iter().any(|known| known.id == one.id && known.target == one.target);
            let field = format!("results[{nth}].indicators[{place}].target");
            check.check(field, stays, "must stay: a period is rated that has progress against it");
        }
    }
    Ok(())
}
