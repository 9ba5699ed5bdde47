//! `career.training_hours`: lesson hours (*JP*) booked, and those reserved by courses that somebody takes part in.

use crate::{
    domain::{hours::Hours, servant::Employment},
    store::unknown,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Books hours.
pub async fn insert(connection: &mut PgConnection, hours: &Hours, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.training_hours (booking_id, servant_id, year, activity, hours, source, earned_date, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        Uuid::now_v7(),
        hours.servant,
        hours.year,
        hours.kind,
        hours.hours,
        hours.source,
        hours.date.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Hours booked for a servant in a year.
pub async fn of_year(connection: &mut PgConnection, servant: Uuid, year: i32) -> sqlx::Result<i64> {
    let hours = sqlx::query_scalar!(
        r#"SELECT coalesce(sum(hours), 0)::bigint AS "hours!" FROM career.training_hours
           WHERE servant_id = $1 AND year = $2"#,
        servant,
        year,
    );
    hours.fetch_one(connection).await
}

/// What stands of the hours that something brought a servant: by year and kind, without what was booked back.
pub async fn of_source(connection: &mut PgConnection, servant: Uuid, source: &str) -> sqlx::Result<Vec<Hours>> {
    let rows = sqlx::query!(
        r#"SELECT year, activity, sum(hours)::bigint AS "hours!", max(earned_date) AS "earned_date!: jiff_sqlx::Date"
           FROM career.training_hours WHERE servant_id = $1 AND source = $2
           GROUP BY year, activity HAVING sum(hours) <> 0 ORDER BY year, activity"#,
        servant,
        source,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows
        .map(|row| Hours {
            servant,
            year: row.year,
            kind: row.activity,
            hours: row.hours,
            source: source.to_owned(),
            date: row.earned_date.to_jiff(),
        })
        .collect())
}

/// Hours of courses that a servant takes part in and that end in a year.
pub async fn reserved(connection: &mut PgConnection, servant: Uuid, year: i32) -> sqlx::Result<i64> {
    let hours = sqlx::query_scalar!(
        r#"SELECT coalesce(sum(course.hours), 0)::bigint AS "hours!"
           FROM career.training_participants AS one
           JOIN career.training_sessions AS session USING (session_id)
           JOIN career.courses AS course USING (course_id)
           WHERE one.servant_id = $1 AND one.state = 'enrolled' AND date_part('year', session.end_date)::int = $2"#,
        servant,
        year,
    );
    hours.fetch_one(connection).await
}

/// Every booking of a servant in a year, earliest first.
pub async fn list(connection: &mut PgConnection, servant: Uuid, year: i32) -> sqlx::Result<Vec<Hours>> {
    let rows = sqlx::query!(
        "SELECT activity, hours, source, earned_date FROM career.training_hours
         WHERE servant_id = $1 AND year = $2 ORDER BY earned_date, booking_id",
        servant,
        year,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows
        .map(|row| Hours {
            servant,
            year,
            kind: row.activity,
            hours: row.hours,
            source: row.source,
            date: row.earned_date.to_jiff(),
        })
        .collect())
}

/// Hours of a year, booked or reserved, of everybody who has any.
pub async fn taken_of_year(connection: &mut PgConnection, year: i32) -> sqlx::Result<HashMap<Uuid, i64>> {
    let rows = sqlx::query!(
        r#"SELECT servant_id AS "servant!", sum(hours)::bigint AS "hours!"
           FROM (SELECT servant_id, hours FROM career.training_hours
                 WHERE instansi = current_setting('app.instansi') AND year = $1
                 UNION ALL
                 SELECT one.servant_id, course.hours
                 FROM career.training_participants AS one
                 JOIN career.training_sessions AS session USING (session_id)
                 JOIN career.courses AS course USING (course_id)
                 WHERE one.instansi = current_setting('app.instansi') AND one.state = 'enrolled'
                   AND date_part('year', session.end_date)::int = $1) AS every
           GROUP BY servant_id"#,
        year,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.servant, row.hours)).collect())
}

/// The hours of one servant in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearHours {
    /// Who.
    pub servant: Uuid,
    /// Kind of employment.
    pub employment: Employment,
    /// Hours booked.
    pub hours: i64,
}

/// The hours of every servant in a year, also of those who have none: one statement, whatever the number of people.
pub async fn all_of_year(connection: &mut PgConnection, year: i32) -> sqlx::Result<Vec<YearHours>> {
    let rows = sqlx::query!(
        r#"SELECT servant.servant_id AS "servant_id!", servant.employment AS "employment!",
                  coalesce(booked.hours, 0)::bigint AS "hours!"
           FROM career.servants AS servant
           LEFT JOIN (SELECT servant_id, sum(hours) AS hours FROM career.training_hours
                      WHERE instansi = current_setting('app.instansi') AND year = $1
                      GROUP BY servant_id) AS booked USING (servant_id)
           WHERE servant.instansi = current_setting('app.instansi') AND servant.state <> 'left'"#,
        year,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    rows.map(|row| {
        let employment = Employment::parse(&row.employment).ok_or_else(|| unknown("employment", &row.employment))?;
        Ok(YearHours { servant: row.servant_id, employment, hours: row.hours })
    })
    .collect()
}

/// The hours of a unit in a year.
pub struct UnitYear {
    /// Id of the unit; nil for those without a known unit.
    pub id: Uuid,
    /// Unit in the needs service; empty for those without a known one.
    pub unit: String,
    /// People in service there.
    pub servants: i32,
    /// Hours booked.
    pub hours: i64,
    /// Civil servants, who owe hours.
    pub obliged: i32,
    /// Of them, who have at least what is owed.
    pub met: i32,
    /// Hours missing.
    pub missing: i64,
}

/// Sums the hours of a year by the unit in which people are placed on `day`; an empty unit means any. By position first: several
/// people share one, so units are looked up for positions and not for people.
pub async fn by_unit(
    connection: &mut PgConnection,
    year: i32,
    day: Date,
    required: i64,
    unit: &str,
    page: &Page,
) -> sqlx::Result<Vec<UnitYear>> {
    let rows = sqlx::query_as!(
        UnitYear,
        r#"WITH booked AS MATERIALIZED (
               SELECT servant_id, sum(hours)::bigint AS hours FROM career.training_hours
               WHERE instansi = current_setting('app.instansi') AND year = $1 GROUP BY servant_id
           ), placed AS (
               SELECT coalesce(held.position, '') AS position, servant.employment = 'pns' AS owes,
                      coalesce(booked.hours, 0) AS hours
               FROM career.servants AS servant
               LEFT JOIN career.placements AS held
                      ON held.servant_id = servant.servant_id AND held.valid @> $2::date
                     AND held.superseded_time IS NULL AND held.assignment = 'definitive'
                     AND held.instansi = current_setting('app.instansi')
               LEFT JOIN booked ON booked.servant_id = servant.servant_id
               WHERE servant.instansi = current_setting('app.instansi') AND servant.state <> 'left'
           ), of_position AS (
               SELECT position, count(*) AS servants, sum(hours) AS hours, count(*) FILTER (WHERE owes) AS obliged,
                      count(*) FILTER (WHERE owes AND hours >= $3) AS met,
                      coalesce(sum(greatest($3 - hours, 0)) FILTER (WHERE owes), 0) AS missing
               FROM placed GROUP BY position
           ), of_unit AS (
               SELECT coalesce(post.unit, '') AS unit, sum(servants)::int AS servants, sum(hours)::bigint AS hours,
                      sum(obliged)::int AS obliged, sum(met)::int AS met, sum(missing)::bigint AS missing
               FROM of_position LEFT JOIN career.positions AS post USING (position) GROUP BY 1
           ), named AS (
               SELECT CASE WHEN unit = '' THEN '00000000-0000-0000-0000-000000000000'::uuid
                           ELSE right(unit, 36)::uuid END AS id, of_unit.*
               FROM of_unit WHERE $4 = '' OR unit = $4
           )
           SELECT id AS "id!", unit AS "unit!", servants AS "servants!", hours AS "hours!", obliged AS "obliged!",
                  met AS "met!", missing AS "missing!"
           FROM named WHERE (0::bigint, id) > ($5, $6) ORDER BY id LIMIT $7"#,
        year,
        day.to_sqlx() as _,
        required,
        unit,
        page.after.0,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await
}
