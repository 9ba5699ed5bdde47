//! `career.successors`: whom people named for key posts. Reasons are sealed.

use crate::{
    domain::key_post::Successor,
    store::{joined, split, unsealed},
};
use jiff_sqlx::ToSqlx;
use platform::{
    page::Page,
    sensitive::{Sealed, Sensitive, Vault},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a nomination. The index `one_nomination_a_person` refuses a second one that stands.
pub async fn insert(connection: &mut PgConnection, successor: &Successor, reason: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.successors (successor_id, key_post_id, servant_id, state, score, place, ruleset, nominated_by,
                                        reason_key, reason_sealed, version, create_time, update_time, cleared)
         VALUES ($1, $2, $3, 'nominated', $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)",
        successor.id,
        successor.key_post,
        successor.servant,
        successor.score,
        successor.place,
        successor.ruleset,
        successor.nominated_by,
        reason.key,
        reason.data,
        successor.version,
        successor.create_time.to_sqlx() as _,
        joined(&successor.cleared),
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    successor_id: Uuid,
    key_post_id: Uuid,
    servant_id: Uuid,
    state: String,
    score: String,
    place: i64,
    cleared: String,
    ruleset: String,
    nominated_by: String,
    withdrawn_by: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl From<Row> for Successor {
    fn from(row: Row) -> Self {
        Self {
            id: row.successor_id,
            key_post: row.key_post_id,
            servant: row.servant_id,
            nominated: row.state == "nominated",
            score: row.score,
            place: row.place,
            cleared: split(&row.cleared),
            ruleset: row.ruleset,
            nominated_by: row.nominated_by,
            withdrawn_by: row.withdrawn_by,
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        }
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT successor_id, key_post_id, servant_id, state, score, place, cleared, ruleset, nominated_by,
                      withdrawn_by, version,
                      create_time AS "create_time: jiff_sqlx::Timestamp", update_time AS "update_time: jiff_sqlx::Timestamp"
               FROM career.successors "# + $rest,
            $($argument),*
        )
    };
}

/// One nomination.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Successor>> {
    let row = select!("WHERE successor_id = $1", id);
    Ok(row.fetch_optional(connection).await?.map(Successor::from))
}

/// Reads a nomination and holds its row until the transaction ends. The servant's row is locked before.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Successor>> {
    let row = select!("WHERE successor_id = $1 FOR UPDATE", id);
    Ok(row.fetch_optional(connection).await?.map(Successor::from))
}

/// Lists the nominations of a key post, oldest first; with `withdrawn` also those that were taken back.
pub async fn list(
    connection: &mut PgConnection,
    key_post: Uuid,
    withdrawn: bool,
    page: &Page,
) -> sqlx::Result<Vec<Successor>> {
    let rows = select!(
        "WHERE key_post_id = $1 AND (create_time, successor_id) > ($2, $3) AND ($4 OR state = 'nominated')
         ORDER BY create_time, successor_id LIMIT $5",
        key_post,
        page.after_time().to_sqlx() as _,
        page.after.1,
        withdrawn,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(Successor::from).collect())
}

/// What a servant who is named for a position that is a key post was cleared of; none where nobody named the servant for it.
pub async fn cleared_for(
    connection: &mut PgConnection,
    servant: Uuid,
    position: &str,
) -> sqlx::Result<Option<Vec<String>>> {
    let cleared = sqlx::query_scalar!(
        "SELECT who.cleared FROM career.successors AS who
         JOIN career.key_posts AS post ON post.key_post_id = who.key_post_id
         WHERE who.servant_id = $1 AND who.state = 'nominated' AND post.position = $2 AND post.active",
        servant,
        position,
    );
    Ok(cleared.fetch_optional(connection).await?.map(|text| split(&text)))
}

/// Notes that a nomination was taken back, under its next version.
pub async fn withdraw(connection: &mut PgConnection, successor: &mut Successor, reason: &Sealed) -> sqlx::Result<()> {
    successor.version += 1;
    sqlx::query!(
        "UPDATE career.successors
         SET state = 'withdrawn', withdrawn_by = $2, withdraw_key = $3, withdraw_sealed = $4, version = $5, update_time = $6
         WHERE successor_id = $1",
        successor.id,
        successor.withdrawn_by,
        reason.key,
        reason.data,
        successor.version,
        successor.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Why somebody was named, and why it was taken back, opened. Whoever calls sees to it that the reading is audited.
pub async fn reasons(
    connection: &mut PgConnection,
    vault: &Vault,
    id: Uuid,
) -> sqlx::Result<(Sensitive<String>, Option<Sensitive<String>>)> {
    let row = sqlx::query!(
        "SELECT reason_key, reason_sealed, withdraw_key, withdraw_sealed FROM career.successors WHERE successor_id = $1",
        id,
    );
    let row = row.fetch_one(connection).await?;
    let open = |key: Vec<u8>, data: Vec<u8>| {
        let sealed = Sealed { key, data };
        unsealed(vault, id, &sealed, |text| Some(text.to_owned())).map(Sensitive::new)
    };
    let withdrawn = if row.withdraw_key.is_empty() { None } else { Some(open(row.withdraw_key, row.withdraw_sealed)?) };
    Ok((open(row.reason_key, row.reason_sealed)?, withdrawn))
}
