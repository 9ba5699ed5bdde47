use crate::{
    commands::seal_text,
    domain::raise::{Raise, RaiseRefusal},
    error::Error,
    store::{raises, servants},
};
use platform::{Work, sensitive::Sensitive};
use uuid::Uuid;

/// A raise that was recorded wrongly.
pub struct WithdrawRaise {
    /// The raise.
    pub raise: Uuid,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Withdraws the last raise of a servant; the ones before it are withdrawn after it.
pub async fn withdraw_raise(work: &mut Work<'_>, input: WithdrawRaise) -> Result<Raise, Error> {
    let known = raises::get(work.connection, input.raise).await?.ok_or(RaiseRefusal::NotFound)?;
    servants::lock(work.connection, known.servant).await?.ok_or(Error::ServantNotFound)?;
    let last = raises::latest(work.connection, known.servant).await?.ok_or(RaiseRefusal::NotFound)?;
    let raise = raises::get(work.connection, input.raise).await?.ok_or(RaiseRefusal::NotFound)?;
    if raise.withdraw_time.is_some() {
        return Err(RaiseRefusal::NotFound.into());
    }
    if last.id != raise.id {
        return Err(RaiseRefusal::Later(last.effective).into());
    }
    let reason = seal_text(work, raise.id, &input.reason)?;
    raises::withdraw(work.connection, raise.id, &reason, work.now).await?;
    Ok(Raise { withdraw_time: Some(work.now), ..raise })
}
