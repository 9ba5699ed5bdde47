use super::refresh_profiles::refresh_profiles;
use crate::{error::Error, rulesets::competency, store::profiles};
use platform::Work;
use uuid::Uuid;

/// Looks at the gaps and the plan of one servant again, by the rules in use: for other groups, after the post changed.
pub async fn refresh_profile(work: &mut Work<'_>, servant: Uuid) -> Result<(), Error> {
    refresh_all(work, &[servant]).await
}

/// The same for several servants, by id.
pub async fn refresh_all(work: &mut Work<'_>, servants: &[Uuid]) -> Result<(), Error> {
    let rules = competency::chosen().ok_or_else(|| Error::internal("no ruleset of competency profiles is in use"))?;
    let holders = profiles::lock_all(work.connection, servants).await?;
    refresh_profiles(work, &holders, rules).await?;
    Ok(())
}
