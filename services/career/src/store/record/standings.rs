//! `career.standings`.

use crate::domain::standing::HeldStanding;
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a standing. The constraint `one_standing_a_person` refuses a second one at the same time.
pub async fn insert(connection: &mut PgConnection, standing: &HeldStanding) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.standings (standing_id, servant_id, code, valid, decree_number, decree_date, record_time)
         VALUES ($1, $2, $3, daterange($4, $5, '[]'), $6, $7, $8)",
        standing.id,
        standing.servant,
        standing.code,
        standing.start.to_sqlx() as _,
        standing.end.map(ToSqlx::to_sqlx) as _,
        standing.decree_number,
        standing.decree_date.map(ToSqlx::to_sqlx) as _,
        standing.record_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    standing_id: Uuid,
    servant_id: Uuid,
    code: String,
    start: jiff_sqlx::Date,
    after: Option<jiff_sqlx::Date>,
    decree_number: String,
    decree_date: Option<jiff_sqlx::Date>,
    record_time: jiff_sqlx::Timestamp,
    superseded_time: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for HeldStanding {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.standing_id,
            servant: row.servant_id,
            code: row.code,
            start: row.start.to_jiff(),
            end: super::last_day(row.after)?,
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
            r#"SELECT standing_id, servant_id, code, lower(valid) AS "start!: jiff_sqlx::Date",
                      upper(valid) AS "after: jiff_sqlx::Date", decree_number, decree_date, record_time, superseded_time
               FROM career.standings "# + $rest,
            $($argument),*
        )
    };
}

/// One row.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<HeldStanding>> {
    let row = select!("WHERE standing_id = $1", id);
    row.fetch_optional(connection).await?.map(HeldStanding::try_from).transpose()
}

/// The standing of a servant on a day; none means active.
pub async fn on(connection: &mut PgConnection, servant: Uuid, day: Date) -> sqlx::Result<Option<HeldStanding>> {
    let row = select!(
        "WHERE servant_id = $1 AND valid @> $2::date AND superseded_time IS NULL",
        servant,
        day.to_sqlx() as _,
    );
    row.fetch_optional(connection).await?.map(HeldStanding::try_from).transpose()
}

/// The standing of a servant on a day, as far as it was known at an instant.
pub async fn on_known(
    connection: &mut PgConnection,
    servant: Uuid,
    day: Date,
    known: Timestamp,
) -> sqlx::Result<Option<HeldStanding>> {
    let row = select!(
        "WHERE servant_id = $1 AND valid @> $2::date AND record_time <= $3
           AND (superseded_time IS NULL OR superseded_time > $3)",
        servant,
        day.to_sqlx() as _,
        known.to_sqlx() as _,
    );
    row.fetch_optional(connection).await?.map(HeldStanding::try_from).transpose()
}

/// The first standing of a servant at the same time.
pub async fn overlapping(
    connection: &mut PgConnection,
    servant: Uuid,
    start: Date,
    end: Option<Date>,
) -> sqlx::Result<Option<HeldStanding>> {
    let row = select!(
        "WHERE servant_id = $1 AND superseded_time IS NULL AND valid && daterange($2, $3, '[]')
         ORDER BY lower(valid) LIMIT 1",
        servant,
        start.to_sqlx() as _,
        end.map(ToSqlx::to_sqlx) as _,
    );
    row.fetch_optional(connection).await?.map(HeldStanding::try_from).transpose()
}

/// Every standing of a servant, oldest row first; with `superseded` also those that another row took the place of.
pub async fn list(
    connection: &mut PgConnection,
    servant: Uuid,
    superseded: bool,
    page: &Page,
) -> sqlx::Result<Vec<HeldStanding>> {
    let rows = select!(
        "WHERE servant_id = $1 AND ($2 OR superseded_time IS NULL) AND standing_id > $3 ORDER BY standing_id LIMIT $4",
        servant,
        superseded,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(HeldStanding::try_from).collect()
}

/// Notes that another row takes the place of this one. Returns whether it stood until now.
pub async fn supersede(connection: &mut PgConnection, id: Uuid, now: Timestamp) -> sqlx::Result<bool> {
    let superseded = sqlx::query!(
        "UPDATE career.standings SET superseded_time = $2 WHERE standing_id = $1 AND superseded_time IS NULL",
        id,
        now.to_sqlx() as _,
    );
    Ok(superseded.execute(connection).await?.rows_affected() == 1)
}
