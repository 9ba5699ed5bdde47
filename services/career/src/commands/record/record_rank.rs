use crate::commands::record::{Correcting, collision, correct, lock_as_read, must_end_with_service, touch};
use crate::{
    domain::{correction::History, rank::RankHeld, record_rules::RecordRules, servant::Servant},
    error::{Error, RecordError},
    store::{educations, ranks},
};
use platform::{AsRead, Failure, Violations, Work};
use uuid::Uuid;

/// A rank of a servant.
pub struct RecordRank {
    /// Servant.
    pub servant: AsRead,
    /// The row.
    pub rank: RankHeld,
    /// What it corrects.
    pub correction: Option<Correcting>,
    /// Whether the rank before ends the day before.
    pub ends_previous: bool,
}

/// Adds a rank to the record. Two at the same time are refused, and a regular promotion above the ceiling of the education.
pub async fn record_rank(work: &mut Work<'_>, input: RecordRank, rules: &RecordRules) -> Result<RankHeld, Error> {
    let mut servant = lock_as_read(work, input.servant).await?;
    let rank = RankHeld { record_time: work.now, ..input.rank };
    must_fit(&servant, &rank)?;
    let education = educations::highest(work.connection, servant.id).await?;
    rules.must_allow(rank.rank, &rank.kind, education).map_err(RecordError::from)?;
    if let Some(correcting) = input.correction {
        correct(work, servant.id, History::Ranks, correcting, Some(rank.id)).await?;
    }
    if input.ends_previous {
        end_previous(work, &rank).await?;
    }
    if let Some(other) = ranks::overlapping(work.connection, servant.id, rank.start, rank.end).await? {
        let row = (servant.id, other.id);
        return Err(RecordError::Overlap(collision(work, History::Ranks, row, (other.start, other.end))).into());
    }
    ranks::insert(work.connection, &rank).await?;
    touch(work, &mut servant).await?;
    Ok(rank)
}

fn must_fit(servant: &Servant, rank: &RankHeld) -> Result<(), Failure> {
    let mut check = Violations::default();
    check.check("rank.rank", rank.rank.is_of(servant.employment), "must be of the servant's kind of employment");
    let after = rank.start >= servant.appointment_date;
    check.check("rank.start_date", after, "must not lie before the first day of service");
    must_end_with_service(&mut check, "rank.end_date", servant, rank.end);
    if check.is_empty() { Ok(()) } else { Err(check.into()) }
}

/// Ends the rank that runs on the first day of this one, by a row of its own, so that what was known before can be read.
async fn end_previous(work: &mut Work<'_>, rank: &RankHeld) -> Result<(), Error> {
    let running = ranks::on(work.connection, rank.servant, rank.start).await?;
    let Some(previous) = running.filter(|previous| previous.start < rank.start) else { return Ok(()) };
    let last_day = rank.start.yesterday().map_err(|error| Failure::Internal(error.into()))?;
    ranks::supersede(work.connection, previous.id, work.now).await?;
    let ended = RankHeld { id: Uuid::now_v7(), end: Some(last_day), record_time: work.now, ..previous };
    Ok(ranks::insert(work.connection, &ended).await?)
}
