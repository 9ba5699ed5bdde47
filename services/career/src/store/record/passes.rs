//! Passes over all servants of an instansi, part by part in the order of their ids.

use sqlx::PgConnection;
use uuid::Uuid;

/// Has the statements of this transaction planned for the tables as they are. A pass fills tables that may have been empty when
/// it began, and a plan kept from then would read the whole of them for every part.
pub async fn plan_afresh(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("SET LOCAL plan_cache_mode = force_custom_plan").execute(connection).await?;
    Ok(())
}

/// Servants of the tenant after this one who have not left, by id.
pub async fn ids_after(connection: &mut PgConnection, after: Uuid, most: i64) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "SELECT servant_id FROM career.servants
         WHERE instansi = current_setting('app.instansi') AND state <> 'left' AND servant_id > $1
         ORDER BY servant_id LIMIT $2",
        after,
        most,
    )
    .fetch_all(connection)
    .await
}
