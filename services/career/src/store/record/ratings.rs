//! `career.ratings`: the rating of every year.

use crate::{
    domain::{credit::Rating, rating::YearRating},
    store::unknown,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Notes the rating of a year in the place of what was known of that year.
pub async fn note(
    connection: &mut PgConnection,
    servant: Uuid,
    rating: YearRating,
    caused_by: Option<Uuid>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.ratings (servant_id, year, rating, caused_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (servant_id, year) DO UPDATE SET rating = excluded.rating, caused_by = excluded.caused_by",
        servant,
        rating.year,
        rating.rating.as_str(),
        caused_by,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Every rating of a servant, oldest first.
pub async fn of(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Vec<YearRating>> {
    let rows = sqlx::query!("SELECT year, rating FROM career.ratings WHERE servant_id = $1 ORDER BY year", servant);
    let rows = rows.fetch_all(connection).await?;
    rows.into_iter()
        .map(|row| {
            let rating = Rating::parse(&row.rating).ok_or_else(|| unknown("rating", &row.rating))?;
            Ok(YearRating { year: row.year, rating })
        })
        .collect()
}
