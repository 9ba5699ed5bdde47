use crate::{
    domain::award::AwardRun,
    error::{Error, WelfareError},
    store::award_runs,
};
use platform::{AsRead, Work};

/// Approves a run whose budget suffices.
pub async fn approve_award_run(work: &mut Work<'_>, read: AsRead) -> Result<AwardRun, Error> {
    let mut run = award_runs::lock(work.connection, read.id).await?.ok_or(WelfareError::AwardRunNotFound)?;
    read.must_be(run.version)?;
    run.approve(work.now)?;
    award_runs::update(work.connection, &mut run).await.map_err(WelfareError::of)?;
    Ok(run)
}
