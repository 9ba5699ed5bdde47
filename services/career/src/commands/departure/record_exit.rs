use super::{
    hold_to_leave::hold_to_leave,
    leave::{insert, leave, must_be_able_to_leave},
};
use crate::{
    domain::{
        competency_rules::CompetencyRules,
        exit::{Exit, ExitDecision},
        retirement_rules::ExitDays,
        servant::day_of,
    },
    error::Error,
    rulesets,
    store::{retirement_facts, servants},
};
use platform::{AsRead, Failure, Violations, Work};
use uuid::Uuid;

/// A decision about leaving.
pub struct RecordExit {
    /// Servant.
    pub servant: AsRead,
    /// What was decided.
    pub decision: ExitDecision,
}

/// Records how a servant leaves. It takes effect at once where the last day has come; otherwise a sweep applies it then.
pub async fn record_exit(work: &mut Work<'_>, input: RecordExit, competency: &CompetencyRules) -> Result<Exit, Error> {
    hold_to_leave(work, &[input.servant.id]).await?;
    let mut servant = servants::lock(work.connection, input.servant.id).await?.ok_or(Error::ServantNotFound)?;
    input.servant.must_be(servant.version)?;
    must_be_by_hand(&input.decision)?;
    must_be_its_day(work, servant.id, &input.decision).await?;
    let exit = Exit::decided(Uuid::now_v7(), servant.id, input.decision, work.now);
    if exit.is_due(day_of(work.now)) {
        return leave(work, &mut servant, exit, competency).await;
    }
    must_be_able_to_leave(work, &servant, &exit).await?;
    insert(work, &exit).await?;
    Ok(exit)
}

/// Nobody leaves for age before it is reached, where that day is known, and nobody knows of a death ahead.
async fn must_be_its_day(work: &mut Work<'_>, servant: Uuid, decision: &ExitDecision) -> Result<(), Error> {
    let (today, last_day) = (day_of(work.now), decision.last_day);
    let rules = rulesets::departure::in_force(last_day)?;
    let mut check = Violations::default();
    match rules.exit(&decision.kind).map(|kind| kind.days) {
        None | Some(ExitDays::Any) => {}
        Some(ExitDays::Past) => {
            check.check("last_day", last_day <= today, "must not lie ahead for this kind of leaving")
        }
        Some(ExitDays::Retirement) => {
            let found = retirement_facts::of_all(work.connection, &work.vault, &[servant], today).await?;
            let retires = found.first().and_then(|one| rules.outlook(&one.facts).date);
            let reached = |date| last_day.tomorrow().is_ok_and(|after| after >= date);
            check.check(
                "last_day",
                retires.is_none_or(reached),
                "must not lie before the last day ahead of the retirement",
            );
        }
    }
    if check.is_empty() { Ok(()) } else { Err(Failure::from(check).into()) }
}

/// A kind that something else leads to is refused; an unknown one is told with all else that is wrong.
fn must_be_by_hand(decision: &ExitDecision) -> Result<(), Error> {
    let rules = rulesets::departure::in_force(decision.last_day)?;
    let mut check = Violations::default();
    let by_hand = rules.exit(&decision.kind).is_none_or(|kind| kind.by_hand);
    check.check("exit_kind", by_hand, "must be a kind that a decree alone is enough for");
    if check.is_empty() { Ok(()) } else { Err(Failure::from(check).into()) }
}
