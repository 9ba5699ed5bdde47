use crate::{
    domain::{retirement_rules::RetirementRules, servant::day_of},
    error::Error,
    rulesets,
    store::{
        retirement_facts,
        retirements::{self, Computed},
    },
};
use platform::Work;
use uuid::Uuid;

/// Servants whose birth dates are open at once.
const CHUNK: i64 = 1_000;

/// Where a pass over all servants goes on.
pub struct RecomputeRetirements {
    /// Last servant of the part before.
    pub after: Uuid,
    /// Most servants of this part.
    pub most: i64,
    /// Only those whose record changed, or whose retirement is not known.
    pub changed: bool,
}

/// How far it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetirementPass {
    /// Servants computed.
    pub computed: i64,
    /// Of them, those whose day of retirement is known.
    pub known: i64,
    /// Last of them, if there may be more.
    pub last: Option<Uuid>,
    /// Ruleset.
    pub ruleset: String,
}

/// Computes when the servants after one retire, in the order of their ids, and keeps the day. What another command
/// keeps meanwhile is of a later time and stays.
pub async fn recompute_retirements(work: &mut Work<'_>, input: RecomputeRetirements) -> Result<RetirementPass, Error> {
    let rules = rulesets::departure::in_force(day_of(work.now))?;
    let mut pass = RetirementPass { ruleset: rules.id.clone(), ..RetirementPass::default() };
    let mut after = input.after;
    while pass.computed < input.most {
        let most = CHUNK.min(input.most - pass.computed);
        let ids = retirement_facts::ids_after(work.connection, after, most, input.changed).await?;
        let Some(last) = ids.last() else { return Ok(RetirementPass { last: None, ..pass }) };
        after = *last;
        if input.changed {
            ids.iter().for_each(|servant| work.show(*servant));
        } else {
            work.show_everybody();
        }
        pass.known += refresh_retirements(work, &rules, &ids).await?;
        pass.computed += ids.len() as i64;
        pass.last = Some(after);
    }
    Ok(pass)
}

/// Computes when these servants retire, and keeps it. Returns of how many the day is known.
pub(super) async fn refresh_retirements(
    work: &mut Work<'_>,
    rules: &RetirementRules,
    ids: &[Uuid],
) -> Result<i64, Error> {
    retirements::hold(work.connection, ids).await?;
    let found = retirement_facts::of_all(work.connection, &work.vault, ids, day_of(work.now)).await?;
    let compute = |one: retirement_facts::Retiring| Computed {
        servant: one.servant,
        version: one.version,
        outlook: rules.outlook(&one.facts),
    };
    let computed: Vec<Computed> = found.into_iter().map(compute).collect();
    retirements::save_all(work.connection, &computed, &rules.id, work.now).await?;
    Ok(computed.iter().filter(|one| one.outlook.date.is_some()).count() as i64)
}
