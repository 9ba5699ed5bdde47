use crate::{
    commands::seal_text,
    domain::key_post::Successor,
    error::{Error, TalentError},
    store::{servants, successors},
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// A nomination to take back.
pub struct WithdrawSuccessor {
    /// Nomination as it was read.
    pub successor: AsRead,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Takes a nomination back; it can still be read.
pub async fn withdraw_successor(work: &mut Work<'_>, input: WithdrawSuccessor) -> Result<Successor, Error> {
    let known = successors::get(work.connection, input.successor.id).await?.ok_or(TalentError::SuccessorNotFound)?;
    servants::lock(work.connection, known.servant).await?.ok_or(Error::ServantNotFound)?;
    let mut successor = successors::lock(work.connection, known.id).await?.ok_or(TalentError::SuccessorNotFound)?;
    input.successor.must_be(successor.version)?;
    successor.withdraw(&work.actor.subject, work.now)?;
    let sealed = seal_text(work, successor.id, &input.reason)?;
    successors::withdraw(work.connection, &mut successor, &sealed).await?;
    Ok(successor)
}
