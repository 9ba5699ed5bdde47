//! `evaluation.chosen_servants`: which application became which servant.

use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// Somebody whom a selection chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenServant {
    /// Application, or candidate of an open selection, in the recruitment service.
    pub application: String,
    /// Servant in the career service.
    pub servant: String,
    /// First day on the post.
    pub start_date: Date,
}

/// Keeps who was chosen; an application that is known stays with the servant it became.
pub async fn keep(
    connection: &mut PgConnection,
    chosen: &[ChosenServant],
    caused_by: Option<Uuid>,
) -> sqlx::Result<()> {
    let applications: Vec<String> = chosen.iter().map(|one| one.application.clone()).collect();
    let servants: Vec<String> = chosen.iter().map(|one| one.servant.clone()).collect();
    let days: Vec<jiff_sqlx::Date> = chosen.iter().map(|one| one.start_date.to_sqlx()).collect();
    sqlx::query!(
        "INSERT INTO evaluation.chosen_servants (application, servant, start_date, caused_by)
         SELECT DISTINCT ON (application) application, servant, start_date, $4::uuid
         FROM unnest($1::text[], $2::text[], $3::date[]) AS new (application, servant, start_date)
         ORDER BY application
         ON CONFLICT (application) DO NOTHING",
        &applications,
        &servants,
        &days as _,
        caused_by,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes another first day of a servant whom a selection chose for the service, as career told. Who was chosen for a post while in
/// service was imported with the first day on that post, which stays.
pub async fn set_first_day(connection: &mut PgConnection, servant: &str, first_day: Date) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE evaluation.chosen_servants SET start_date = $2 WHERE servant = $1 AND caused_by IS NOT NULL",
        servant,
        first_day.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}
