use crate::store::{leaves, logs};
use ::proof::{SignedHead, Signer};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

/// Gives the waiting leaves of a log their positions and signs its new head. One at a time for each log; those who add leaves
/// do not wait for it.
pub async fn sequence_log(
    connection: &mut PgConnection,
    vacancy: Uuid,
    log: String,
    now: Timestamp,
    signer: &Signer,
) -> sqlx::Result<()> {
    let mut tree = logs::lock(connection, vacancy).await?;
    let added = leaves::number_pending(connection, vacancy, tree.size().cast_signed()).await?;
    if added.is_empty() {
        return Ok(());
    }
    for hash in added {
        tree.push(hash);
    }
    logs::save(connection, vacancy, &tree).await?;
    let head = SignedHead::sign(log, tree.size(), tree.root(), now, signer);
    logs::insert_head(connection, vacancy, &head).await
}
