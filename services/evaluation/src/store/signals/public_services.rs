//! `evaluation.public_services`.

use crate::domain::public_service::{Coverage, OpenSignal, PublicService, Quality};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page};
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
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
    retire_date: Option<jiff_sqlx::Date>,
    complaints_first: Option<jiff_sqlx::Date>,
    complaints_last: Option<jiff_sqlx::Date>,
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
            open: Vec::new(),
            retire_date: row.retire_date.map(|day| day.to_jiff()),
            coverage: Coverage {
                first: row.complaints_first.map(|day| day.to_jiff()),
                last: row.complaints_last.map(|day| day.to_jiff()),
            },
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
        "SELECT service_id, display_name, unit, quality, quality_month, quality_ruleset, retire_date, complaints_first,
                complaints_last, version, create_time, update_time
         FROM evaluation.public_services WHERE service_id = $1",
        id,
    );
    let found = row.fetch_optional(&mut *connection).await?.map(PublicService::try_from).transpose()?;
    Ok(with_open(connection, found.into_iter().collect()).await?.pop())
}

/// Reads a service and holds its row until the transaction ends. The weaker lock lets complaints about the service come
/// in meanwhile: their foreign keys do not wait for it.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<PublicService>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT service_id, display_name, unit, quality, quality_month, quality_ruleset, retire_date, complaints_first,
                complaints_last, version, create_time, update_time
         FROM evaluation.public_services WHERE service_id = $1 FOR NO KEY UPDATE",
        id,
    );
    let found = row.fetch_optional(&mut *connection).await?.map(PublicService::try_from).transpose()?;
    // What is open is read by a statement of its own: the one that waited for the lock sees the time before it waited.
    Ok(with_open(connection, found.into_iter().collect()).await?.pop().map(Locked::held))
}

/// Reads services that are offered, after one in the order of their ids, and holds their rows until the transaction ends.
pub async fn lock_after(
    connection: &mut PgConnection,
    after: Uuid,
    most: i64,
) -> sqlx::Result<Vec<Locked<PublicService>>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT service_id, display_name, unit, quality, quality_month, quality_ruleset, retire_date, complaints_first,
                complaints_last, version, create_time, update_time
         FROM evaluation.public_services
         WHERE instansi = current_setting('app.instansi') AND retire_date IS NULL AND service_id > $1
         ORDER BY service_id LIMIT $2 FOR NO KEY UPDATE",
        after,
        most,
    );
    let found: Vec<PublicService> = rows
        .fetch_all(&mut *connection)
        .await?
        .into_iter()
        .map(PublicService::try_from)
        .collect::<sqlx::Result<_>>()?;
    Ok(with_open(connection, found).await?.into_iter().map(Locked::held).collect())
}

/// How many services that are offered come after one in the order of their ids.
pub async fn count_after(connection: &mut PgConnection, after: Uuid) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM evaluation.public_services
           WHERE instansi = current_setting('app.instansi') AND retire_date IS NULL AND service_id > $1"#,
        after,
    );
    count.fetch_one(connection).await
}

/// Saves a service under its next version. The constraint `one_title_a_unit` refuses a title that another of the unit has.
pub async fn update(connection: &mut PgConnection, service: &mut Locked<PublicService>) -> sqlx::Result<()> {
    service.version += 1;
    let (quality, month, ruleset) = quality_to_columns(&service.quality);
    sqlx::query!(
        "UPDATE evaluation.public_services
         SET quality = $2, quality_month = $3, quality_ruleset = $4, version = $5, update_time = $6, display_name = $7,
             unit = $8, retire_date = $9, complaints_first = $10, complaints_last = $11
         WHERE service_id = $1",
        service.id,
        quality,
        month.map(ToSqlx::to_sqlx) as _,
        ruleset,
        service.version,
        service.update_time.to_sqlx() as _,
        service.display_name,
        service.unit,
        service.retire_date.map(ToSqlx::to_sqlx) as _,
        service.coverage.first.map(ToSqlx::to_sqlx) as _,
        service.coverage.last.map(ToSqlx::to_sqlx) as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists services, oldest first.
pub async fn list(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<PublicService>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT service_id, display_name, unit, quality, quality_month, quality_ruleset, retire_date, complaints_first,
                complaints_last, version, create_time, update_time
         FROM evaluation.public_services
         WHERE instansi = current_setting('app.instansi') AND (create_time, service_id) > ($1, $2)
         ORDER BY create_time, service_id LIMIT $3",
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    let found: Vec<PublicService> = rows
        .fetch_all(&mut *connection)
        .await?
        .into_iter()
        .map(PublicService::try_from)
        .collect::<sqlx::Result<_>>()?;
    with_open(connection, found).await
}

/// Those of `ids` that are services of this tenant.
pub async fn known(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashSet<Uuid>> {
    let rows = sqlx::query_scalar!("SELECT service_id FROM evaluation.public_services WHERE service_id = ANY($1)", ids);
    Ok(rows.fetch_all(connection).await?.into_iter().collect())
}

/// The same services with the falls that have not ended.
async fn with_open(
    connection: &mut PgConnection,
    mut services: Vec<PublicService>,
) -> sqlx::Result<Vec<PublicService>> {
    let fallen = services.iter().filter(|service| matches!(service.quality, Quality::Fell { .. }));
    let fallen: Vec<Uuid> = fallen.map(|service| service.id).collect();
    if fallen.is_empty() {
        return Ok(services);
    }
    let rows = sqlx::query!(
        "SELECT service_id, signal_id, reason FROM evaluation.quality_signals
         WHERE service_id = ANY ($1) AND state IN ('open', 'confirmed') ORDER BY create_time, signal_id",
        &fallen,
    );
    let mut open: HashMap<Uuid, Vec<OpenSignal>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let signal = OpenSignal { id: row.signal_id, reason: row.reason };
        open.entry(row.service_id).or_default().push(signal);
    }
    for service in &mut services {
        service.open = open.remove(&service.id).unwrap_or_default();
    }
    Ok(services)
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
