//! `career.placements`: who holds which post, and when.

use crate::{
    domain::{
        job::Job,
        placement::{Assignment, Placement},
    },
    store::{seats, unknown},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// The lowest seat of a position that is free from `start` on. Waits for others who look for one at the same position.
pub async fn free_seat(connection: &mut PgConnection, position: &str, start: Date) -> sqlx::Result<i32> {
    seats::lock_position(&mut *connection, position).await?;
    lowest_free(connection, position, start).await
}

/// The same for whoever holds the position or all seats already.
pub async fn lowest_free(connection: &mut PgConnection, position: &str, start: Date) -> sqlx::Result<i32> {
    let seat = sqlx::query_scalar!(
        r#"WITH held AS (
               SELECT DISTINCT seat FROM career.placements
               WHERE position = $1 AND valid && daterange($2, NULL) AND superseded_time IS NULL
                 AND assignment = 'definitive'
           ), closed AS (
               SELECT seat FROM held
               UNION SELECT seat FROM career.exits
               WHERE position = $1 AND seat > 0 AND state = 'applied' AND need_effect = 'abolish'
           )
           SELECT min(candidate) AS "seat!" FROM generate_series(1, (SELECT count(*)::int + 1 FROM closed)) AS candidate
           WHERE candidate NOT IN (SELECT seat FROM closed)"#,
        position,
        start.to_sqlx() as _,
    );
    seat.fetch_one(connection).await
}

/// Adds a post. The constraints `one_holder_a_seat` and `one_post_a_person` refuse a second one at the same time.
pub async fn insert(connection: &mut PgConnection, placement: &Placement, caused_by: Option<Uuid>) -> sqlx::Result<()> {
    let (kind, level) = placement.job.map(Job::texts).unwrap_or_default();
    sqlx::query!(
        "INSERT INTO career.placements (placement_id, servant_id, position, seat, assignment, title, unit_path, job_type,
                                        job_level, job_class, mutation, valid, decree_number, decree_date, record_time,
                                        caused_by, end_reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, daterange($12, $13, '[]'), $14, $15, $16, $17, $18)",
        placement.id,
        placement.servant,
        placement.position,
        placement.seat,
        placement.assignment.as_str(),
        placement.title,
        placement.unit_path,
        kind,
        level,
        placement.job_class,
        placement.mutation,
        placement.start.to_sqlx() as _,
        placement.end.map(ToSqlx::to_sqlx) as _,
        placement.decree_number,
        placement.decree_date.map(ToSqlx::to_sqlx) as _,
        placement.record_time.to_sqlx() as _,
        caused_by,
        placement.end_reason,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    placement_id: Uuid,
    servant_id: Uuid,
    position: String,
    seat: i32,
    assignment: String,
    title: String,
    unit_path: String,
    job_type: String,
    job_level: String,
    job_class: i32,
    mutation: String,
    start: jiff_sqlx::Date,
    after: Option<jiff_sqlx::Date>,
    decree_number: String,
    decree_date: Option<jiff_sqlx::Date>,
    end_reason: String,
    record_time: jiff_sqlx::Timestamp,
    superseded_time: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for Placement {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.placement_id,
            servant: row.servant_id,
            position: row.position,
            seat: row.seat,
            assignment: Assignment::parse(&row.assignment).ok_or_else(|| unknown("assignment", &row.assignment))?,
            title: row.title,
            unit_path: row.unit_path,
            job: Job::parse(&row.job_type, &row.job_level),
            job_class: row.job_class,
            mutation: row.mutation,
            start: row.start.to_jiff(),
            end: super::last_day(row.after)?,
            decree_number: row.decree_number,
            decree_date: row.decree_date.map(jiff_sqlx::Date::to_jiff),
            end_reason: row.end_reason,
            record_time: row.record_time.to_jiff(),
            superseded_time: row.superseded_time.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT placement_id, servant_id, position, seat, assignment, title, unit_path, job_type, job_level, job_class,
                      mutation, lower(valid) AS "start!: jiff_sqlx::Date", upper(valid) AS "after: jiff_sqlx::Date",
                      decree_number, decree_date AS "decree_date: jiff_sqlx::Date", end_reason,
                      record_time AS "record_time: jiff_sqlx::Timestamp",
                      superseded_time AS "superseded_time: jiff_sqlx::Timestamp"
               FROM career.placements "# + $rest,
            $($argument),*
        )
    };
}

/// One row.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Placement>> {
    let row = select!("WHERE placement_id = $1", id);
    row.fetch_optional(connection).await?.map(Placement::try_from).transpose()
}

/// The post a servant holds definitively on a day.
pub async fn on(connection: &mut PgConnection, servant: Uuid, day: Date) -> sqlx::Result<Option<Placement>> {
    let row = select!(
        "WHERE servant_id = $1 AND valid @> $2::date AND superseded_time IS NULL AND assignment = 'definitive'",
        servant,
        day.to_sqlx() as _,
    );
    row.fetch_optional(connection).await?.map(Placement::try_from).transpose()
}

/// Every post a servant held on a day, the definitive one first, as far as it was known at an instant.
pub async fn on_known(
    connection: &mut PgConnection,
    servant: Uuid,
    day: Date,
    known: Timestamp,
) -> sqlx::Result<Vec<Placement>> {
    let rows = select!(
        "WHERE servant_id = $1 AND valid @> $2::date AND record_time <= $3
           AND (superseded_time IS NULL OR superseded_time > $3)
         ORDER BY assignment <> 'definitive', placement_id",
        servant,
        day.to_sqlx() as _,
        known.to_sqlx() as _,
    );
    rows.fetch_all(connection).await?.into_iter().map(Placement::try_from).collect()
}

/// The post a servant holds definitively without an end, even where it begins later.
pub async fn current(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Option<Placement>> {
    let row = select!(
        "WHERE servant_id = $1 AND upper_inf(valid) AND superseded_time IS NULL AND assignment = 'definitive'",
        servant,
    );
    row.fetch_optional(connection).await?.map(Placement::try_from).transpose()
}

/// Whether `superior` holds a post on `day` in the unit of the other's definitive post, or in one above it.
pub async fn is_of_unit(connection: &mut PgConnection, superior: Uuid, servant: Uuid, day: Date) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT FROM career.placements AS above JOIN career.positions AS theirs ON theirs.position = above.position
               JOIN career.placements AS below ON below.servant_id = $2
               JOIN career.positions AS own ON own.position = below.position
               WHERE above.servant_id = $1 AND above.superseded_time IS NULL AND above.valid @> $3::date
                 AND below.superseded_time IS NULL AND below.valid @> $3::date AND below.assignment = 'definitive'
                 AND (own.unit = theirs.unit OR starts_with(own.unit_path, theirs.unit_path || ' | '))
           ) AS "found!""#,
        superior,
        servant,
        day.to_sqlx() as _,
    );
    found.fetch_one(connection).await
}

/// The same of many servants, by servant.
pub async fn current_of(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Placement>> {
    let rows = select!(
        "WHERE servant_id = ANY ($1) AND upper_inf(valid) AND superseded_time IS NULL AND assignment = 'definitive'",
        servants,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(Placement::try_from);
    rows.map(|row| row.map(|row| (row.servant, row))).collect()
}

/// The first definitive post of a servant that is held at the same time.
pub async fn overlapping(
    connection: &mut PgConnection,
    servant: Uuid,
    start: Date,
    end: Option<Date>,
) -> sqlx::Result<Option<Placement>> {
    let row = select!(
        "WHERE servant_id = $1 AND superseded_time IS NULL AND assignment = 'definitive'
           AND valid && daterange($2, $3, '[]')
         ORDER BY lower(valid) LIMIT 1",
        servant,
        start.to_sqlx() as _,
        end.map(ToSqlx::to_sqlx) as _,
    );
    row.fetch_optional(connection).await?.map(Placement::try_from).transpose()
}

/// Whoever holds a seat first from `start` to `end`. Whoever calls holds the position or all seats.
pub async fn holder_of(
    connection: &mut PgConnection,
    position: &str,
    seat: i32,
    start: Date,
    end: Option<Date>,
) -> sqlx::Result<Option<Placement>> {
    let row = select!(
        "WHERE position = $1 AND seat = $2 AND superseded_time IS NULL AND assignment = 'definitive'
           AND valid && daterange($3, $4, '[]')
         ORDER BY lower(valid) LIMIT 1",
        position,
        seat,
        start.to_sqlx() as _,
        end.map(ToSqlx::to_sqlx) as _,
    );
    row.fetch_optional(connection).await?.map(Placement::try_from).transpose()
}

/// Who holds seats of a position today or later, by id.
pub async fn holders(connection: &mut PgConnection, position: &str) -> sqlx::Result<Vec<Uuid>> {
    let holders = sqlx::query_scalar!(
        "SELECT DISTINCT servant_id FROM career.placements
         WHERE position = $1 AND upper_inf(valid) AND superseded_time IS NULL AND assignment = 'definitive'
         ORDER BY servant_id",
        position,
    );
    holders.fetch_all(connection).await
}

/// Everybody on a position today or later, whatever the assignment.
pub async fn people_on(connection: &mut PgConnection, position: &str) -> sqlx::Result<Vec<Uuid>> {
    let people = sqlx::query_scalar!(
        "SELECT DISTINCT servant_id FROM career.placements
         WHERE position = $1 AND upper_inf(valid) AND superseded_time IS NULL ORDER BY servant_id",
        position,
    );
    people.fetch_all(connection).await
}

/// Whether a servant ever held a seat: then the others know of the servant.
pub async fn ever_seated(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<bool> {
    let seated = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM career.placements WHERE servant_id = $1 AND seat > 0) AS "seated!""#,
        servant,
    );
    seated.fetch_one(connection).await
}

/// Every post of a servant, oldest row first; with `superseded` also those that another row took the place of.
pub async fn list(
    connection: &mut PgConnection,
    servant: Uuid,
    superseded: bool,
    page: &Page,
) -> sqlx::Result<Vec<Placement>> {
    let rows = select!(
        "WHERE servant_id = $1 AND ($2 OR superseded_time IS NULL) AND placement_id > $3
         ORDER BY placement_id LIMIT $4",
        servant,
        superseded,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Placement::try_from).collect()
}

/// The posts of servants that stand, by servant and first day.
pub async fn of_servants(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<Vec<Placement>> {
    let rows =
        select!("WHERE servant_id = ANY ($1) AND superseded_time IS NULL ORDER BY servant_id, lower(valid)", servants,);
    rows.fetch_all(connection).await?.into_iter().map(Placement::try_from).collect()
}

/// Ends the post a servant holds definitively, by a row of its own, so that what was known before can be read.
pub async fn end(
    connection: &mut PgConnection,
    servant: Uuid,
    last_day: Date,
    reason: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    match current(&mut *connection, servant).await? {
        Some(held) => end_row(connection, held.id, last_day, reason, now).await,
        None => Ok(()),
    }
}

/// Ends every post that reaches past a day, the definitive one among them, by rows of their own.
pub async fn end_all(
    connection: &mut PgConnection,
    servant: Uuid,
    last_day: Date,
    reason: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    let rows = sqlx::query_scalar!(
        "SELECT placement_id FROM career.placements
         WHERE servant_id = $1 AND superseded_time IS NULL AND lower(valid) <= $2::date
           AND (upper_inf(valid) OR upper(valid) > $2::date + 1)
         ORDER BY placement_id",
        servant,
        last_day.to_sqlx() as _,
    );
    for row in rows.fetch_all(&mut *connection).await? {
        end_row(&mut *connection, row, last_day, reason, now).await?;
    }
    Ok(())
}

/// Posts of a servant that stand and begin after a day.
pub async fn beginning_after(connection: &mut PgConnection, servant: Uuid, day: Date) -> sqlx::Result<Vec<Uuid>> {
    let rows = sqlx::query_scalar!(
        "SELECT placement_id FROM career.placements
         WHERE servant_id = $1 AND superseded_time IS NULL AND lower(valid) > $2::date ORDER BY placement_id",
        servant,
        day.to_sqlx() as _,
    );
    rows.fetch_all(connection).await
}

/// Puts a row that ends on `last_day` in the place of this one.
async fn end_row(
    connection: &mut PgConnection,
    id: Uuid,
    last_day: Date,
    reason: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    supersede(&mut *connection, id, now).await?;
    sqlx::query!(
        "INSERT INTO career.placements (placement_id, servant_id, position, seat, assignment, title, unit_path, job_type,
                                        job_level, job_class, mutation, valid, decree_number, decree_date, record_time,
                                        caused_by, end_reason)
         SELECT $2::uuid, servant_id, position, seat, assignment, title, unit_path, job_type, job_level, job_class, mutation,
                daterange(lower(valid), $3::date, '[]'), decree_number, decree_date, $4::timestamptz, caused_by, $5::text
         FROM career.placements WHERE placement_id = $1",
        id,
        Uuid::now_v7(),
        last_day.to_sqlx() as _,
        now.to_sqlx() as _,
        reason,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that another row takes the place of this one. Returns whether it stood until now.
pub async fn supersede(connection: &mut PgConnection, id: Uuid, now: Timestamp) -> sqlx::Result<bool> {
    let superseded = sqlx::query!(
        "UPDATE career.placements SET superseded_time = $2 WHERE placement_id = $1 AND superseded_time IS NULL",
        id,
        now.to_sqlx() as _,
    );
    Ok(superseded.execute(connection).await?.rows_affected() == 1)
}

/// Writes what needs told of a position into the posts on it that began before it was told.
pub async fn fill_in(connection: &mut PgConnection, position: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.placements AS held
         SET title = told.title, unit_path = told.unit_path, job_type = told.job_type, job_level = told.job_level,
             job_class = told.job_class
         FROM career.positions AS told
         WHERE told.position = $1 AND held.position = $1 AND held.title = ''",
        position,
    )
    .execute(connection)
    .await?;
    Ok(())
}
