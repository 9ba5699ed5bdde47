//! `career.probation_decisions`.

use crate::domain::probation::ProbationDecision;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// Keeps how the probation of a servant ended.
pub async fn insert(connection: &mut PgConnection, one: &ProbationDecision) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.probation_decisions (servant_id, appointed, decision_date, decree_number, decree_date, ruleset,
                                                 decided_by, record_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        one.servant,
        one.appointed,
        one.date.to_sqlx() as _,
        one.decree_number,
        one.decree_date.to_sqlx() as _,
        one.ruleset,
        one.decided_by,
        one.record_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How the probation of a servant ended; none before it did.
pub async fn get(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Option<ProbationDecision>> {
    let row = sqlx::query!(
        "SELECT servant_id, appointed, decision_date, decree_number, decree_date, ruleset, decided_by, record_time
         FROM career.probation_decisions WHERE servant_id = $1",
        servant,
    );
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| ProbationDecision {
        servant: row.servant_id,
        appointed: row.appointed,
        date: row.decision_date.to_jiff(),
        decree_number: row.decree_number,
        decree_date: row.decree_date.to_jiff(),
        ruleset: row.ruleset,
        decided_by: row.decided_by,
        record_time: row.record_time.to_jiff(),
    }))
}
