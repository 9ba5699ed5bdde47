//! `career.placements`: who holds which seat, and when.

use crate::domain::servant::Placement;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// The lowest seat of a position that is free from `start` on. Waits for others who look for one at the same position.
pub async fn free_seat(connection: &mut PgConnection, position: &str, start: Date) -> sqlx::Result<i32> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", position).execute(&mut *connection).await?;
    let seat = sqlx::query_scalar!(
        r#"WITH held AS (
               SELECT seat FROM career.placements WHERE position = $1 AND valid && daterange($2, NULL)
           )
           SELECT min(candidate) AS "seat!" FROM generate_series(1, (SELECT count(*)::int + 1 FROM held)) AS candidate
           WHERE candidate NOT IN (SELECT seat FROM held)"#,
        position,
        start.to_sqlx() as _,
    );
    seat.fetch_one(connection).await
}

/// Gives a seat to a servant.
pub async fn insert(
    connection: &mut PgConnection,
    servant: Uuid,
    placement: &Placement,
    caused_by: Option<Uuid>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.placements (position, seat, servant_id, valid, caused_by)
         VALUES ($1, $2, $3, daterange($4, $5, '[]'), $6)",
        placement.position,
        placement.seat,
        servant,
        placement.start.to_sqlx() as _,
        placement.end.map(ToSqlx::to_sqlx) as _,
        caused_by,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The seat a servant holds without an end.
pub async fn current(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Option<Placement>> {
    let row = sqlx::query!(
        r#"SELECT position, seat, lower(valid) AS "start!: jiff_sqlx::Date" FROM career.placements
           WHERE servant_id = $1 AND upper_inf(valid)"#,
        servant,
    );
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| Placement { position: row.position, seat: row.seat, start: row.start.to_jiff(), end: None }))
}

/// Ends the seat a servant holds.
pub async fn end(connection: &mut PgConnection, servant: Uuid, last_day: Date, reason: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.placements SET valid = daterange(lower(valid), $2, '[]'), end_reason = $3
         WHERE servant_id = $1 AND upper_inf(valid)",
        servant,
        last_day.to_sqlx() as _,
        reason,
    )
    .execute(connection)
    .await?;
    Ok(())
}
