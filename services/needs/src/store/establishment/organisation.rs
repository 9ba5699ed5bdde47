//! `needs.units` as an import of the whole tree writes it. Whoever does that holds [`lock_tree`](crate::store::units::lock_tree).

use crate::domain::unit_plan::{Known, Placed};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// All units of the tenant.
pub async fn all(connection: &mut PgConnection) -> sqlx::Result<Vec<Known>> {
    let rows = sqlx::query!(
        "SELECT unit_id, code, parent_id, display_name FROM needs.units
         WHERE instansi = current_setting('app.instansi') ORDER BY unit_id",
    );
    let known = rows.fetch_all(connection).await?.into_iter().map(|row| Known {
        id: row.unit_id,
        code: row.code,
        parent: row.parent_id,
        name: row.display_name,
    });
    Ok(known.collect())
}

struct Columns {
    ids: Vec<Uuid>,
    parents: Vec<Option<Uuid>>,
    codes: Vec<String>,
    names: Vec<String>,
    sectors: Vec<String>,
    from: Vec<jiff_sqlx::Date>,
    until: Vec<Option<jiff_sqlx::Date>>,
}

fn columns(units: &[&Placed]) -> Columns {
    let lines = || units.iter().map(|placed| &placed.line);
    Columns {
        ids: lines().map(|line| line.id).collect(),
        parents: units.iter().map(|placed| placed.parent).collect(),
        codes: lines().map(|line| line.code.to_string()).collect(),
        names: lines().map(|line| line.name.as_str().to_owned()).collect(),
        sectors: lines().map(|line| line.sector.map_or("", |sector| sector.as_str()).to_owned()).collect(),
        from: lines().map(|line| line.validity.from.to_sqlx()).collect(),
        until: lines().map(|line| line.validity.until.map(ToSqlx::to_sqlx)).collect(),
    }
}

/// Adds units. Their paths are their ids until [`follow`] gives them real ones: a parent may have its own from another row.
pub async fn insert_all(connection: &mut PgConnection, units: &[&Placed], now: Timestamp) -> sqlx::Result<()> {
    let columns = columns(units);
    sqlx::query!(
        "INSERT INTO needs.units (unit_id, path, display_name, parent_id, code, own_sector, valid_from, valid_until,
                                  create_time)
         SELECT unit_id, unit_id::text, display_name, parent_id, code, own_sector, valid_from, valid_until, $8
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[])
              AS unit (unit_id, parent_id, code, display_name, own_sector, valid_from, valid_until)",
        &columns.ids,
        &columns.parents as &[Option<Uuid>],
        &columns.codes,
        &columns.names,
        &columns.sectors,
        &columns.from as _,
        &columns.until as _,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Brings units that were there up to date and returns how many are different now.
pub async fn update_all(connection: &mut PgConnection, units: &[&Placed]) -> sqlx::Result<u64> {
    let columns = columns(units);
    let updated = sqlx::query!(
        "UPDATE needs.units
         SET parent_id = row.parent_id, code = row.code, display_name = row.display_name, own_sector = row.own_sector,
             valid_from = row.valid_from, valid_until = row.valid_until
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[])
              AS row (unit_id, parent_id, code, display_name, own_sector, valid_from, valid_until)
         WHERE units.unit_id = row.unit_id
           AND (units.parent_id, units.code, units.display_name, units.own_sector, units.valid_from, units.valid_until)
               IS DISTINCT FROM
               (row.parent_id, row.code, row.display_name, row.own_sector, row.valid_from, row.valid_until)",
        &columns.ids,
        &columns.parents as &[Option<Uuid>],
        &columns.codes,
        &columns.names,
        &columns.sectors,
        &columns.from as _,
        &columns.until as _,
    );
    Ok(updated.execute(connection).await?.rows_affected())
}

/// Gives every unit below the roots the path and the sector that its place in the tree asks for. Returns those whose path or
/// sector is another now.
pub async fn follow(connection: &mut PgConnection) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "WITH RECURSIVE tree AS (
             SELECT unit_id, display_name AS path, own_sector AS sector FROM needs.units
             WHERE instansi = current_setting('app.instansi') AND parent_id IS NULL
             UNION ALL
             SELECT below.unit_id, tree.path || ' | ' || below.display_name, coalesce(nullif(below.own_sector, ''), tree.sector)
             FROM tree JOIN needs.units AS below ON below.parent_id = tree.unit_id
         )
         UPDATE needs.units SET path = tree.path, sector = tree.sector FROM tree
         WHERE units.unit_id = tree.unit_id AND (units.path, units.sector) IS DISTINCT FROM (tree.path, tree.sector)
         RETURNING units.unit_id",
    )
    .fetch_all(connection)
    .await
}

/// Gives new units the sector of the nearest unit above that has one; none of them has units that are not new below it.
pub async fn inherit_sectors(connection: &mut PgConnection, new: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "WITH RECURSIVE fresh AS (
             SELECT unit.unit_id, above.sector
             FROM needs.units AS unit JOIN needs.units AS above ON above.unit_id = unit.parent_id
             WHERE unit.unit_id = ANY ($1) AND above.unit_id <> ALL ($1) AND above.sector <> ''
             UNION ALL
             SELECT below.unit_id, fresh.sector FROM fresh JOIN needs.units AS below ON below.parent_id = fresh.unit_id
         )
         UPDATE needs.units SET sector = fresh.sector FROM fresh WHERE units.unit_id = fresh.unit_id",
        new,
    )
    .execute(connection)
    .await?;
    Ok(())
}
