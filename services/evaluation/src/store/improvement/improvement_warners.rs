//! `evaluation.improvement_warners`: who warns in place of the superior of the plan.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// Names who warns after a rating, in place of whom was named before.
pub async fn set(
    connection: &mut PgConnection,
    appraisal: Uuid,
    warner: &str,
    named_by: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.improvement_warners (appraisal_id, warner, named_by, name_time) VALUES ($1, $2, $3, $4)
         ON CONFLICT (appraisal_id) DO UPDATE
         SET warner = excluded.warner, named_by = excluded.named_by, name_time = excluded.name_time",
        appraisal,
        warner,
        named_by,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Who was named.
pub async fn of(connection: &mut PgConnection, appraisal: Uuid) -> sqlx::Result<Option<String>> {
    let warner =
        sqlx::query_scalar!("SELECT warner FROM evaluation.improvement_warners WHERE appraisal_id = $1", appraisal,);
    warner.fetch_optional(connection).await
}
