use crate::{error::Error, store::scenarios};
use platform::{AsRead, Work};

/// Forgets a scenario. Nothing depends on it: whatever it led to was computed when it was asked for.
pub async fn delete_scenario(work: &mut Work<'_>, scenario: AsRead) -> Result<(), Error> {
    let version = scenarios::lock_version(work.connection, scenario.id).await?.ok_or(Error::ScenarioNotFound)?;
    scenario.must_be(version)?;
    scenarios::delete(work.connection, scenario.id).await?;
    Ok(())
}
