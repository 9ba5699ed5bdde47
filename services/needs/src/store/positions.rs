//! `needs.positions`.

use crate::domain::position::Position;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// A position as an import brings it.
pub struct Imported {
    /// Unit.
    pub unit: Uuid,
    /// Title.
    pub title: String,
    /// People in it now.
    pub incumbents: i32,
    /// Job class, or 0.
    pub job_class: i32,
}

/// Adds positions, or brings those that exist up to date.
pub async fn upsert_all(connection: &mut PgConnection, positions: &[Imported], now: Timestamp) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = positions.iter().map(|_| Uuid::now_v7()).collect();
    let units: Vec<Uuid> = positions.iter().map(|position| position.unit).collect();
    let titles: Vec<String> = positions.iter().map(|position| position.title.clone()).collect();
    let incumbents: Vec<i32> = positions.iter().map(|position| position.incumbents).collect();
    let classes: Vec<i32> = positions.iter().map(|position| position.job_class).collect();
    sqlx::query!(
        "INSERT INTO needs.positions AS existing (position_id, unit_id, title, incumbents, job_class, version, create_time,
                                                  update_time)
         SELECT position_id, unit_id, title, incumbents, job_class, 1, $6, $6
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::int[])
              AS row (position_id, unit_id, title, incumbents, job_class)
         ON CONFLICT ON CONSTRAINT positions_title DO UPDATE
         SET incumbents = excluded.incumbents, job_class = excluded.job_class, update_time = excluded.update_time,
             version = existing.version + 1",
        &ids,
        &units,
        &titles,
        &incumbents,
        &classes,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Ids of positions by unit path and title, of those that exist.
pub async fn ids_of(
    connection: &mut PgConnection,
    paths: &[String],
    titles: &[String],
) -> sqlx::Result<HashMap<(String, String), Uuid>> {
    let rows = sqlx::query!(
        "SELECT path, title, position_id
         FROM needs.positions JOIN needs.units USING (unit_id)
              JOIN unnest($1::text[], $2::text[]) AS wanted (path, title) USING (path, title)
         WHERE units.instansi = current_setting('app.instansi')",
        paths,
        titles,
    );
    let rows = rows.fetch_all(connection).await?;
    Ok(rows.into_iter().map(|row| ((row.path, row.title), row.position_id)).collect())
}

struct Row {
    position_id: Uuid,
    unit_id: Uuid,
    path: String,
    title: String,
    job_class: i32,
    incumbents: i32,
    required: i32,
    pending: i64,
    fte: String,
    ruleset: String,
    compute_time: Option<jiff_sqlx::Timestamp>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Position {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let exact = |text: String| text.parse().map_err(|_| super::unknown("fraction", &text));
        Ok(Self {
            id: row.position_id,
            unit: row.unit_id,
            unit_path: row.path,
            title: row.title,
            job_class: row.job_class,
            incumbents: row.incumbents,
            required: row.required,
            pending: i32::try_from(row.pending).unwrap_or(i32::MAX),
            full_time_equivalent: (!row.fte.is_empty()).then(|| exact(row.fte)).transpose()?,
            ruleset: row.ruleset,
            compute_time: row.compute_time.map(jiff_sqlx::Timestamp::to_jiff),
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

/// Reads positions by id, in any order.
pub async fn get_all(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Position>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT position_id, unit_id, path, title, job_class, incumbents, required, fte, ruleset, compute_time, version,
                  positions.create_time, update_time,
                  (SELECT coalesce(sum(seats - filled), 0) FROM needs.needs
                   WHERE needs.position_id = positions.position_id) AS "pending!"
           FROM needs.positions JOIN needs.units USING (unit_id) WHERE position_id = ANY ($1)"#,
        ids,
    );
    rows.fetch_all(connection).await?.into_iter().map(Position::try_from).collect()
}

/// Reads a position.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Position>> {
    Ok(get_all(connection, &[id]).await?.pop())
}

/// Holds the rows of positions until the transaction ends, always in the same order. Rows that refer to them may still be
/// added.
pub async fn lock_all(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "SELECT FROM needs.positions WHERE position_id = ANY ($1) ORDER BY position_id FOR NO KEY UPDATE",
        ids,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists positions, first imported first; without a unit those of all.
pub async fn list(
    connection: &mut PgConnection,
    unit: Option<Uuid>,
    lacking: bool,
    page: &Page,
) -> sqlx::Result<Vec<Position>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT position_id, unit_id, path, title, job_class, incumbents, required, fte, ruleset, compute_time, version,
                  positions.create_time, update_time,
                  (SELECT coalesce(sum(seats - filled), 0) FROM needs.needs
                   WHERE needs.position_id = positions.position_id) AS "pending!"
           FROM needs.positions JOIN needs.units USING (unit_id)
           WHERE positions.instansi = current_setting('app.instansi')
             AND (positions.create_time, position_id) > ($1, $2)
             AND ($3::uuid IS NULL OR unit_id = $3) AND (NOT $4 OR required > incumbents)
           ORDER BY positions.create_time, position_id LIMIT $5"#,
        page.after_time().to_sqlx() as _,
        page.after.1,
        unit,
        lacking,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Position::try_from).collect()
}

/// Adds `change` people to a position; never fewer than none. Returns whether the position exists.
pub async fn change_incumbents(
    connection: &mut PgConnection,
    id: Uuid,
    change: i32,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let changed = sqlx::query!(
        "UPDATE needs.positions SET incumbents = greatest(incumbents + $2, 0), version = version + 1, update_time = $3
         WHERE position_id = $1",
        id,
        change,
        now.to_sqlx() as _,
    );
    Ok(changed.execute(connection).await?.rows_affected() == 1)
}
