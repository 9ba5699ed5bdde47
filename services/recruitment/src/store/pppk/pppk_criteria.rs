//! By what PPPK vacancies are decided, read for many at once from `recruitment.criteria`.

use crate::domain::{competency_test::Scheme, criteria::Criteria};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// The committed schemes of vacancies; those of other programmes, and drafts, are left out.
pub async fn of(connection: &mut PgConnection, vacancies: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Scheme>> {
    let rows = sqlx::query!(
        "SELECT vacancy_id, canonical FROM recruitment.criteria JOIN recruitment.vacancies USING (vacancy_id)
         WHERE vacancy_id = ANY ($1) AND programme = 'pppk'",
        vacancies,
    );
    let mut found = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let criteria = Criteria::of_committed(&row.canonical).map_err(|error| sqlx::Error::Decode(error.into()))?;
        found.extend(criteria.pppk.map(|scheme| (row.vacancy_id, scheme)));
    }
    Ok(found)
}
