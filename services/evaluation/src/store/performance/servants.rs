//! `evaluation.servants`: the copy of career's records that appraisals need.

use crate::domain::service_time::ServiceTime;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashSet;
use uuid::Uuid;

/// Keeps a servant. One that is known already stays as it is: a record begins once.
pub async fn keep(
    connection: &mut PgConnection,
    servant: &str,
    position: &str,
    appointment_date: Date,
    caused_by: Option<Uuid>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.servants (servant, position, appointment_date, caused_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (servant) DO NOTHING",
        servant,
        position,
        appointment_date.to_sqlx() as _,
        caused_by,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether career has told of this servant.
pub async fn is_known(connection: &mut PgConnection, servant: &str) -> sqlx::Result<bool> {
    let known = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM evaluation.servants WHERE servant = $1) AS "known!""#,
        servant,
    );
    known.fetch_one(connection).await
}

/// Which of these servants career has told of.
pub async fn known(connection: &mut PgConnection, servants: &[String]) -> sqlx::Result<HashSet<String>> {
    let known = sqlx::query_scalar!("SELECT servant FROM evaluation.servants WHERE servant = ANY ($1)", servants);
    Ok(known.fetch_all(connection).await?.into_iter().collect())
}

/// From when until when a servant serves; none where career has told of no such servant.
pub async fn service_of(connection: &mut PgConnection, servant: &str) -> sqlx::Result<Option<ServiceTime>> {
    let row = sqlx::query!("SELECT appointment_date, left_date FROM evaluation.servants WHERE servant = $1", servant);
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| ServiceTime {
        first: row.appointment_date.to_jiff(),
        last: row.left_date.map(jiff_sqlx::Date::to_jiff),
    }))
}

/// Notes another first day of a servant; of one who is not known there is nothing to note.
pub async fn set_first_day(connection: &mut PgConnection, servant: &str, first_day: Date) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE evaluation.servants SET appointment_date = $2 WHERE servant = $1",
        servant,
        first_day.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes the last day of a servant; of one who is not known there is nothing to note.
pub async fn set_left(connection: &mut PgConnection, servant: &str, last_day: Date) -> sqlx::Result<()> {
    sqlx::query!("UPDATE evaluation.servants SET left_date = $2 WHERE servant = $1", servant, last_day.to_sqlx() as _,)
        .execute(connection)
        .await?;
    Ok(())
}
