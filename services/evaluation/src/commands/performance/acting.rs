//! Who acts: the servant of the caller's account.

use crate::{
    domain::{skp_plan::SkpRefusal, skp_stage::SkpParty},
    error::{Error, PerformanceError},
    store::servant_accounts,
};
use platform::Work;

/// Role of machines that carry what was decided elsewhere.
const MACHINE: &str = "integration";

/// The servant of the caller's account. Nobody can act as another one.
pub(crate) async fn acting_servant(work: &mut Work<'_>) -> Result<String, Error> {
    let found = servant_accounts::servant_of(work.connection, &work.actor.subject).await?;
    Ok(found.ok_or(PerformanceError::AccountNotLinked)?)
}

/// The servant who takes an official step about another one; none for a machine. An account that says not whose it is could be that
/// of the servant whom the step is about.
pub(crate) async fn acting_official(work: &mut Work<'_>) -> Result<Option<String>, Error> {
    let is_machine = work.actor.roles.iter().any(|role| role == MACHINE);
    if is_machine { Ok(None) } else { acting_servant(work).await.map(Some) }
}

/// Nobody takes an official step in the own case.
pub(super) fn must_not_be_own(official: Option<&str>, servant: &str) -> Result<(), Error> {
    if official == Some(servant) {
        return Err(SkpRefusal::NotYourPart(SkpParty::Superior).into());
    }
    Ok(())
}
