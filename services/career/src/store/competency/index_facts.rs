//! What the professionalism index is computed from, out of the tables of other groups.

use crate::domain::professionalism::YearHours;
use sqlx::PgConnection;
use uuid::Uuid;

/// Hours of development of a servant until the end of a year, by year and kind.
pub async fn hours_until(connection: &mut PgConnection, servant: Uuid, year: i32) -> sqlx::Result<Vec<YearHours>> {
    let rows = sqlx::query!(
        r#"SELECT year, activity, sum(hours)::bigint AS "hours!" FROM career.training_hours
           WHERE servant_id = $1 AND year <= $2 GROUP BY year, activity ORDER BY year, activity"#,
        servant,
        year,
    );
    let rows = rows.fetch_all(connection).await?;
    Ok(rows.into_iter().map(|row| YearHours { year: row.year, kind: row.activity, hours: row.hours }).collect())
}
