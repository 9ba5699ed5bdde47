//! Histories of many servants at once that other groups keep, as the national system lists them.

use crate::{
    domain::{credit::Rating, rating::YearRating},
    store::unknown,
};
use jiff::civil::Date;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Every rating of servants, by servant and year.
pub async fn ratings(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<Vec<(Uuid, YearRating)>> {
    let rows = sqlx::query!(
        "SELECT servant_id, year, rating FROM career.ratings WHERE servant_id = ANY ($1) ORDER BY servant_id, year",
        servants,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let rating = Rating::parse(&row.rating).ok_or_else(|| unknown("rating", &row.rating))?;
        Ok((row.servant_id, YearRating { year: row.year, rating }))
    });
    rows.collect()
}

/// Something that was learned, here or elsewhere.
pub struct Learned {
    /// Who.
    pub servant: Uuid,
    /// Kind of activity, by BKN's id.
    pub activity: i32,
    /// Title.
    pub title: String,
    /// Who held it; empty for the own courses.
    pub provider: String,
    /// Lesson hours.
    pub hours: i64,
    /// Number of the certificate.
    pub certificate: String,
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
}

/// Courses that were passed and what was learned elsewhere and accepted, by servant and last day.
pub async fn learned(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<Vec<Learned>> {
    let rows = sqlx::query!(
        r#"SELECT servant_id AS "servant_id!", activity AS "activity!", title AS "title!", provider AS "provider!",
                  hours AS "hours!", certificate AS "certificate!", start_date AS "start_date!: jiff_sqlx::Date",
                  end_date AS "end_date!: jiff_sqlx::Date"
           FROM (
               SELECT servant_id, activity, title, provider, hours, certificate_number AS certificate, start_date, end_date
               FROM career.external_trainings WHERE servant_id = ANY ($1) AND state = 'accepted'
               UNION ALL
               SELECT one.servant_id, course.activity, course.title, '', one.hours, one.certificate_number,
                      session.start_date, session.end_date
               FROM career.training_participants AS one
               JOIN career.training_sessions AS session USING (session_id)
               JOIN career.courses AS course USING (course_id)
               WHERE one.servant_id = ANY ($1) AND one.state = 'passed'
           ) AS known
           ORDER BY servant_id, end_date, certificate"#,
        servants,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| Learned {
        servant: row.servant_id,
        activity: row.activity,
        title: row.title,
        provider: row.provider,
        hours: row.hours,
        certificate: row.certificate,
        start: row.start_date.to_jiff(),
        end: row.end_date.to_jiff(),
    });
    Ok(rows.collect())
}

/// First day as a civil servant and number of its decree, of those whose probation ended well here.
pub async fn permanent(
    connection: &mut PgConnection,
    servants: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, (Date, String)>> {
    let rows = sqlx::query!(
        "SELECT servant_id, decision_date, decree_number FROM career.probation_decisions
         WHERE servant_id = ANY ($1) AND appointed",
        servants,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.servant_id, (row.decision_date.to_jiff(), row.decree_number))).collect())
}

/// When servants retire, as computed last; who has no day is not there.
pub async fn retirement_dates(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Date>> {
    let rows = sqlx::query!(
        r#"SELECT servant_id, retirement_date AS "date!" FROM career.retirements
           WHERE servant_id = ANY ($1) AND retirement_date IS NOT NULL"#,
        servants,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.servant_id, row.date.to_jiff())).collect())
}
