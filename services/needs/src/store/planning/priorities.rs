//! `needs.priorities`.

use crate::domain::{
    budget::Weight,
    organisation::Sector,
    priority::{Priority, Target},
    scenario,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

struct Row {
    priority_id: Uuid,
    unit_id: Option<Uuid>,
    sector: Option<String>,
    weight: i32,
    previous: i32,
    reason: String,
    contribution: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Priority {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let target = match row.unit_id {
            Some(unit) => Target::Unit(unit),
            None => {
                let text = row.sector.unwrap_or_default();
                let sector = Sector::parse(&text).ok().flatten();
                Target::Sector(sector.ok_or_else(|| crate::store::unknown("sector", &text))?)
            }
        };
        Ok(Self {
            id: row.priority_id,
            target,
            weight: row.weight,
            previous: row.previous,
            reason: row.reason,
            contribution: row.contribution,
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

fn columns(target: Target) -> (Option<Uuid>, Option<&'static str>) {
    match target {
        Target::Unit(unit) => (Some(unit), None),
        Target::Sector(sector) => (None, Some(sector.as_str())),
    }
}

/// Lets one transaction at a time weigh a target, also one that was never weighed, and reads its weight.
pub async fn lock(connection: &mut PgConnection, target: Target) -> sqlx::Result<Option<Priority>> {
    let (unit, sector) = columns(target);
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtext('needs.priorities'),
                                      hashtext(current_setting('app.instansi') || coalesce($1::text, '') || coalesce($2, '')))",
        unit.map(|unit| unit.to_string()),
        sector,
    )
    .execute(&mut *connection)
    .await?;
    let row = sqlx::query_as!(
        Row,
        "SELECT priority_id, unit_id, sector, weight, previous, reason, contribution, version, create_time, update_time
         FROM needs.priorities
         WHERE instansi = current_setting('app.instansi') AND unit_id IS NOT DISTINCT FROM $1
           AND sector IS NOT DISTINCT FROM $2
         FOR UPDATE",
        unit,
        sector,
    );
    row.fetch_optional(connection).await?.map(Priority::try_from).transpose()
}

/// Adds a weight or brings it up to date.
pub async fn save(connection: &mut PgConnection, priority: &Priority) -> sqlx::Result<()> {
    let (unit, sector) = columns(priority.target);
    sqlx::query!(
        "INSERT INTO needs.priorities (priority_id, unit_id, sector, weight, previous, reason, contribution, version,
                                       create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (priority_id) DO UPDATE
         SET weight = excluded.weight, previous = excluded.previous, reason = excluded.reason,
             contribution = excluded.contribution, version = excluded.version, update_time = excluded.update_time",
        priority.id,
        unit,
        sector,
        priority.weight,
        priority.previous,
        priority.reason,
        priority.contribution,
        priority.version,
        priority.create_time.to_sqlx() as _,
        priority.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// When a priority last changed; none if there is no such priority.
pub async fn changed(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Timestamp>> {
    let row = sqlx::query!("SELECT update_time FROM needs.priorities WHERE priority_id = $1", id);
    Ok(row.fetch_optional(connection).await?.map(|row| row.update_time.to_jiff()))
}

/// All priorities as the weights of a plan, in hundredths, oldest first.
pub async fn in_force(connection: &mut PgConnection) -> sqlx::Result<Vec<Weight>> {
    let rows = sqlx::query!(
        "SELECT unit_id, sector, weight FROM needs.priorities
         WHERE instansi = current_setting('app.instansi') ORDER BY create_time, priority_id"
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let weights = rows.map(|row| {
        let sector = scenario::Target::Sector(row.sector.unwrap_or_default());
        Weight { target: row.unit_id.map_or(sector, scenario::Target::Unit), weight: row.weight }
    });
    Ok(weights.collect())
}

/// Lists priorities, oldest first.
pub async fn list(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<Priority>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT priority_id, unit_id, sector, weight, previous, reason, contribution, version, create_time, update_time
         FROM needs.priorities
         WHERE instansi = current_setting('app.instansi') AND (create_time, priority_id) > ($1, $2)
         ORDER BY create_time, priority_id LIMIT $3",
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Priority::try_from).collect()
}
