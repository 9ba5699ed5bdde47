//! `career.key_posts`: positions for which successors are looked for.

use crate::domain::{job::Job, key_post::KeyPost, position::Position};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds a key post. The index `one_key_post_a_position` refuses a second one of a position.
pub async fn insert(connection: &mut PgConnection, key_post: &KeyPost) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.key_posts (key_post_id, position, reason, active, version, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $6)",
        key_post.id,
        key_post.position,
        key_post.reason,
        key_post.active,
        key_post.version,
        key_post.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    key_post_id: Uuid,
    position: String,
    reason: String,
    active: bool,
    draw_time: Option<jiff_sqlx::Timestamp>,
    draw_ruleset: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl From<Row> for KeyPost {
    fn from(row: Row) -> Self {
        Self {
            id: row.key_post_id,
            position: row.position,
            reason: row.reason,
            active: row.active,
            draw_time: row.draw_time.map(jiff_sqlx::Timestamp::to_jiff),
            draw_ruleset: row.draw_ruleset,
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
            r#"SELECT key_post_id, position, reason, active, draw_time AS "draw_time: jiff_sqlx::Timestamp", draw_ruleset,
                      version, create_time AS "create_time: jiff_sqlx::Timestamp",
                      update_time AS "update_time: jiff_sqlx::Timestamp"
               FROM career.key_posts "# + $rest,
            $($argument),*
        )
    };
}

/// One key post.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<KeyPost>> {
    let row = select!("WHERE key_post_id = $1", id);
    Ok(row.fetch_optional(connection).await?.map(KeyPost::from))
}

/// Reads a key post and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<KeyPost>> {
    let row = select!("WHERE key_post_id = $1 FOR UPDATE", id);
    Ok(row.fetch_optional(connection).await?.map(KeyPost::from))
}

/// Lists key posts, oldest first; with `ended` also those that are none any more.
pub async fn list(connection: &mut PgConnection, ended: bool, page: &Page) -> sqlx::Result<Vec<KeyPost>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, key_post_id) > ($1, $2) AND ($3 OR active)
         ORDER BY create_time, key_post_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        ended,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(KeyPost::from).collect())
}

/// Saves a key post under its next version.
pub async fn update(connection: &mut PgConnection, key_post: &mut KeyPost) -> sqlx::Result<()> {
    key_post.version += 1;
    sqlx::query!(
        "UPDATE career.key_posts SET active = $2, draw_time = $3, draw_ruleset = $4, version = $5, update_time = $6
         WHERE key_post_id = $1",
        key_post.id,
        key_post.active,
        key_post.draw_time.map(ToSqlx::to_sqlx) as _,
        key_post.draw_ruleset,
        key_post.version,
        key_post.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What needs told of these positions, by name.
pub async fn positions(connection: &mut PgConnection, names: &[String]) -> sqlx::Result<HashMap<String, Position>> {
    let rows = sqlx::query!(
        "SELECT position, version, title, unit, unit_path, sector, job_type, job_level, job_class FROM career.positions
         WHERE position = ANY ($1)",
        names,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let told = rows.map(|row| {
        let position = Position {
            name: row.position.clone(),
            version: row.version,
            title: row.title,
            unit: row.unit,
            unit_path: row.unit_path,
            sector: row.sector,
            job: Job::parse(&row.job_type, &row.job_level),
            job_class: row.job_class,
        };
        (row.position, position)
    });
    Ok(told.collect())
}
