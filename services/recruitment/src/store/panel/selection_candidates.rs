//! `recruitment.selection_candidates`.

use crate::domain::selection_candidate::Candidate;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds a candidate, sealed. The constraint `one_candidacy_a_person` refuses a second time, `one_candidate_a_code` a code
/// drawn twice.
pub async fn insert(
    connection: &mut PgConnection,
    selection: Uuid,
    candidate: &Candidate,
    person_index: &[u8],
    identity: &Sealed,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.selection_candidates (candidate_id, selection_id, code, person_index, identity_key,
                                                       identity_sealed, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        candidate.id,
        selection,
        candidate.code,
        person_index,
        identity.key,
        identity.data,
        candidate.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    candidate_id: Uuid,
    code: String,
    submitted: bool,
    create_time: jiff_sqlx::Timestamp,
}

impl From<Row> for Candidate {
    fn from(row: Row) -> Self {
        let create_time = row.create_time.to_jiff();
        Self { id: row.candidate_id, code: row.code, submitted: row.submitted, create_time }
    }
}

/// All candidates of a selection.
pub async fn all(connection: &mut PgConnection, selection: Uuid) -> sqlx::Result<Vec<Candidate>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT candidate_id, code, submitted, create_time FROM recruitment.selection_candidates
         WHERE selection_id = $1 ORDER BY create_time, candidate_id",
        selection,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(Candidate::from).collect())
}

/// Lists candidates, oldest first; not those about whom the member `barred` has a conflict of interest.
pub async fn list(
    connection: &mut PgConnection,
    selection: Uuid,
    barred: Option<Uuid>,
    page: &Page,
) -> sqlx::Result<Vec<Candidate>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT candidate_id, code, submitted, create_time FROM recruitment.selection_candidates AS one
         WHERE selection_id = $1 AND (create_time, candidate_id) > ($2, $3)
               AND NOT EXISTS (SELECT FROM recruitment.selection_conflicts AS conflict
                               WHERE conflict.member_id = $4 AND conflict.candidate_id = one.candidate_id)
         ORDER BY create_time, candidate_id LIMIT $5",
        selection,
        page.after_time().to_sqlx() as _,
        page.after.1,
        barred,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(Candidate::from).collect())
}

/// How many candidates a selection has.
pub async fn count(connection: &mut PgConnection, selection: Uuid) -> sqlx::Result<usize> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM recruitment.selection_candidates WHERE selection_id = $1"#,
        selection,
    );
    Ok(usize::try_from(count.fetch_one(connection).await?).unwrap_or(usize::MAX))
}

/// Whether a selection has a candidate of this code.
pub async fn has_code(connection: &mut PgConnection, selection: Uuid, code: &str) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM recruitment.selection_candidates WHERE selection_id = $1 AND code = $2) AS "has!""#,
        selection,
        code,
    );
    found.fetch_one(connection).await
}

/// The sealed identities of candidates.
pub async fn identities(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Sealed>> {
    let rows = sqlx::query!(
        "SELECT candidate_id, identity_key, identity_sealed FROM recruitment.selection_candidates
         WHERE candidate_id = ANY ($1)",
        ids,
    );
    let rows = rows.fetch_all(connection).await?;
    let sealed = |key, data| Sealed { key, data };
    Ok(rows.into_iter().map(|row| (row.candidate_id, sealed(row.identity_key, row.identity_sealed))).collect())
}

/// Notes whose names went to the appointing authority.
pub async fn submit(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!("UPDATE recruitment.selection_candidates SET submitted = true WHERE candidate_id = ANY ($1)", ids)
        .execute(connection)
        .await?;
    Ok(())
}
