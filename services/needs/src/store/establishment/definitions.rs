//! `needs.positions` as the others are told of them.

use crate::domain::position_definition::PositionDefinition;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::Locked;
use sqlx::PgConnection;
use uuid::Uuid;

/// The next positions that are new or other than what was told, their rows held until the transaction ends.
pub async fn lock_untold(connection: &mut PgConnection, most: i64) -> sqlx::Result<Vec<Locked<PositionDefinition>>> {
    let rows = sqlx::query!(
        "SELECT position_id, version, title, unit_id, path, sector, job_type, job_level, job_class
         FROM needs.positions JOIN needs.units USING (unit_id)
         WHERE positions.instansi = current_setting('app.instansi') AND NOT told
         ORDER BY position_id LIMIT $1 FOR NO KEY UPDATE OF positions",
        most,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let definition = rows.map(|row| PositionDefinition {
        id: row.position_id,
        version: row.version,
        title: row.title,
        unit: row.unit_id,
        unit_path: row.path,
        sector: row.sector,
        job_type: row.job_type,
        job_level: row.job_level,
        job_class: row.job_class,
    });
    Ok(definition.map(Locked::held).collect())
}

/// Notes that positions were told as they are.
pub async fn note_told(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!("UPDATE needs.positions SET told = true WHERE position_id = ANY ($1)", ids)
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes that the positions of units are other than what was told, because the units are.
pub async fn unit_changed(connection: &mut PgConnection, units: &[Uuid], now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE needs.positions SET told = false, version = version + 1, update_time = $2 WHERE unit_id = ANY ($1)",
        units,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How many positions are still to be told.
pub async fn count_untold(connection: &mut PgConnection) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM needs.positions
           WHERE instansi = current_setting('app.instansi') AND NOT told"#,
    );
    count.fetch_one(connection).await
}
