//! The position map (*peta jabatan*), summed up the tree of units.

use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// People who are there and people who are needed, summed over the positions of units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Staffing {
    /// Units.
    pub units: i64,
    /// Positions.
    pub positions: i64,
    /// People in them (*bezetting*).
    pub incumbents: i64,
    /// People they need (*kebutuhan*).
    pub required: i64,
    /// What those lack that lack people.
    pub lacking: i64,
    /// What the others have too many.
    pub surplus: i64,
}

/// Something directly below a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// 0 for a unit, 1 for a position.
    pub rank: i64,
    /// Id.
    pub id: Uuid,
}

/// Whether a unit and all above it exist on `date`; without a date, whether it exists at all.
pub async fn is_there(connection: &mut PgConnection, unit: Uuid, date: Option<Date>) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        r#"WITH RECURSIVE way AS (
               SELECT parent_id, valid_from, valid_until FROM needs.units WHERE unit_id = $1
               UNION ALL
               SELECT above.parent_id, above.valid_from, above.valid_until
               FROM way JOIN needs.units AS above ON above.unit_id = way.parent_id
           )
           SELECT coalesce(bool_and($2::date IS NULL OR $2 BETWEEN valid_from AND coalesce(valid_until, 'infinity')), false)
                  AS "there!"
           FROM way"#,
        unit,
        date.map(ToSqlx::to_sqlx) as _,
    );
    found.fetch_one(connection).await
}

/// What lies directly below a unit, or at the root: units, then positions, each in the order of their ids.
pub async fn entries(
    connection: &mut PgConnection,
    unit: Option<Uuid>,
    date: Option<Date>,
    page: &Page,
) -> sqlx::Result<Vec<Entry>> {
    let entries = sqlx::query_as!(
        Entry,
        r#"SELECT rank AS "rank!", id AS "id!" FROM (
               SELECT 0::bigint AS rank, unit_id AS id FROM needs.units
               WHERE instansi = current_setting('app.instansi')
                 AND (parent_id = $1 OR ($1::uuid IS NULL AND parent_id IS NULL))
                 AND ($2::date IS NULL OR $2 BETWEEN valid_from AND coalesce(valid_until, 'infinity'))
               UNION ALL
               SELECT 1, position_id FROM needs.positions WHERE unit_id = $1
           ) AS entry
           WHERE (rank, id) > ($3, $4) ORDER BY rank, id LIMIT $5"#,
        unit,
        date.map(ToSqlx::to_sqlx) as _,
        page.after.0,
        page.after.1,
        page.limit(),
    );
    entries.fetch_all(connection).await
}

/// The ids of the roots of the tenant's tree.
pub async fn roots(connection: &mut PgConnection, date: Option<Date>) -> sqlx::Result<Vec<Uuid>> {
    let roots = sqlx::query_scalar!(
        "SELECT unit_id FROM needs.units WHERE instansi = current_setting('app.instansi') AND parent_id IS NULL
           AND ($1::date IS NULL OR $1 BETWEEN valid_from AND coalesce(valid_until, 'infinity'))",
        date.map(ToSqlx::to_sqlx) as _,
    );
    roots.fetch_all(connection).await
}

/// The sums of units with everything below them; `deep` is false for their own positions only. Units that do not exist on
/// `date` are left out with everything below them.
pub async fn staffing(
    connection: &mut PgConnection,
    units: &[Uuid],
    date: Option<Date>,
    deep: bool,
) -> sqlx::Result<HashMap<Uuid, Staffing>> {
    let rows = sqlx::query!(
        r#"WITH RECURSIVE tree AS (
               SELECT unit_id AS top, unit_id FROM needs.units WHERE unit_id = ANY ($1)
               UNION ALL
               SELECT tree.top, below.unit_id FROM tree JOIN needs.units AS below ON below.parent_id = tree.unit_id
               WHERE $3 AND ($2::date IS NULL OR $2 BETWEEN below.valid_from AND coalesce(below.valid_until, 'infinity'))
           )
           SELECT top AS "top!", count(DISTINCT tree.unit_id) AS "units!", count(position_id) AS "positions!",
                  coalesce(sum(incumbents), 0) AS "incumbents!", coalesce(sum(required), 0) AS "required!",
                  coalesce(sum(greatest(required - incumbents, 0)), 0) AS "lacking!",
                  coalesce(sum(greatest(incumbents - required, 0)), 0) AS "surplus!"
           FROM tree LEFT JOIN needs.positions USING (unit_id) GROUP BY top"#,
        units,
        date.map(ToSqlx::to_sqlx) as _,
        deep,
    );
    let sums = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let staffing = Staffing {
            units: row.units,
            positions: row.positions,
            incumbents: row.incumbents,
            required: row.required,
            lacking: row.lacking,
            surplus: row.surplus,
        };
        (row.top, staffing)
    });
    Ok(sums.collect())
}
