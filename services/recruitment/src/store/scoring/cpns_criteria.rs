//! What vacancies opened with, read for many at once from `recruitment.criteria`.

use crate::domain::criteria::{CpnsCriteria, Criteria};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// The committed criteria of vacancies for civil servants on probation; others, and drafts, are left out.
pub async fn of(connection: &mut PgConnection, vacancies: &[Uuid]) -> sqlx::Result<HashMap<Uuid, CpnsCriteria>> {
    let rows =
        sqlx::query!("SELECT vacancy_id, canonical FROM recruitment.criteria WHERE vacancy_id = ANY ($1)", vacancies,);
    let mut found = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let criteria = Criteria::parse(&row.canonical).map_err(|error| sqlx::Error::Decode(error.into()))?;
        found.extend(criteria.cpns.map(|criteria| (row.vacancy_id, criteria)));
    }
    Ok(found)
}
