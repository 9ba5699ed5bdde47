//! `recruitment.criteria`: written once, at the opening; a trigger refuses everything else.

use crate::domain::criteria::Criteria;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;
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

/// Commits the criteria of a vacancy that opens. That they are read again as they are is checked here, once: a trigger refuses
/// every change, and whoever applies does not wait for it.
pub async fn insert(connection: &mut PgConnection, criteria: &Criteria, now: Timestamp) -> sqlx::Result<()> {
    let canonical = criteria.canonical();
    let read = Criteria::parse(&canonical).map_err(|error| sqlx::Error::Encode(error.into()))?;
    if read != *criteria {
        return Err(sqlx::Error::Encode("criteria that are read as others".into()));
    }
    sqlx::query!(
        "INSERT INTO recruitment.criteria (vacancy_id, canonical, commit_time) VALUES ($1, $2, $3)",
        criteria.vacancy,
        canonical,
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
    let criteria = Criteria::of_committed(&canonical).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(Some(Committed { criteria, canonical, commit_time: commit_time.to_jiff() }))
}

/// Reads what many vacancies opened with; drafts are left out.
pub async fn of(connection: &mut PgConnection, vacancies: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Criteria>> {
    let rows =
        sqlx::query!("SELECT vacancy_id, canonical FROM recruitment.criteria WHERE vacancy_id = ANY ($1)", vacancies,);
    let mut found = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let criteria = Criteria::of_committed(&row.canonical).map_err(|error| sqlx::Error::Decode(error.into()))?;
        found.insert(row.vacancy_id, criteria);
    }
    Ok(found)
}
