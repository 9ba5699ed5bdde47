//! What the equity report knows beside pay: the last allowance, and awards.

use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Servants of the tenant after this one who were in service on a day, by id, whoever left since among them.
pub async fn ids_on(connection: &mut PgConnection, day: Date, after: Uuid, most: i64) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "SELECT servant_id FROM career.servants
         WHERE instansi = current_setting('app.instansi') AND appointment_date <= $1
           AND (last_day IS NULL OR last_day >= $1) AND servant_id > $2
         ORDER BY servant_id LIMIT $3",
        day.to_sqlx() as _,
        after,
        most,
    )
    .fetch_all(connection)
    .await
}

/// The last allowance of each servant up to a day, in rupiah.
pub async fn last_allowances(
    connection: &mut PgConnection,
    servants: &[Uuid],
    day: Date,
) -> sqlx::Result<HashMap<Uuid, i64>> {
    let rows = sqlx::query!(
        "SELECT DISTINCT ON (servant_id) servant_id, rupiah FROM career.allowances
         WHERE servant_id = ANY ($1) AND month <= $2::date AND superseded_time IS NULL ORDER BY servant_id, month DESC",
        servants,
        day.to_sqlx() as _,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.servant_id, row.rupiah)).collect())
}

/// Who of these got an approved award of the years from `first` to `last`.
pub async fn awarded(
    connection: &mut PgConnection,
    servants: &[Uuid],
    first: i32,
    last: i32,
) -> sqlx::Result<HashSet<Uuid>> {
    let rows = sqlx::query_scalar!(
        "SELECT DISTINCT one.servant_id FROM career.award_candidates AS one
         JOIN career.award_runs AS run ON run.run_id = one.run_id
         WHERE one.servant_id = ANY ($1) AND one.awarded AND run.approve_time IS NOT NULL AND run.year BETWEEN $2 AND $3",
        servants,
        first,
        last,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().collect())
}
