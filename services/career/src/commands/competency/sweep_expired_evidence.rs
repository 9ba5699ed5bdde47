use super::refresh_profiles::{Refreshed, refresh_profiles};
use crate::{
    domain::{competency_rules::CompetencyRules, servant::day_of},
    error::Error,
    store::{evidence, profiles},
};
use platform::Work;
use uuid::Uuid;

/// Most rows of evidence of one call.
const MOST: i64 = 1_000;

/// What a sweep did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swept {
    /// Evidence that has expired.
    pub expired: u64,
    /// Evidence that has expired and is left for the next call.
    pub left: i64,
    /// What it changed.
    pub refreshed: Refreshed,
}

/// Finds evidence that has expired since the last sweep and looks at the profiles of those whose it was. Called again until
/// nothing is left.
pub async fn sweep_expired_evidence(work: &mut Work<'_>, rules: &CompetencyRules) -> Result<Swept, Error> {
    let today = day_of(work.now);
    let due = evidence::expired_of(work.connection, today, MOST).await?;
    let holders = profiles::lock_all(work.connection, &due).await?;
    let ids: Vec<Uuid> = holders.iter().map(|holder| holder.id).collect();
    let expired = evidence::expire(work.connection, &ids, today, work.now).await?;
    let refreshed = refresh_profiles(work, &holders, rules).await?;
    let left = evidence::still_to_expire(work.connection, today).await?;
    Ok(Swept { expired, left, refreshed })
}
