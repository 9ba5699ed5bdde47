//! `needs.units`.

use crate::domain::position::{Unit, UnitPath};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Lets one transaction at a time add units to the tenant's tree: two imports of the same new unit would collide.
pub async fn lock_tree(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtext('needs.units'), hashtext(current_setting('app.instansi')))")
        .execute(connection)
        .await?;
    Ok(())
}

/// Ids of the units with these paths, of those that exist.
pub async fn ids_of(connection: &mut PgConnection, paths: &[String]) -> sqlx::Result<HashMap<String, Uuid>> {
    let rows = sqlx::query!(
        "SELECT path, unit_id FROM needs.units WHERE instansi = current_setting('app.instansi') AND path = ANY ($1)",
        paths,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.path, row.unit_id)).collect())
}

/// Adds units; parents come before their children.
pub async fn insert_all(connection: &mut PgConnection, units: &[Unit]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = units.iter().map(|unit| unit.id).collect();
    let paths: Vec<String> = units.iter().map(|unit| unit.path.to_string()).collect();
    let names: Vec<String> = units.iter().map(|unit| unit.path.display_name().to_owned()).collect();
    let parents: Vec<Option<Uuid>> = units.iter().map(|unit| unit.parent).collect();
    let Some(first) = units.first() else { return Ok(()) };
    sqlx::query!(
        "INSERT INTO needs.units (unit_id, path, display_name, parent_id, create_time)
         SELECT unit_id, path, display_name, parent_id, $5
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[]) AS unit (unit_id, path, display_name, parent_id)",
        &ids,
        &paths,
        &names,
        &parents as &[Option<Uuid>],
        first.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Reads a unit.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Unit>> {
    let row = sqlx::query!("SELECT unit_id, path, parent_id, create_time FROM needs.units WHERE unit_id = $1", id);
    let row = row.fetch_optional(connection).await?;
    row.map(|row| unit(row.unit_id, &row.path, row.parent_id, row.create_time)).transpose()
}

/// Lists units, first imported first; an empty text means any path.
pub async fn list(connection: &mut PgConnection, contains: &str, page: &Page) -> sqlx::Result<Vec<Unit>> {
    let rows = sqlx::query!(
        "SELECT unit_id, path, parent_id, create_time FROM needs.units
         WHERE instansi = current_setting('app.instansi') AND (create_time, unit_id) > ($1, $2)
           AND strpos(lower(path), lower($3)) > 0
         ORDER BY create_time, unit_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        contains,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?;
    rows.into_iter().map(|row| unit(row.unit_id, &row.path, row.parent_id, row.create_time)).collect()
}

fn unit(id: Uuid, path: &str, parent: Option<Uuid>, create_time: jiff_sqlx::Timestamp) -> sqlx::Result<Unit> {
    let path = UnitPath::parse(path).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(Unit { id, path, parent, create_time: create_time.to_jiff() })
}
