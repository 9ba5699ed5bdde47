//! `career.training_result_corrections`: results that were recorded wrongly, as they were.

use crate::domain::training_participant::{Outcome, Score};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// A result that was wrong.
pub struct WrongResult {
    /// What it said.
    pub was: Outcome,
    /// Hours that it had brought.
    pub hours: i64,
    /// Subject of whoever put it right.
    pub corrected_by: String,
}

/// Keeps a result as it was, and why it was wrong.
pub async fn insert(
    connection: &mut PgConnection,
    participant: Uuid,
    one: &WrongResult,
    reason: &Sealed,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.training_result_corrections (correction_id, participant_id, passed, score, certificate_number,
                                                         hours, corrected_by, reason_key, reason_sealed, record_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        Uuid::now_v7(),
        participant,
        one.was.passed,
        one.was.score.map(Score::thousandths),
        one.was.certificate,
        one.hours,
        one.corrected_by,
        reason.key,
        reason.data,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A correction as it is kept.
pub struct KeptResult {
    /// What was wrong.
    pub wrong: WrongResult,
    /// Why.
    pub reason: Sealed,
    /// When it was put right.
    pub record_time: Timestamp,
}

/// The corrections of these participants, first made first.
pub async fn of(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Vec<KeptResult>>> {
    let rows = sqlx::query!(
        r#"SELECT participant_id, passed, score, certificate_number, hours, corrected_by, reason_key, reason_sealed,
                  record_time AS "record_time: jiff_sqlx::Timestamp"
           FROM career.training_result_corrections WHERE participant_id = ANY ($1) ORDER BY correction_id"#,
        ids,
    );
    let mut found: HashMap<Uuid, Vec<KeptResult>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let score = row.score.and_then(Score::of_thousandths);
        let was = Outcome { passed: row.passed, score, certificate: row.certificate_number };
        found.entry(row.participant_id).or_default().push(KeptResult {
            wrong: WrongResult { was, hours: row.hours, corrected_by: row.corrected_by },
            reason: Sealed { key: row.reason_key, data: row.reason_sealed },
            record_time: row.record_time.to_jiff(),
        });
    }
    Ok(found)
}
