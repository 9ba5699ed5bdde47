//! `needs.deadline_extensions`.

use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// A later last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The last day.
    pub last_day: Date,
    /// By which letter and why.
    pub reason: String,
}

/// The extension of a year that counts, if there is one: each one was later than those before.
pub async fn latest(connection: &mut PgConnection, year: i32) -> sqlx::Result<Option<Extension>> {
    let row = sqlx::query!(
        "SELECT last_day, reason FROM needs.deadline_extensions
         WHERE instansi = current_setting('app.instansi') AND year = $1 ORDER BY last_day DESC LIMIT 1",
        year,
    );
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| Extension { last_day: row.last_day.to_jiff(), reason: row.reason }))
}

/// Adds an extension.
pub async fn insert(
    connection: &mut PgConnection,
    year: i32,
    extension: &Extension,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO needs.deadline_extensions (extension_id, year, last_day, reason, create_time)
         VALUES ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        year,
        extension.last_day.to_sqlx() as _,
        extension.reason,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lets one transaction at a time set the last day of a year.
pub async fn lock(connection: &mut PgConnection, year: i32) -> sqlx::Result<()> {
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtext('needs.deadlines ' || current_setting('app.instansi')), $1)",
        year,
    )
    .execute(connection)
    .await?;
    Ok(())
}
