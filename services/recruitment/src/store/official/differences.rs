//! `recruitment.official_differences`: what the latest audit of a list found.

use crate::domain::audit::{Difference, Kind};
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Differences written by one statement: a list of a hundred thousand rows may have a million of them.
const CHUNK: usize = 10_000;

/// Replaces what an earlier audit of a list found.
pub async fn replace(connection: &mut PgConnection, list: Uuid, differences: &[Difference]) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM recruitment.official_differences WHERE list_id = $1", list)
        .execute(&mut *connection)
        .await?;
    let mut before = 0;
    for chunk in differences.chunks(CHUNK) {
        insert(connection, list, before, chunk).await?;
        before += CHUNK as i64;
    }
    Ok(())
}

/// Adds differences that follow those `before` them.
async fn insert(
    connection: &mut PgConnection,
    list: Uuid,
    before: i64,
    differences: &[Difference],
) -> sqlx::Result<()> {
    let text = |of: fn(&Difference) -> &str| -> Vec<String> {
        differences.iter().map(|difference| of(difference).to_owned()).collect()
    };
    sqlx::query!(
        "INSERT INTO recruitment.official_differences (list_id, number, row, participant_number, kind, field, printed,
                                                       computed)
         SELECT $1, $2 + number, row, participant_number, kind, field, printed, computed
         FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) WITH ORDINALITY
              AS new (row, participant_number, kind, field, printed, computed, number)",
        list,
        before,
        &differences.iter().map(|difference| difference.row).collect::<Vec<_>>(),
        &text(|difference| &difference.participant_number),
        &text(|difference| difference.kind.as_str()),
        &text(|difference| difference.field),
        &text(|difference| &difference.printed),
        &text(|difference| &difference.computed),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A difference as it is kept.
pub struct Kept {
    /// Number among the list's, from 1.
    pub number: i64,
    /// Row of the list.
    pub row: i64,
    /// Number of the participant.
    pub participant_number: String,
    /// What it is.
    pub kind: String,
    /// Field of the row.
    pub field: String,
    /// What the list prints.
    pub printed: String,
    /// What it should print.
    pub computed: String,
}

/// Lists what was found in a list, of one kind or of all.
pub async fn list(
    connection: &mut PgConnection,
    list: Uuid,
    kind: Option<Kind>,
    page: &Page,
) -> sqlx::Result<Vec<Kept>> {
    sqlx::query_as!(
        Kept,
        "SELECT number, row, participant_number, kind, field, printed, computed FROM recruitment.official_differences
         WHERE list_id = $1 AND number > $2 AND ($3::text IS NULL OR kind = $3) ORDER BY number LIMIT $4",
        list,
        page.after.0,
        kind.map(Kind::as_str),
        page.limit(),
    )
    .fetch_all(connection)
    .await
}

/// How often each kind was found, by list.
pub async fn count(connection: &mut PgConnection, lists: &[Uuid]) -> sqlx::Result<BTreeMap<Uuid, Vec<(String, i64)>>> {
    let rows = sqlx::query!(
        r#"SELECT list_id, kind, count(*) AS "count!" FROM recruitment.official_differences
           WHERE list_id = ANY ($1) GROUP BY list_id, kind ORDER BY list_id, kind"#,
        lists,
    );
    let mut counts: BTreeMap<Uuid, Vec<(String, i64)>> = BTreeMap::new();
    for row in rows.fetch_all(connection).await? {
        counts.entry(row.list_id).or_default().push((row.kind, row.count));
    }
    Ok(counts)
}
