//! `career.ranks`: which grade, and when.

use crate::{
    domain::rank::{Rank, RankHeld},
    store::unknown,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a rank. The constraint `one_rank_a_person` refuses a second one at the same time.
pub async fn insert(connection: &mut PgConnection, rank: &RankHeld) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.ranks (rank_id, servant_id, rank, kind, valid, service_years, service_months, decree_number,
                                   decree_date, record_time)
         VALUES ($1, $2, $3, $4, daterange($5, $6, '[]'), $7, $8, $9, $10, $11)",
        rank.id,
        rank.servant,
        rank.rank.as_str(),
        rank.kind,
        rank.start.to_sqlx() as _,
        rank.end.map(ToSqlx::to_sqlx) as _,
        rank.service_years,
        rank.service_months,
        rank.decree_number,
        rank.decree_date.map(ToSqlx::to_sqlx) as _,
        rank.record_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    rank_id: Uuid,
    servant_id: Uuid,
    rank: String,
    kind: String,
    start: jiff_sqlx::Date,
    after: Option<jiff_sqlx::Date>,
    service_years: i32,
    service_months: i32,
    decree_number: String,
    decree_date: Option<jiff_sqlx::Date>,
    record_time: jiff_sqlx::Timestamp,
    superseded_time: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for RankHeld {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.rank_id,
            servant: row.servant_id,
            rank: Rank::parse(&row.rank).map_err(|_| unknown("rank", &row.rank))?,
            kind: row.kind,
            start: row.start.to_jiff(),
            end: super::last_day(row.after)?,
            service_years: row.service_years,
            service_months: row.service_months,
            decree_number: row.decree_number,
            decree_date: row.decree_date.map(jiff_sqlx::Date::to_jiff),
            record_time: row.record_time.to_jiff(),
            superseded_time: row.superseded_time.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT rank_id, servant_id, rank, kind, lower(valid) AS "start!: jiff_sqlx::Date",
                      upper(valid) AS "after: jiff_sqlx::Date", service_years, service_months, decree_number,
                      decree_date AS "decree_date: jiff_sqlx::Date", record_time AS "record_time: jiff_sqlx::Timestamp",
                      superseded_time AS "superseded_time: jiff_sqlx::Timestamp"
               FROM career.ranks "# + $rest,
            $($argument),*
        )
    };
}

/// One row.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<RankHeld>> {
    let row = select!("WHERE rank_id = $1", id);
    row.fetch_optional(connection).await?.map(RankHeld::try_from).transpose()
}

/// The rank a servant holds on a day.
pub async fn on(connection: &mut PgConnection, servant: Uuid, day: Date) -> sqlx::Result<Option<RankHeld>> {
    let row = select!(
        "WHERE servant_id = $1 AND valid @> $2::date AND superseded_time IS NULL",
        servant,
        day.to_sqlx() as _,
    );
    row.fetch_optional(connection).await?.map(RankHeld::try_from).transpose()
}

/// The rank a servant held on a day, as far as it was known at an instant.
pub async fn on_known(
    connection: &mut PgConnection,
    servant: Uuid,
    day: Date,
    known: Timestamp,
) -> sqlx::Result<Option<RankHeld>> {
    let row = select!(
        "WHERE servant_id = $1 AND valid @> $2::date AND record_time <= $3
           AND (superseded_time IS NULL OR superseded_time > $3)",
        servant,
        day.to_sqlx() as _,
        known.to_sqlx() as _,
    );
    row.fetch_optional(connection).await?.map(RankHeld::try_from).transpose()
}

/// The first rank of a servant that stands at the same time.
pub async fn overlapping(
    connection: &mut PgConnection,
    servant: Uuid,
    start: Date,
    end: Option<Date>,
) -> sqlx::Result<Option<RankHeld>> {
    let row = select!(
        "WHERE servant_id = $1 AND superseded_time IS NULL AND valid && daterange($2, $3, '[]')
         ORDER BY lower(valid) LIMIT 1",
        servant,
        start.to_sqlx() as _,
        end.map(ToSqlx::to_sqlx) as _,
    );
    row.fetch_optional(connection).await?.map(RankHeld::try_from).transpose()
}

/// Every rank of a servant, oldest row first; with `superseded` also those that another row took the place of.
pub async fn list(
    connection: &mut PgConnection,
    servant: Uuid,
    superseded: bool,
    page: &Page,
) -> sqlx::Result<Vec<RankHeld>> {
    let rows = select!(
        "WHERE servant_id = $1 AND ($2 OR superseded_time IS NULL) AND rank_id > $3 ORDER BY rank_id LIMIT $4",
        servant,
        superseded,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(RankHeld::try_from).collect()
}

/// The ranks of servants that stand, by servant and first day.
pub async fn of_servants(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<Vec<RankHeld>> {
    let rows =
        select!("WHERE servant_id = ANY ($1) AND superseded_time IS NULL ORDER BY servant_id, lower(valid)", servants,);
    rows.fetch_all(connection).await?.into_iter().map(RankHeld::try_from).collect()
}

/// Ends the rank that runs on `last_day` and after it, by a row of its own, so that what was known before can be read. Returns
/// whether one did.
pub async fn end(connection: &mut PgConnection, servant: Uuid, last_day: Date, now: Timestamp) -> sqlx::Result<bool> {
    let row = select!(
        "WHERE servant_id = $1 AND superseded_time IS NULL AND valid @> $2::date
           AND (upper_inf(valid) OR upper(valid) > $2::date + 1)",
        servant,
        last_day.to_sqlx() as _,
    );
    let Some(row) = row.fetch_optional(&mut *connection).await? else { return Ok(false) };
    let held = RankHeld::try_from(row)?;
    supersede(&mut *connection, held.id, now).await?;
    let ended = RankHeld { id: Uuid::now_v7(), end: Some(last_day), record_time: now, ..held };
    insert(connection, &ended).await?;
    Ok(true)
}

/// Notes that another row takes the place of this one. Returns whether it stood until now.
pub async fn supersede(connection: &mut PgConnection, id: Uuid, now: Timestamp) -> sqlx::Result<bool> {
    let superseded = sqlx::query!(
        "UPDATE career.ranks SET superseded_time = $2 WHERE rank_id = $1 AND superseded_time IS NULL",
        id,
        now.to_sqlx() as _,
    );
    Ok(superseded.execute(connection).await?.rows_affected() == 1)
}
