//! `needs.units`.

use crate::domain::{
    organisation::{Sector, Validity},
    position::{Unit, UnitPath},
};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Lets one import at a time change the tenant's tree or the positions in it: two imports of the same new unit would collide,
/// and two that hold positions in the order of their files would wait for each other.
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

struct Row {
    unit_id: Uuid,
    path: String,
    parent_id: Option<Uuid>,
    code: Option<String>,
    sector: String,
    valid_from: jiff_sqlx::Date,
    valid_until: Option<jiff_sqlx::Date>,
    create_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Unit {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.unit_id,
            path: UnitPath::parse(&row.path).map_err(|error| sqlx::Error::Decode(error.into()))?,
            parent: row.parent_id,
            code: row.code,
            sector: Sector::parse(&row.sector).map_err(|_| crate::store::unknown("sector", &row.sector))?,
            validity: Validity { from: row.valid_from.to_jiff(), until: row.valid_until.map(jiff_sqlx::Date::to_jiff) },
            create_time: row.create_time.to_jiff(),
        })
    }
}

/// Reads units by id, in any order.
pub async fn get_all(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Unit>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT unit_id, path, parent_id, code, sector, valid_from, valid_until, create_time
         FROM needs.units WHERE unit_id = ANY ($1)",
        ids,
    );
    rows.fetch_all(connection).await?.into_iter().map(Unit::try_from).collect()
}

/// Reads a unit.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Unit>> {
    Ok(get_all(connection, &[id]).await?.pop())
}

/// Lists units, first imported first; an empty text means any path.
pub async fn list(connection: &mut PgConnection, contains: &str, page: &Page) -> sqlx::Result<Vec<Unit>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT unit_id, path, parent_id, code, sector, valid_from, valid_until, create_time FROM needs.units
         WHERE instansi = current_setting('app.instansi') AND (create_time, unit_id) > ($1, $2)
           AND strpos(lower(path), lower($3)) > 0
         ORDER BY create_time, unit_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        contains,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Unit::try_from).collect()
}
