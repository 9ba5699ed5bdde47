use super::lock_transfer;
use crate::{commands::seal_text, domain::transfer::Transfer, error::Error, store::transfers};
use platform::{AsRead, Work, sensitive::Sensitive};

/// A transfer that does not take place.
pub struct RejectTransfer {
    /// Transfer as it was read.
    pub transfer: AsRead,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Ends a transfer without a decree.
pub async fn reject_transfer(work: &mut Work<'_>, input: RejectTransfer) -> Result<Transfer, Error> {
    let (_, mut transfer) = lock_transfer(work, input.transfer).await?;
    transfer.reject(&work.actor.subject, work.now)?;
    transfers::update(work.connection, &mut transfer).await?;
    let sealed = seal_text(work, transfer.id, &input.reason)?;
    transfers::save_rejection(work.connection, transfer.id, &sealed).await?;
    Ok(transfer)
}
