//! `recruitment.internship_logbook`: what interns write, sealed.

use crate::domain::intern::LogbookEntry;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds an entry. The constraint `one_entry_a_week` refuses a second one of a week.
pub async fn insert(connection: &mut PgConnection, entry: &LogbookEntry, text: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.internship_logbook (entry_id, internship_id, week, text_key, text_sealed, version)
         VALUES ($1, $2, $3, $4, $5, $6)",
        entry.id,
        entry.internship_id,
        entry.week,
        text.key,
        text.data,
        entry.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Reads an entry and its sealed text, and holds its row until the transaction ends. Lock the internship first.
pub async fn lock(
    connection: &mut PgConnection,
    internship: Uuid,
    id: Uuid,
) -> sqlx::Result<Option<(LogbookEntry, Sealed)>> {
    let row = sqlx::query!(
        "SELECT week, text_key, text_sealed, countersign_time AS \"countersign_time: jiff_sqlx::Timestamp\", version
         FROM recruitment.internship_logbook WHERE entry_id = $1 AND internship_id = $2 FOR UPDATE",
        id,
        internship,
    );
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| {
        let countersign_time = row.countersign_time.map(|time| time.to_jiff());
        let entry =
            LogbookEntry { id, internship_id: internship, week: row.week, countersign_time, version: row.version };
        (entry, Sealed { key: row.text_key, data: row.text_sealed })
    }))
}

/// Saves an entry under its next version.
pub async fn update(connection: &mut PgConnection, entry: &mut LogbookEntry) -> sqlx::Result<()> {
    entry.version += 1;
    sqlx::query!(
        "UPDATE recruitment.internship_logbook SET countersign_time = $2, version = $3 WHERE entry_id = $1",
        entry.id,
        entry.countersign_time.map(ToSqlx::to_sqlx) as _,
        entry.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists the entries of an internship with their sealed texts, by week.
pub async fn list(
    connection: &mut PgConnection,
    internship: Uuid,
    page: &Page,
) -> sqlx::Result<Vec<(LogbookEntry, Sealed)>> {
    let rows = sqlx::query!(
        "SELECT entry_id, week, text_key, text_sealed,
                countersign_time AS \"countersign_time: jiff_sqlx::Timestamp\", version
         FROM recruitment.internship_logbook WHERE internship_id = $1 AND week > $2::bigint ORDER BY week LIMIT $3",
        internship,
        page.after.0,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let (id, countersign_time) = (row.entry_id, row.countersign_time.map(|time| time.to_jiff()));
        let entry =
            LogbookEntry { id, internship_id: internship, week: row.week, countersign_time, version: row.version };
        (entry, Sealed { key: row.text_key, data: row.text_sealed })
    });
    Ok(rows.collect())
}
