//! What planning reads: the tree of units, and the positions in it.

use crate::domain::planning_tree::{Node, PlanningTree};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use num_rational::BigRational;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// The units that exist on a day or begin later.
pub async fn tree(connection: &mut PgConnection, day: Date) -> sqlx::Result<PlanningTree> {
    let rows = sqlx::query!(
        "SELECT unit_id, parent_id, path, sector, create_time FROM needs.units
         WHERE instansi = current_setting('app.instansi') AND (valid_until IS NULL OR valid_until >= $1)
         ORDER BY create_time, unit_id",
        day.to_sqlx() as _,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let nodes = rows.map(|row| Node {
        id: row.unit_id,
        parent: row.parent_id,
        path: row.path,
        sector: row.sector,
        create_time: row.create_time.to_jiff(),
    });
    Ok(PlanningTree::new(nodes.collect()))
}

/// Whether all of these units exist.
pub async fn units_exist(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT NOT EXISTS (SELECT FROM unnest($1::uuid[]) AS wanted (unit_id)
                              WHERE unit_id NOT IN (SELECT unit_id FROM needs.units)) AS "all!""#,
        ids,
    );
    found.fetch_one(connection).await
}

/// A position as planning needs it.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Id.
    pub id: Uuid,
    /// Unit.
    pub unit: Uuid,
    /// Title.
    pub title: String,
    /// Job class, or 0.
    pub job_class: i32,
    /// People in it (B).
    pub incumbents: i32,
    /// People it needs (K).
    pub required: i32,
    /// Seats determined and not filled yet.
    pub pending: i64,
    /// Exact workload in full-time people, once computed.
    pub full_time_equivalent: Option<BigRational>,
    /// Ruleset of the computation.
    pub ruleset: String,
    /// When it was first imported.
    pub create_time: Timestamp,
}

/// The positions of units, first imported first: a page of them, or all.
pub async fn positions(
    connection: &mut PgConnection,
    units: &[Uuid],
    page: Option<&Page>,
) -> sqlx::Result<Vec<Planned>> {
    let (after_time, after_id) =
        page.map_or((Timestamp::UNIX_EPOCH, Uuid::nil()), |page| (page.after_time(), page.after.1));
    let rows = sqlx::query!(
        r#"SELECT position_id, unit_id, title, job_class, incumbents, required, fte, ruleset, create_time,
                  coalesce(pending, 0) AS "pending!"
           FROM needs.positions LEFT JOIN (
                SELECT position_id, sum(seats - filled - lapsed) AS pending FROM needs.needs GROUP BY position_id
           ) AS open USING (position_id)
           WHERE instansi = current_setting('app.instansi') AND unit_id = ANY ($1) AND (create_time, position_id) > ($2, $3)
           ORDER BY create_time, position_id LIMIT $4"#,
        units,
        after_time.to_sqlx() as _,
        after_id,
        page.map(Page::limit),
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    rows.map(|row| {
        let fte =
            (!row.fte.is_empty()).then(|| row.fte.parse().map_err(|_| crate::store::unknown("fraction", &row.fte)));
        Ok(Planned {
            id: row.position_id,
            unit: row.unit_id,
            title: row.title,
            job_class: row.job_class,
            incumbents: row.incumbents,
            required: row.required,
            pending: row.pending,
            full_time_equivalent: fte.transpose()?,
            ruleset: row.ruleset,
            create_time: row.create_time.to_jiff(),
        })
    })
    .collect()
}

/// People in positions, of those that exist.
pub async fn incumbents_of(connection: &mut PgConnection, positions: &[Uuid]) -> sqlx::Result<HashMap<Uuid, i32>> {
    let rows =
        sqlx::query!("SELECT position_id, incumbents FROM needs.positions WHERE position_id = ANY ($1)", positions);
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.position_id, row.incumbents)).collect())
}

/// By how many people positions have changed since `day`, or since the later day for which they were counted.
pub async fn moved_since(
    connection: &mut PgConnection,
    positions: &[Uuid],
    day: Date,
) -> sqlx::Result<HashMap<Uuid, i64>> {
    let rows = sqlx::query!(
        r#"SELECT position_id, sum(change) AS "change!"
           FROM needs.incumbent_changes JOIN needs.positions USING (position_id)
           WHERE position_id = ANY ($1) AND day > greatest($2, incumbents_date) GROUP BY position_id"#,
        positions,
        day.to_sqlx() as _,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.position_id, row.change)).collect())
}

/// People that positions must have by law, of those that have a minimum. Projections and budget plans keep to it.
pub async fn minima_of(connection: &mut PgConnection, positions: &[Uuid]) -> sqlx::Result<HashMap<Uuid, i32>> {
    let rows = sqlx::query!(
        "SELECT position_id, posts FROM needs.requirements WHERE part = 'minimum' AND position_id = ANY ($1)",
        positions
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.position_id, row.posts)).collect())
}
