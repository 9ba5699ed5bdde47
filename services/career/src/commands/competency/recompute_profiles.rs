use super::refresh_profiles::{Refreshed, refresh_profiles};
use crate::{
    domain::competency_rules::CompetencyRules,
    error::Error,
    store::{passes, profiles},
};
use platform::Work;
use uuid::Uuid;

/// Servants looked at in one statement.
const CHUNK: usize = 5_000;

/// Which profiles to compute.
#[derive(Clone, Copy, Debug)]
pub struct RecomputeProfiles {
    /// The servant after whom to go on; nil at the beginning.
    pub after: Uuid,
    /// The last servant to look at; none for everybody after the first.
    pub until: Option<Uuid>,
    /// Most servants of this call.
    pub most: i64,
}

/// What was computed, and how far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recomputed {
    /// The last servant; none when there was nobody left.
    pub last: Option<Uuid>,
    /// Servants up to that one.
    pub done: i64,
    /// Servants after that one.
    pub left: i64,
    /// What it changed.
    pub refreshed: Refreshed,
}

/// Computes the next profiles of the instansi. Each call is whole by itself, so that whoever calls again after the last servant
/// goes on where it ended, and several callers share the work by ranges.
pub async fn recompute_profiles(
    work: &mut Work<'_>,
    input: RecomputeProfiles,
    rules: &CompetencyRules,
) -> Result<Recomputed, Error> {
    let (mut after, mut refreshed) = (input.after, Refreshed::default());
    passes::plan_afresh(work.connection).await?;
    let mut room = usize::try_from(input.most).unwrap_or_default();
    while room > 0 {
        let most = room.min(CHUNK);
        let limit = i64::try_from(most).unwrap_or(1);
        let holders = profiles::lock_after(work.connection, after, input.until, limit).await?;
        let Some(last) = holders.last().map(|holder| holder.id) else { break };
        refreshed.add(refresh_profiles(work, &holders, rules).await?);
        (after, room) = (last, room - most);
    }
    let (done, left) = profiles::progress(work.connection, after, input.until).await?;
    let last = (after != input.after).then_some(after);
    Ok(Recomputed { last, done, left, refreshed })
}
