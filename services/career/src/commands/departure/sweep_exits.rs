use super::{
    hold_to_leave::hold_to_leave,
    leave::{post_to_end, take_effect},
};
use crate::{
    domain::{
        competency_rules::CompetencyRules,
        exit::Exit,
        servant::{Servant, day_of},
    },
    error::Error,
    store::{exits, servants},
};
use platform::{Locked, Work};
use uuid::Uuid;

/// Most exits of one call.
const MOST: i64 = 1_000;

/// What a sweep did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExitSweep {
    /// Servants who left.
    pub applied: i64,
    /// Exits that cannot take effect, because the servant holds a post that begins after the last day.
    pub stuck: Vec<Uuid>,
    /// Exits that are due and left for the next call, those that are stuck among them.
    pub left: i64,
}

/// Applies the exits whose last day has come, in the order of the servants' ids, so that two sweeps do not wait for each other;
/// those that are stuck keep nobody behind them.
pub async fn sweep_exits(work: &mut Work<'_>, competency: &CompetencyRules) -> Result<ExitSweep, Error> {
    let (today, vault) = (day_of(work.now), work.vault.clone());
    let (mut sweep, mut after) = (ExitSweep::default(), Uuid::nil());
    while sweep.applied < MOST {
        let due = exits::due(work.connection, today, after, MOST - sweep.applied).await?;
        let Some((_, last)) = due.last() else { break };
        after = *last;
        let leaving: Vec<Uuid> = due.iter().map(|(_, servant)| *servant).collect();
        hold_to_leave(work, &leaving).await?;
        for (id, servant) in due {
            let Some(mut servant) = servants::lock(work.connection, servant).await? else { continue };
            let exit = exits::lock(work.connection, &vault, id).await?;
            let Some(exit) = exit.filter(|exit| exit.is_due(today)) else { continue };
            if apply(work, &mut servant, exit, competency).await? {
                sweep.applied += 1;
            } else {
                sweep.stuck.push(id);
            }
        }
    }
    sweep.left = exits::count_due(work.connection, today).await?;
    Ok(sweep)
}

/// Applies one exit, unless it is stuck.
async fn apply(
    work: &mut Work<'_>,
    servant: &mut Locked<Servant>,
    mut exit: Exit,
    competency: &CompetencyRules,
) -> Result<bool, Error> {
    match post_to_end(work, &exit).await {
        Ok(_) => {}
        Err(Error::Servant(_)) => return Ok(false),
        Err(error) => return Err(error),
    }
    take_effect(work, servant, &mut exit, competency).await?;
    exits::update(work.connection, &mut exit, work.now).await?;
    Ok(true)
}
