use crate::{
    error::Error,
    store::{open_matters, promotions, successors, transfers},
};
use platform::Work;
use uuid::Uuid;

/// Why it comes to nothing, as the record says it.
pub(super) const REASON: &str = "the servant left the service";

/// Rejects the promotion and the transfer that are under way for who leaves, and takes nominations as a successor back: nobody
/// else could end them later, and none of them can take effect. Whoever calls holds the servant's row.
pub(super) async fn close_open_matters(work: &mut Work<'_>, servant: Uuid) -> Result<(), Error> {
    if let Some(id) = open_matters::promotion(work.connection, servant).await?
        && let Some(mut promotion) = promotions::lock(work.connection, id).await?
    {
        promotion.reject(work.now)?;
        promotions::update(work.connection, &mut promotion).await?;
        let sealed = work.vault.seal(id.as_bytes(), REASON.as_bytes())?;
        promotions::save_rejection(work.connection, id, &sealed).await?;
    }
    if let Some(id) = open_matters::transfer(work.connection, servant).await?
        && let Some(mut transfer) = transfers::lock(work.connection, id).await?
    {
        transfer.reject(&work.actor.subject, work.now)?;
        transfers::update(work.connection, &mut transfer).await?;
        let sealed = work.vault.seal(id.as_bytes(), REASON.as_bytes())?;
        transfers::save_rejection(work.connection, id, &sealed).await?;
    }
    for id in open_matters::nominations(work.connection, servant).await? {
        let Some(mut successor) = successors::lock(work.connection, id).await? else { continue };
        successor.withdraw(&work.actor.subject, work.now)?;
        let sealed = work.vault.seal(id.as_bytes(), REASON.as_bytes())?;
        successors::withdraw(work.connection, &mut successor, &sealed).await?;
    }
    Ok(())
}
