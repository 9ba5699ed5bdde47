use super::refresh_profiles::refresh_profiles;
use crate::{domain::competency_rules::CompetencyRules, error::Error, store::profiles};
use platform::Work;
use uuid::Uuid;

/// Looks at the gaps and the plan of one servant again: for other groups, after the post changed.
pub async fn refresh_profile(work: &mut Work<'_>, servant: Uuid, rules: &CompetencyRules) -> Result<(), Error> {
    refresh_all(work, &[servant], rules).await
}

/// The same for several servants, by id.
pub async fn refresh_all(work: &mut Work<'_>, servants: &[Uuid], rules: &CompetencyRules) -> Result<(), Error> {
    let holders = profiles::lock_all(work.connection, servants).await?;
    refresh_profiles(work, &holders, rules).await?;
    Ok(())
}
