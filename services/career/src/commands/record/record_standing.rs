use crate::commands::record::{Correcting, collision, correct, lock_as_read, touch};
use crate::{
    domain::{
        correction::History,
        servant::{Servant, State, day_of},
        standing::{ACTIVE, HeldStanding},
    },
    error::{Error, RecordError},
    store::standings,
};
use platform::{AsRead, Failure, Locked, Work};
use uuid::Uuid;

/// A legal standing of a servant.
pub struct RecordStanding {
    /// Servant.
    pub servant: AsRead,
    /// The row.
    pub standing: HeldStanding,
    /// What it corrects.
    pub correction: Option<Correcting>,
    /// Whether the standing before ends the day before.
    pub ends_previous: bool,
}

/// Adds a legal standing to the record; two at the same time are refused. The servant shows the one of today.
pub async fn record_standing(work: &mut Work<'_>, input: RecordStanding) -> Result<HeldStanding, Error> {
    let mut servant = lock_as_read(work, input.servant).await?;
    let standing = HeldStanding { record_time: work.now, ..input.standing };
    if let Some(correcting) = input.correction {
        correct(work, servant.id, History::Standings, correcting, Some(standing.id)).await?;
    }
    if input.ends_previous {
        end_previous(work, &standing).await?;
    }
    if let Some(other) = standings::overlapping(work.connection, servant.id, standing.start, standing.end).await? {
        let row = (servant.id, other.id);
        return Err(RecordError::Overlap(collision(work, History::Standings, row, (other.start, other.end))).into());
    }
    standings::insert(work.connection, &standing).await?;
    show_standing(work, &mut servant).await?;
    touch(work, &mut servant).await?;
    Ok(standing)
}

/// Writes today's standing into the servant. Whoever left has the one of leaving.
pub(super) async fn show_standing(work: &mut Work<'_>, servant: &mut Locked<Servant>) -> Result<(), Error> {
    if servant.state != State::Left {
        let today = standings::on(work.connection, servant.id, day_of(work.now)).await?;
        servant.standing = today.map_or_else(|| ACTIVE.to_owned(), |standing| standing.code);
    }
    Ok(())
}

/// Ends the standing that runs on the first day of this one, by a row of its own, so that what was known before can be read.
async fn end_previous(work: &mut Work<'_>, standing: &HeldStanding) -> Result<(), Error> {
    let running = standings::on(work.connection, standing.servant, standing.start).await?;
    let Some(previous) = running.filter(|previous| previous.start < standing.start) else { return Ok(()) };
    let last_day = standing.start.yesterday().map_err(|error| Failure::Internal(error.into()))?;
    standings::supersede(work.connection, previous.id, work.now).await?;
    let ended = HeldStanding { id: Uuid::now_v7(), end: Some(last_day), record_time: work.now, ..previous };
    Ok(standings::insert(work.connection, &ended).await?)
}
