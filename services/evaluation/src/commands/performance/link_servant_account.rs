use super::skp_desk::SkpDesk;
use crate::{
    commands::{ImprovementDesk, give_case_time},
    error::{Error, PerformanceError},
    store::{appraisals, servant_accounts, servants},
};
use platform::Work;

/// An account to link.
pub struct LinkServantAccount {
    /// Servant in the career service.
    pub servant: String,
    /// Subject of the account's tokens; empty ends the link.
    pub account: String,
}

/// Links a servant with an account, or ends the link. Nobody does so with the own account, which would let them out of what is
/// forbidden in the own case, and none is replaced unseen. Returns whether one is linked now.
pub async fn link_servant_account(
    work: &mut Work<'_>,
    input: LinkServantAccount,
    (desk, steps): (&SkpDesk, &ImprovementDesk),
) -> Result<bool, Error> {
    if !servants::is_known(work.connection, &input.servant).await? {
        return Err(Error::ServantNotFound);
    }
    let present = servant_accounts::lock(work.connection, &input.servant).await?;
    let own = Some(&*work.actor.subject);
    if own == present.as_deref() || own == Some(input.account.as_str()) {
        return Err(PerformanceError::OwnAccount.into());
    }
    match present {
        _ if input.account.is_empty() => {
            servant_accounts::unlink(work.connection, &input.servant, desk.day(work.now)).await?
        }
        Some(present) if present == input.account => {}
        Some(_) => return Err(PerformanceError::ServantLinked.into()),
        None => {
            let linked = servant_accounts::link(work.connection, &input.servant, &input.account).await;
            linked.map_err(PerformanceError::of)?;
            give_time(work, &input.servant, (desk, steps)).await?;
        }
    }
    Ok(!input.account.is_empty())
}

/// Who can see what waits for an answer from now on has all days to object from now on.
async fn give_time(
    work: &mut Work<'_>,
    servant: &str,
    (desk, steps): (&SkpDesk, &ImprovementDesk),
) -> Result<(), Error> {
    let today = desk.day(work.now);
    for (id, ruleset) in appraisals::lock_unanswered(work.connection, servant).await? {
        let until = desk.book.of(&ruleset)?.object_until(today);
        appraisals::give_time(work.connection, id, until, work.now).await?;
    }
    let ended = servant_accounts::ended(work.connection, servant).await?;
    give_case_time(work, servant, (today, ended), steps).await
}
