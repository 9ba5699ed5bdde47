use crate::{domain::competency_profile::PublishedStandard, error::Error, store::published_standards};
use platform::Work;

/// Keeps what a standard asks for from now on. Gaps are not looked at here: a standard of a kind of job may concern everybody,
/// so that `RecomputeProfiles` does it, and the next evidence of each servant.
pub async fn keep_published_standard(work: &mut Work<'_>, standard: &PublishedStandard) -> Result<(), Error> {
    published_standards::keep(work.connection, standard).await?;
    Ok(())
}
