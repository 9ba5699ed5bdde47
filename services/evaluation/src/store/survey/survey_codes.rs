//! `evaluation.survey_codes`: invitation codes as keyed hashes.

use sqlx::PgConnection;
use uuid::Uuid;

/// Adds codes that nobody has used.
pub async fn insert(connection: &mut PgConnection, survey: Uuid, indexes: &[Vec<u8>]) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.survey_codes (code_index, survey_id)
         SELECT code_index, $1::uuid FROM unnest($2::bytea[]) AS code_index",
        survey,
        indexes,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What is known of a code.
pub struct Code {
    /// Survey it opens.
    pub survey: Uuid,
    /// The request that answered with it; none while nobody has.
    pub mark: Option<Vec<u8>>,
}

/// Finds a code.
pub async fn find(connection: &mut PgConnection, index: &[u8]) -> sqlx::Result<Option<Code>> {
    let row = sqlx::query!("SELECT survey_id, mark FROM evaluation.survey_codes WHERE code_index = $1", index);
    Ok(row.fetch_optional(connection).await?.map(|row| Code { survey: row.survey_id, mark: row.mark }))
}

/// Uses a code for this request. `false` when somebody was first.
pub async fn use_once(connection: &mut PgConnection, index: &[u8], mark: &[u8]) -> sqlx::Result<bool> {
    let used = sqlx::query!(
        "UPDATE evaluation.survey_codes SET mark = $2 WHERE code_index = $1 AND mark IS NULL",
        index,
        mark,
    );
    Ok(used.execute(connection).await?.rows_affected() == 1)
}

/// Forgets the codes of a survey.
pub async fn delete(connection: &mut PgConnection, survey: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM evaluation.survey_codes WHERE survey_id = $1", survey).execute(connection).await?;
    Ok(())
}
