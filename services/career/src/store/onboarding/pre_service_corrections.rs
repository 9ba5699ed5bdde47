//! `career.pre_service_corrections`: results that were recorded wrongly, as they were.

use crate::domain::pre_service::{PreServiceCorrection, PreServiceResult};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Keeps a result as it was, and why it was wrong.
pub async fn insert(
    connection: &mut PgConnection,
    training: Uuid,
    one: &PreServiceCorrection,
    reason: &Sealed,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.pre_service_corrections (correction_id, pre_service_id, passed, certificate_number, result_date,
                                                     recorded_by, corrected_by, reason_key, reason_sealed, record_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        Uuid::now_v7(),
        training,
        one.was.passed,
        one.was.certificate,
        one.was.date.to_sqlx() as _,
        one.recorded_by,
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
pub struct KeptCorrection {
    /// What was corrected.
    pub correction: PreServiceCorrection,
    /// Why.
    pub reason: Sealed,
    /// When.
    pub record_time: Timestamp,
}

/// The corrections of these trainings, first made first.
pub async fn of(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Vec<KeptCorrection>>> {
    let rows = sqlx::query!(
        r#"SELECT pre_service_id, passed, certificate_number, result_date AS "result_date: jiff_sqlx::Date", recorded_by,
                  corrected_by, reason_key, reason_sealed, record_time AS "record_time: jiff_sqlx::Timestamp"
           FROM career.pre_service_corrections WHERE pre_service_id = ANY ($1) ORDER BY correction_id"#,
        ids,
    );
    let mut found: HashMap<Uuid, Vec<KeptCorrection>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let (passed, certificate, date) = (row.passed, row.certificate_number, row.result_date.to_jiff());
        let was = PreServiceResult { passed, certificate, date };
        let (recorded_by, corrected_by) = (row.recorded_by, row.corrected_by);
        found.entry(row.pre_service_id).or_default().push(KeptCorrection {
            correction: PreServiceCorrection { was, recorded_by, corrected_by },
            reason: Sealed { key: row.reason_key, data: row.reason_sealed },
            record_time: row.record_time.to_jiff(),
        });
    }
    Ok(found)
}
