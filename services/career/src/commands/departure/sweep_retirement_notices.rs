use super::recompute_retirements::refresh_retirements;
use crate::{
    domain::{
        holder::Holder,
        retirement_rules::{RetirementRules, RetirementTold},
        servant::day_of,
    },
    error::Error,
    events, rulesets,
    store::{profiles, retirement_notices, retirements},
};
use jiff::civil::Date;
use platform::{Locked, Work};
use uuid::Uuid;

/// Servants looked at in one statement.
const CHUNK: i64 = 1_000;

/// Where a sweep over all servants goes on.
pub struct SweepRetirementNotices {
    /// Last servant of the part before.
    pub after: Uuid,
    /// Most servants of this part.
    pub most: i64,
}

/// What a sweep told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticePass {
    /// Servants looked at: those who retire soon, of whom something was told, or whose record changed.
    pub looked: i64,
    /// Notices given.
    pub told: i64,
    /// Last servant, if there may be more.
    pub last: Option<Uuid>,
    /// Ruleset.
    pub ruleset: String,
}

/// Tells of the retirements that are near, each notice once, and of those that moved since they were told. Whose record changed
/// is computed anew before.
pub async fn sweep_retirement_notices(work: &mut Work<'_>, input: SweepRetirementNotices) -> Result<NoticePass, Error> {
    let today = day_of(work.now);
    let rules = rulesets::departure::in_force(today)?;
    let horizon = rules.horizon(today);
    let mut pass = NoticePass { ruleset: rules.id.clone(), ..NoticePass::default() };
    let mut after = input.after;
    while pass.looked < input.most {
        let most = CHUNK.min(input.most - pass.looked);
        let ids = retirement_notices::ids_after(work.connection, after, most, horizon).await?;
        let Some(last) = ids.last() else { return Ok(NoticePass { last: None, ..pass }) };
        after = *last;
        pass.told += tell_some(work, &rules, &ids, today).await?;
        pass.looked += ids.len() as i64;
        pass.last = Some(after);
    }
    Ok(pass)
}

async fn tell_some(work: &mut Work<'_>, rules: &RetirementRules, ids: &[Uuid], today: Date) -> Result<i64, Error> {
    let holders = profiles::lock_all(work.connection, ids).await?;
    let known = retirements::versions_of(work.connection, ids).await?;
    let is_stale = |holder: &&Locked<Holder>| known.get(&holder.id) != Some(&holder.version);
    let stale: Vec<Uuid> = holders.iter().filter(is_stale).map(|holder| holder.id).collect();
    if !stale.is_empty() {
        stale.iter().for_each(|servant| work.show(*servant));
        refresh_retirements(work, rules, &stale).await?;
    }
    let candidates = retirement_notices::candidates(work.connection, ids, today).await?;
    let last = retirement_notices::last_of(work.connection, ids).await?;
    let mut told: Vec<(Uuid, RetirementTold)> = Vec::new();
    for holder in &holders {
        let Some(found) = candidates.get(&holder.id) else { continue };
        let retires = (found.date, found.position.as_str(), found.seat);
        let Some(notice) = rules.notice(last.get(&holder.id), retires, today) else { continue };
        let approaching = events::retirement_approaching(&work.tenant, holder, &notice);
        work.record(holder, &approaching);
        told.push((holder.id, notice));
    }
    retirement_notices::insert_all(work.connection, &told, work.now).await?;
    Ok(told.len() as i64)
}
