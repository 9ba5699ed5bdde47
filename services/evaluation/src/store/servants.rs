//! `evaluation.servants`: the copy of career's records that appraisals need.

use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
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
