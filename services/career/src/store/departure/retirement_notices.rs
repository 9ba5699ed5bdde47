//! `career.retirement_notices`: what was told of whose retirement.

use crate::domain::retirement_rules::RetirementTold;
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// A retirement that something may have to be told of.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Who.
    pub servant: Uuid,
    /// Day on which it takes effect.
    pub date: Date,
    /// Position held on the day of the sweep; empty without one.
    pub position: String,
    /// Seat; 0 without a position.
    pub seat: i32,
}

/// Servants after this one, by id, who have not left and who retire until `horizon`, of whom something was told, or whose
/// retirement was not computed since the record changed; needs may have told of a post without an age since.
pub async fn ids_after(
    connection: &mut PgConnection,
    after: Uuid,
    most: i64,
    horizon: Date,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "SELECT servant_id FROM career.servants AS who
         WHERE instansi = current_setting('app.instansi') AND state <> 'left' AND servant_id > $1
           AND (EXISTS (SELECT FROM career.retirements AS known
                        WHERE known.servant_id = who.servant_id AND known.retirement_date <= $3)
                OR NOT EXISTS (SELECT FROM career.retirements AS known
                               WHERE known.servant_id = who.servant_id AND known.servant_version = who.version
                                 AND known.unknown <> 'age')
                OR EXISTS (SELECT FROM career.retirement_notices AS told WHERE told.servant_id = who.servant_id))
         ORDER BY servant_id LIMIT $2",
        after,
        most,
        horizon.to_sqlx() as _,
    )
    .fetch_all(connection)
    .await
}

/// The retirements of these servants with the seats they hold on a day; who has no day of retirement is missing.
pub async fn candidates(
    connection: &mut PgConnection,
    servants: &[Uuid],
    day: Date,
) -> sqlx::Result<HashMap<Uuid, Candidate>> {
    let rows = sqlx::query!(
        r#"SELECT known.servant_id, known.retirement_date AS "date!: jiff_sqlx::Date",
                  coalesce(post.position, '') AS "position!", coalesce(post.seat, 0) AS "seat!"
           FROM career.retirements AS known
           LEFT JOIN career.placements AS post ON post.servant_id = known.servant_id AND post.valid @> $2::date
               AND post.superseded_time IS NULL AND post.assignment = 'definitive' AND post.seat > 0
           WHERE known.servant_id = ANY ($1) AND known.retirement_date IS NOT NULL"#,
        servants,
        day.to_sqlx() as _,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let found = rows.map(|row| {
        let (servant, date) = (row.servant_id, row.date.to_jiff());
        (servant, Candidate { servant, date, position: row.position, seat: row.seat })
    });
    Ok(found.collect())
}

/// What was told last of these servants.
pub async fn last_of(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<HashMap<Uuid, RetirementTold>> {
    let rows = sqlx::query!(
        r#"SELECT DISTINCT ON (servant_id) servant_id, retirement_date AS "date: jiff_sqlx::Date", position, seat, months
           FROM career.retirement_notices WHERE servant_id = ANY ($1) ORDER BY servant_id, notice_id DESC"#,
        servants,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let found = rows.map(|row| {
        let date = row.date.to_jiff();
        (row.servant_id, RetirementTold { date, position: row.position, seat: row.seat, months: row.months })
    });
    Ok(found.collect())
}

/// Adds notices.
pub async fn insert_all(
    connection: &mut PgConnection,
    told: &[(Uuid, RetirementTold)],
    now: Timestamp,
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = told.iter().map(|_| Uuid::now_v7()).collect();
    let servants: Vec<Uuid> = told.iter().map(|(servant, _)| *servant).collect();
    let dates: Vec<jiff_sqlx::Date> = told.iter().map(|(_, one)| one.date.to_sqlx()).collect();
    let positions: Vec<String> = told.iter().map(|(_, one)| one.position.clone()).collect();
    let seats: Vec<i32> = told.iter().map(|(_, one)| one.seat).collect();
    let months: Vec<i32> = told.iter().map(|(_, one)| one.months).collect();
    sqlx::query!(
        "INSERT INTO career.retirement_notices (notice_id, servant_id, retirement_date, position, seat, months, notice_time)
         SELECT notice_id, servant_id, retirement_date, position, seat, months, $7
         FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::text[], $5::int[], $6::int[])
              AS new (notice_id, servant_id, retirement_date, position, seat, months)",
        &ids,
        &servants,
        &dates as _,
        &positions,
        &seats,
        &months,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A notice as it was given.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// What was told.
    pub told: RetirementTold,
    /// When.
    pub time: Timestamp,
}

/// Lists notices, oldest first; without a servant those of all.
pub async fn list(connection: &mut PgConnection, servant: Option<Uuid>, page: &Page) -> sqlx::Result<Vec<Notice>> {
    let rows = sqlx::query!(
        r#"SELECT notice_id, servant_id, retirement_date AS "date: jiff_sqlx::Date", position, seat, months,
                  notice_time AS "time: jiff_sqlx::Timestamp"
           FROM career.retirement_notices
           WHERE instansi = current_setting('app.instansi') AND notice_id > $1 AND ($2::uuid IS NULL OR servant_id = $2)
           ORDER BY notice_id LIMIT $3"#,
        page.after.1,
        servant,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let found = rows.map(|row| {
        let (date, position) = (row.date.to_jiff(), row.position);
        let told = RetirementTold { date, position, seat: row.seat, months: row.months };
        Notice { id: row.notice_id, servant: row.servant_id, told, time: row.time.to_jiff() }
    });
    Ok(found.collect())
}

/// The last notice about a servant, if there is one.
pub async fn latest(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Option<Notice>> {
    let row = sqlx::query!(
        r#"SELECT notice_id, retirement_date AS "date: jiff_sqlx::Date", position, seat, months,
                  notice_time AS "time: jiff_sqlx::Timestamp"
           FROM career.retirement_notices WHERE servant_id = $1 ORDER BY notice_id DESC LIMIT 1"#,
        servant,
    );
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| {
        let (date, position) = (row.date.to_jiff(), row.position);
        let told = RetirementTold { date, position, seat: row.seat, months: row.months };
        Notice { id: row.notice_id, servant, told, time: row.time.to_jiff() }
    }))
}
