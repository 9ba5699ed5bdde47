//! Imports of one kind one after the other: rows come in any order, and two imports that wait for each other's would end in a
//! deadlock.

use sqlx::PgConnection;

/// Waits until no other import of this kind runs in the tenant; until the transaction ends no other begins.
pub async fn take(connection: &mut PgConnection, kind: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended('evaluation imports ' || $1::text || ' of ' || current_setting('app.instansi'), 0))",
        kind,
    )
    .execute(connection)
    .await?;
    Ok(())
}
