//! `recruitment.criteria`: written once, at the opening; a trigger refuses everything else.

use crate::domain::criteria::Criteria;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// Criteria as they were committed.
pub struct Committed {
    /// The criteria.
    pub criteria: Criteria,
    /// Their canonical form, as it was written.
    pub canonical: String,
    /// When that was.
    pub commit_time: Timestamp,
}

/// Commits the criteria of a vacancy that opens.
pub async fn insert(connection: &mut PgConnection, criteria: &Criteria, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.criteria (vacancy_id, canonical, commit_time) VALUES ($1, $2, $3)",
        criteria.vacancy,
        criteria.canonical(),
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    canonical: String,
    commit_time: jiff_sqlx::Timestamp,
}

/// Reads what a vacancy opened with; none of a draft.
pub async fn get(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Option<Committed>> {
    let row =
        sqlx::query_as!(Row, "SELECT canonical, commit_time FROM recruitment.criteria WHERE vacancy_id = $1", vacancy);
    let Some(Row { canonical, commit_time }) = row.fetch_optional(connection).await? else { return Ok(None) };
    let criteria = Criteria::parse(&canonical).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(Some(Committed { criteria, canonical, commit_time: commit_time.to_jiff() }))
}
