//! What is erased of open selections when the time is over in which it is kept. Codes, ranks, plain scores and the log stay.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// The days of each ruleset, as columns.
pub struct Kept {
    /// Ids of the rulesets.
    pub rulesets: Vec<String>,
    /// Days of each.
    pub days: Vec<i32>,
}

/// Selections whose time is over, at most `most`; their rows are held. Those that somebody else holds come another time.
pub async fn lock_due(
    connection: &mut PgConnection,
    kept: &Kept,
    now: Timestamp,
    most: i64,
) -> sqlx::Result<Vec<Uuid>> {
    let due = sqlx::query_scalar!(
        "SELECT selection_id FROM recruitment.selections
         JOIN unnest($1::text[], $2::int[]) AS kept (name, days) ON kept.name = selections.ruleset
         WHERE instansi = current_setting('app.instansi') AND state IN ('decided', 'cancelled') AND erase_time IS NULL
           AND update_time < $3::timestamptz - kept.days * interval '24 hours'
         ORDER BY selection_id LIMIT $4 FOR UPDATE OF selections SKIP LOCKED",
        &kept.rulesets,
        &kept.days,
        now.to_sqlx() as _,
        most,
    );
    due.fetch_all(connection).await
}

/// How many selections are due.
pub async fn count_due(connection: &mut PgConnection, kept: &Kept, now: Timestamp) -> sqlx::Result<i64> {
    let due = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM recruitment.selections
           JOIN unnest($1::text[], $2::int[]) AS kept (name, days) ON kept.name = selections.ruleset
           WHERE instansi = current_setting('app.instansi') AND state IN ('decided', 'cancelled')
             AND erase_time IS NULL AND update_time < $3::timestamptz - kept.days * interval '24 hours'"#,
        &kept.rulesets,
        &kept.days,
        now.to_sqlx() as _,
    );
    due.fetch_one(connection).await
}

/// Empties who the candidates were, and what was found in their papers.
pub async fn candidates(connection: &mut PgConnection, selections: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.selection_requirements SET reason_key = '', reason_sealed = ''
         FROM recruitment.selection_candidates AS one
         WHERE one.candidate_id = selection_requirements.candidate_id AND one.selection_id = ANY ($1)",
        selections,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "UPDATE recruitment.selection_candidates
         SET identity_key = '', identity_sealed = '', person_index = uuid_send(candidate_id)
         WHERE selection_id = ANY ($1)",
        selections,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Empties what was said and written about people: reasons of scores and decisions, inputs of the public and their answers,
/// and the codes by which their authors follow them.
pub async fn texts(connection: &mut PgConnection, selections: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.selection_scores SET score_key = '', score_sealed = '' WHERE selection_id = ANY ($1)",
        selections,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "UPDATE recruitment.selection_notes SET text_key = '', text_sealed = '' WHERE selection_id = ANY ($1)",
        selections,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "UPDATE recruitment.selection_inputs
         SET text_key = '', text_sealed = '', reason_key = '', reason_sealed = '', code_index = uuid_send(input_id)
         WHERE selection_id = ANY ($1)",
        selections,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that selections tell of nobody any more.
pub async fn done(connection: &mut PgConnection, selections: &[Uuid], now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.selections SET erase_time = $2 WHERE selection_id = ANY ($1)",
        selections,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}
