//! By what CPNS vacancies are decided, of many at once.

use crate::domain::criteria::CpnsCriteria;
use crate::store::criteria;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// The committed criteria of vacancies for civil servants on probation; others, and drafts, are left out.
pub async fn of(connection: &mut PgConnection, vacancies: &[Uuid]) -> sqlx::Result<HashMap<Uuid, CpnsCriteria>> {
    let found = criteria::of(connection, vacancies).await?.into_iter();
    Ok(found.filter_map(|(vacancy, criteria)| criteria.cpns.map(|cpns| (vacancy, cpns))).collect())
}
