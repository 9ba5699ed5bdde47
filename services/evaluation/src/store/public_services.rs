//! `evaluation.public_services`.

use crate::domain::public_service::{PublicService, Quality};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page};
use sqlx::PgConnection;
use std::collections::HashSet;
use uuid::Uuid;

/// Adds a service. The constraint `one_title_a_unit` refuses a second of the same unit and title.
pub async fn insert(connection: &mut PgConnection, service: PublicService) -> sqlx::Result<Locked<PublicService>> {
    let (quality, _, _) = quality_to_columns(&service.quality);
    sqlx::query!(
        "INSERT INTO evaluation.public_services (service_id, display_name, unit, quality, version, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $6)",
        service.id,
        service.display_name,
        service.unit,
        quality,
        service.version,
        service.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(Locked::held(service))
}

struct Row {
    service_id: Uuid,
    display_name: String,
    unit: String,
    quality: String,
    quality_month: Option<jiff_sqlx::Date>,
    quality_ruleset: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for PublicService {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let month = row.quality_month.map(|month| month.to_jiff());
        Ok(Self {
            id: row.service_id,
            display_name: row.display_name,
            unit: row.unit,
            quality: quality_from_columns(&row.quality, month, row.quality_ruleset)?,
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

/// Reads a service.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<PublicService>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT service_id, display_name, unit, quality, quality_month, quality_ruleset, version, create_time, update_time
         FROM evaluation.public_services WHERE service_id = $1",
        id,
    );
    row.fetch_optional(connection).await?.map(PublicService::try_from).transpose()
}

/// Reads a service and holds its row until the transaction ends. The weaker lock lets complaints about the service come
/// in meanwhile: their foreign keys do not wait for it.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<PublicService>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT service_id, display_name, unit, quality, quality_month, quality_ruleset, version, create_time, update_time
         FROM evaluation.public_services WHERE service_id = $1 FOR NO KEY UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(|row| PublicService::try_from(row).map(Locked::held)).transpose()
}

/// Saves a service's quality under its next version.
pub async fn update(connection: &mut PgConnection, service: &mut Locked<PublicService>) -> sqlx::Result<()> {
    service.version += 1;
    let (quality, month, ruleset) = quality_to_columns(&service.quality);
    sqlx::query!(
        "UPDATE evaluation.public_services
         SET quality = $2, quality_month = $3, quality_ruleset = $4, version = $5, update_time = $6
         WHERE service_id = $1",
        service.id,
        quality,
        month.map(ToSqlx::to_sqlx) as _,
        ruleset,
        service.version,
        service.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists services, oldest first.
pub async fn list(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<PublicService>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT service_id, display_name, unit, quality, quality_month, quality_ruleset, version, create_time, update_time
         FROM evaluation.public_services
         WHERE instansi = current_setting('app.instansi') AND (create_time, service_id) > ($1, $2)
         ORDER BY create_time, service_id LIMIT $3",
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(PublicService::try_from).collect()
}

/// Those of `ids` that are services of this tenant.
pub async fn known(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashSet<Uuid>> {
    let rows = sqlx::query_scalar!("SELECT service_id FROM evaluation.public_services WHERE service_id = ANY($1)", ids);
    Ok(rows.fetch_all(connection).await?.into_iter().collect())
}

fn quality_to_columns(quality: &Quality) -> (&'static str, Option<Date>, &str) {
    match quality {
        Quality::Steady { since, ruleset } => ("steady", *since, ruleset),
        Quality::Fell { since, ruleset } => ("fell", Some(*since), ruleset),
    }
}

fn quality_from_columns(text: &str, since: Option<Date>, ruleset: String) -> sqlx::Result<Quality> {
    match (text, since) {
        ("steady", since) => Ok(Quality::Steady { since, ruleset }),
        ("fell", Some(since)) => Ok(Quality::Fell { since, ruleset }),
        (other, _) => Err(sqlx::Error::Decode(format!("unknown quality `{other}`").into())),
    }
}
