//! `recruitment.selection_candidates`.

use crate::domain::{
    candidacy::{Screening, Tally},
    selection_candidate::Candidate,
};
use crate::store::selections::unknown;
use jiff::Timestamp;
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
                                                       identity_sealed, create_time, registrar, screening)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        candidate.id,
        selection,
        candidate.code,
        person_index,
        identity.key,
        identity.data,
        candidate.create_time.to_sqlx() as _,
        candidate.registrar,
        candidate.screening.as_str(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    candidate_id: Uuid,
    code: String,
    registrar: String,
    screening: String,
    withdraw_time: Option<jiff_sqlx::Timestamp>,
    submitted: bool,
    create_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Candidate {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let screening = Screening::parse(&row.screening).ok_or_else(|| unknown("screening", &row.screening))?;
        let withdraw_time = row.withdraw_time.map(jiff_sqlx::Timestamp::to_jiff);
        let (id, code, registrar, submitted) = (row.candidate_id, row.code, row.registrar, row.submitted);
        let create_time = row.create_time.to_jiff();
        Ok(Self { id, code, registrar, screening, withdraw_time, submitted, create_time })
    }
}

/// All candidates of a selection.
pub async fn all(connection: &mut PgConnection, selection: Uuid) -> sqlx::Result<Vec<Candidate>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT candidate_id, code, registrar, screening, withdraw_time, submitted, create_time
         FROM recruitment.selection_candidates WHERE selection_id = $1 ORDER BY create_time, candidate_id",
        selection,
    );
    rows.fetch_all(connection).await?.into_iter().map(Candidate::try_from).collect()
}

/// Reads a candidate of a selection.
pub async fn get(connection: &mut PgConnection, selection: Uuid, id: Uuid) -> sqlx::Result<Option<Candidate>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT candidate_id, code, registrar, screening, withdraw_time, submitted, create_time
         FROM recruitment.selection_candidates WHERE selection_id = $1 AND candidate_id = $2",
        selection,
        id,
    );
    row.fetch_optional(connection).await?.map(Candidate::try_from).transpose()
}

/// Saves what was found about a candidate and whether the candidate withdrew. Lock the selection first.
pub async fn update(connection: &mut PgConnection, candidate: &Candidate) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.selection_candidates SET screening = $2, withdraw_time = $3 WHERE candidate_id = $1",
        candidate.id,
        candidate.screening.as_str(),
        candidate.withdraw_time.map(ToSqlx::to_sqlx) as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists candidates, oldest first: all, or those who stand; not those about whom the member `barred` has a conflict of
/// interest.
pub async fn list(
    connection: &mut PgConnection,
    selection: Uuid,
    all: bool,
    barred: Option<Uuid>,
    page: &Page,
) -> sqlx::Result<Vec<Candidate>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT candidate_id, code, registrar, screening, withdraw_time, submitted, create_time
         FROM recruitment.selection_candidates AS one
         WHERE selection_id = $1 AND (create_time, candidate_id) > ($2, $3)
               AND ($6 OR screening = 'admitted' AND withdraw_time IS NULL)
               AND NOT EXISTS (SELECT FROM recruitment.selection_conflicts AS conflict
                               WHERE conflict.member_id = $4 AND conflict.candidate_id = one.candidate_id)
         ORDER BY create_time, candidate_id LIMIT $5",
        selection,
        page.after_time().to_sqlx() as _,
        page.after.1,
        barred,
        page.limit(),
        all,
    );
    rows.fetch_all(connection).await?.into_iter().map(Candidate::try_from).collect()
}

/// Counts the candidates of a selection that closed, or will, at `close_time`.
pub async fn tally(connection: &mut PgConnection, selection: Uuid, close_time: Timestamp) -> sqlx::Result<Tally> {
    let row = sqlx::query!(
        r#"SELECT count(*) FILTER (WHERE screening = 'waiting' AND withdraw_time IS NULL) AS "waiting!",
                  count(*) FILTER (WHERE screening = 'admitted' AND withdraw_time IS NULL) AS "standing!",
                  count(*) FILTER (WHERE screening = 'admitted'
                                         AND (withdraw_time IS NULL OR withdraw_time > $2)) AS "announced!"
           FROM recruitment.selection_candidates WHERE selection_id = $1"#,
        selection,
        close_time.to_sqlx() as _,
    );
    let row = row.fetch_one(connection).await?;
    let count = |count: i64| usize::try_from(count).unwrap_or(usize::MAX);
    Ok(Tally { waiting: count(row.waiting), standing: count(row.standing), announced: count(row.announced) })
}

/// Whether a candidate of this code stands in a selection.
pub async fn has_code(connection: &mut PgConnection, selection: Uuid, code: &str) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM recruitment.selection_candidates
                          WHERE selection_id = $1 AND code = $2 AND screening = 'admitted'
                            AND withdraw_time IS NULL) AS "has!""#,
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
