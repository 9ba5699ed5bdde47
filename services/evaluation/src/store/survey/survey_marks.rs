//! `evaluation.survey_marks` and `evaluation.survey_gates`: what is counted once, and how fast.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashSet;
use uuid::Uuid;

/// Keeps marks of a survey. Returns those that were not there.
pub async fn insert(connection: &mut PgConnection, survey: Uuid, marks: &[Vec<u8>]) -> sqlx::Result<HashSet<Vec<u8>>> {
    // In order, so that two imports at once wait for each other and do not lock each other out.
    let fresh = sqlx::query_scalar!(
        "INSERT INTO evaluation.survey_marks (survey_id, mark)
         SELECT $1::uuid, mark FROM unnest($2::bytea[]) AS mark ORDER BY mark
         ON CONFLICT DO NOTHING RETURNING mark",
        survey,
        marks,
    );
    Ok(fresh.fetch_all(connection).await?.into_iter().collect())
}

/// Notes one more answer by an open link in the minute that runs, and returns how many there are in it.
pub async fn pass_gate(connection: &mut PgConnection, survey: Uuid, minute: Timestamp) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        r#"INSERT INTO evaluation.survey_gates AS gate (survey_id, minute, answers) VALUES ($1, $2, 1)
           ON CONFLICT (survey_id) DO UPDATE
           SET minute = greatest(gate.minute, excluded.minute),
               answers = CASE WHEN gate.minute >= excluded.minute THEN gate.answers + 1 ELSE 1 END
           RETURNING answers AS "answers!""#,
        survey,
        minute.to_sqlx() as _,
    )
    .fetch_one(connection)
    .await
}

/// Forgets the marks and the gate of a survey.
pub async fn delete(connection: &mut PgConnection, survey: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM evaluation.survey_marks WHERE survey_id = $1", survey).execute(&mut *connection).await?;
    sqlx::query!("DELETE FROM evaluation.survey_gates WHERE survey_id = $1", survey).execute(connection).await?;
    Ok(())
}
