//! `evaluation.complaint_rounds`: how reports stood when they were opened again.

use sqlx::PgConnection;
use uuid::Uuid;

/// Keeps the deadline and the answer of a report whose row is still closed, before it is saved as opened again. Of any other
/// there is nothing to keep.
pub async fn keep(connection: &mut PgConnection, complaint: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.complaint_rounds (complaint_id, round, service_id, unit_id, due_date, answer_date)
         SELECT complaint_id,
                (SELECT count(*) + 1 FROM evaluation.complaint_rounds AS before WHERE before.complaint_id = $1),
                service_id, unit_id, due_date, answer_date
         FROM evaluation.complaints WHERE complaint_id = $1 AND state = 'closed' AND due_date IS NOT NULL",
        complaint,
    )
    .execute(connection)
    .await?;
    Ok(())
}
