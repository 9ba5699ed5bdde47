//! `needs.positions`.

use crate::domain::{
    job::{Job, LEVELS, TYPES},
    position::Position,
};
use jiff::{Timestamp, civil::Date};
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
    /// People in it on that day.
    pub incumbents: i32,
    /// Day for which they were counted.
    pub incumbents_date: Date,
    /// Job class, or 0.
    pub job_class: i32,
    /// Kind of job.
    pub job: Option<Job>,
}

/// Adds positions, or brings those that exist up to date: what is not said stays, and who came or went after the count
/// counts on top of it. What is another position than was told is to be told again. Whoever calls holds the rows of those that
/// exist, so that nobody comes or goes meanwhile.
pub async fn upsert_all(connection: &mut PgConnection, positions: &[Imported], now: Timestamp) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = positions.iter().map(|_| Uuid::now_v7()).collect();
    let units: Vec<Uuid> = positions.iter().map(|position| position.unit).collect();
    let titles: Vec<String> = positions.iter().map(|position| position.title.clone()).collect();
    let incumbents: Vec<i32> = positions.iter().map(|position| position.incumbents).collect();
    let dates: Vec<jiff_sqlx::Date> = positions.iter().map(|position| position.incumbents_date.to_sqlx()).collect();
    let classes: Vec<i32> = positions.iter().map(|position| position.job_class).collect();
    let kinds: Vec<String> = positions.iter().map(|position| job_to_text(position.job).0.to_owned()).collect();
    let levels: Vec<String> = positions.iter().map(|position| job_to_text(position.job).1.to_owned()).collect();
    sqlx::query!(
        "INSERT INTO needs.positions AS existing (position_id, unit_id, title, incumbents, incumbents_date, job_class, job_type,
                                                  job_level, version, create_time, update_time)
         SELECT position_id, unit_id, title, incumbents, incumbents_date, job_class, job_type, job_level, 1, $9, $9
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::date[], $6::int[], $7::text[], $8::text[])
              AS row (position_id, unit_id, title, incumbents, incumbents_date, job_class, job_type, job_level)
         ON CONFLICT ON CONSTRAINT positions_title DO UPDATE
         SET (incumbents, moved) = (SELECT greatest(0, excluded.incumbents + coalesce(sum(change), 0)), coalesce(sum(change), 0)
                                    FROM needs.incumbent_changes AS known
                                    WHERE known.position_id = existing.position_id AND day > excluded.incumbents_date),
             incumbents_date = excluded.incumbents_date,
             told = existing.told AND excluded.job_class IN (0, existing.job_class)
                    AND (excluded.job_type = ''
                         OR (excluded.job_type, excluded.job_level) = (existing.job_type, existing.job_level)),
             job_class = CASE excluded.job_class WHEN 0 THEN existing.job_class ELSE excluded.job_class END,
             job_type = CASE excluded.job_type WHEN '' THEN existing.job_type ELSE excluded.job_type END,
             job_level = CASE excluded.job_type WHEN '' THEN existing.job_level ELSE excluded.job_level END,
             update_time = excluded.update_time, version = existing.version + 1",
        &ids,
        &units,
        &titles,
        &incumbents,
        &dates as _,
        &classes,
        &kinds,
        &levels,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// For which day the incumbents of positions were counted.
pub async fn dates_of(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Option<Date>>> {
    let rows =
        sqlx::query!("SELECT position_id, incumbents_date FROM needs.positions WHERE position_id = ANY ($1)", ids);
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.position_id, row.incumbents_date.map(jiff_sqlx::Date::to_jiff))).collect())
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
    job_type: String,
    job_level: String,
    incumbents: i32,
    incumbents_date: Option<jiff_sqlx::Date>,
    moved: i32,
    required: i32,
    pending: i64,
    fte: String,
    ruleset: String,
    compute_time: Option<jiff_sqlx::Timestamp>,
    stale: bool,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Position {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let exact = |text: String| text.parse().map_err(|_| crate::store::unknown("fraction", &text));
        Ok(Self {
            id: row.position_id,
            unit: row.unit_id,
            unit_path: row.path,
            title: row.title,
            job_class: row.job_class,
            job: job_from_text(&row.job_type, &row.job_level)?,
            incumbents: row.incumbents,
            incumbents_date: row.incumbents_date.map(jiff_sqlx::Date::to_jiff),
            moved: row.moved,
            required: row.required,
            pending: i32::try_from(row.pending).unwrap_or(i32::MAX),
            full_time_equivalent: (!row.fte.is_empty()).then(|| exact(row.fte)).transpose()?,
            ruleset: row.ruleset,
            compute_time: row.compute_time.map(jiff_sqlx::Timestamp::to_jiff),
            stale: row.stale,
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
        r#"SELECT position_id, unit_id, path, title, job_class, job_type, job_level, incumbents, incumbents_date,
                  moved, required, fte, ruleset, compute_time, version,
                  stale, positions.create_time, update_time,
                  (SELECT coalesce(sum(seats - filled - lapsed), 0) FROM needs.needs
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
        r#"SELECT position_id, unit_id, path, title, job_class, job_type, job_level, incumbents, incumbents_date,
                  moved, required, fte, ruleset, compute_time, version,
                  stale, positions.create_time, update_time,
                  (SELECT coalesce(sum(seats - filled - lapsed), 0) FROM needs.needs
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

/// Adds `change` people to a position on `day`; never fewer than none. Whoever came before the count was counted already:
/// that is noted and changes nothing. Returns whether the position exists.
pub async fn change_incumbents(
    connection: &mut PgConnection,
    id: Uuid,
    day: Date,
    change: i32,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let changed = sqlx::query!(
        "WITH noted AS (
             INSERT INTO needs.incumbent_changes AS known (position_id, day, change)
             SELECT position_id, $2, $3 FROM needs.positions WHERE position_id = $1
             ON CONFLICT (position_id, day) DO UPDATE SET change = known.change + excluded.change
         )
         UPDATE needs.positions
         SET incumbents = CASE WHEN incumbents_date >= $2 THEN incumbents ELSE greatest(incumbents + $3, 0) END,
             moved = CASE WHEN incumbents_date >= $2 THEN moved ELSE moved + $3 END,
             version = version + 1, update_time = $4
         WHERE position_id = $1",
        id,
        day.to_sqlx() as _,
        change,
        now.to_sqlx() as _,
    );
    Ok(changed.execute(connection).await?.rows_affected() == 1)
}

fn job_to_text(job: Option<Job>) -> (&'static str, &'static str) {
    let kind = TYPES.iter().find(|(kind, _)| job.is_some_and(|job| job.kind == *kind));
    let level = LEVELS.iter().find(|(level, _)| job.is_some_and(|job| job.level == Some(*level)));
    (kind.map_or("", |(_, text)| text), level.map_or("", |(_, text)| text))
}

fn job_from_text(kind: &str, level: &str) -> sqlx::Result<Option<Job>> {
    let known = TYPES.iter().find(|(_, text)| *text == kind).map(|(kind, _)| *kind);
    if known.is_none() && !kind.is_empty() {
        return Err(crate::store::unknown("kind of job", kind));
    }
    let level = LEVELS.iter().find(|(_, text)| *text == level).map(|(level, _)| *level);
    Job::new(known, level).map_err(|error| sqlx::Error::Decode(error.into()))
}
