use crate::{
    error::Error,
    store::{keys, leaves, logs},
};
use ::proof::{SignedHead, Signer};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

/// Gives the waiting leaves of a log their positions and signs its new head. One at a time for each log; those who add leaves
/// do not wait for it. Heads are kept for ever: a replica whose key another one has replaced signs none.
pub async fn sequence_log(
    connection: &mut PgConnection,
    vacancy: Uuid,
    log: String,
    now: Timestamp,
    signer: &Signer,
) -> Result<(), Error> {
    let mut tree = logs::lock(connection, vacancy).await?;
    let added = leaves::number_pending(connection, vacancy, tree.size().cast_signed()).await?;
    if added.is_empty() {
        return Ok(());
    }
    if !keys::counts(connection, signer.key_id(), now).await? {
        let ended =
            format!("secrets.signing_key: key {} was replaced, and this replica still signs with it", signer.key_id());
        return Err(Error::internal(ended));
    }
    for hash in added {
        tree.push(hash);
    }
    logs::save(connection, vacancy, &tree).await?;
    let head = SignedHead::sign(log, tree.size(), tree.root(), now, signer);
    Ok(logs::insert_head(connection, vacancy, &head).await?)
}
