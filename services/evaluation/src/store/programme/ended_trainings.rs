//! `evaluation.ended_trainings`: trainings that teach a competency.

use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// A training that a servant ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedTraining {
    /// Servant in the career service.
    pub servant: String,
    /// Session in the career service.
    pub session: String,
    /// Course in the career service.
    pub course: String,
    /// Dictionary of the competency that it teaches.
    pub dictionary: String,
    /// Code in it.
    pub code: String,
    /// Day of the result.
    pub end_date: Date,
    /// Whether the servant passed.
    pub passed: bool,
}

/// Keeps a training; the same session of a servant again replaces what was known.
pub async fn keep(
    connection: &mut PgConnection,
    training: &EndedTraining,
    caused_by: Option<Uuid>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.ended_trainings (servant, session, course, dictionary, code, end_date, passed, caused_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (servant, session) DO UPDATE SET end_date = excluded.end_date, passed = excluded.passed",
        training.servant,
        training.session,
        training.course,
        training.dictionary,
        training.code,
        training.end_date.to_sqlx() as _,
        training.passed,
        caused_by,
    )
    .execute(connection)
    .await?;
    Ok(())
}
