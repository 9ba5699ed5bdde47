//! `needs.requirements`: what positions' needs were counted by beside their sheets, and the needs themselves.

use crate::domain::requirement::{Counted, Figure, Method, Standing};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// The part of a need that a method gives.
pub fn part_of(method: Method) -> &'static str {
    if method == Method::Minimum { "minimum" } else { "computed" }
}

/// Puts counted parts, and their derivations, in the place of those the positions had.
pub async fn replace_all(
    connection: &mut PgConnection,
    counted: &[(Uuid, Counted)],
    now: Timestamp,
) -> sqlx::Result<()> {
    let positions: Vec<Uuid> = counted.iter().map(|(position, _)| *position).collect();
    let text = |field: fn(&Counted) -> &str| counted.iter().map(|(_, one)| field(one).to_owned()).collect::<Vec<_>>();
    let parts = text(|one| part_of(one.method));
    let posts: Vec<i32> = counted.iter().map(|(_, one)| one.posts).collect();
    let fte = |one: &Counted| one.full_time_equivalent.as_ref().map(ToString::to_string).unwrap_or_default();
    let workloads: Vec<String> = counted.iter().map(|(_, one)| fte(one)).collect();
    remove(connection, &positions, &parts).await?;
    sqlx::query!(
        "INSERT INTO needs.requirements (position_id, part, method, ruleset, fte, posts, compute_time)
         SELECT position_id, part, method, ruleset, fte, posts, $7
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[])
              AS row (position_id, part, method, ruleset, fte, posts)",
        &positions,
        &parts,
        &text(|one| one.method.name()),
        &text(|one| &one.ruleset),
        &workloads,
        &posts,
        now.to_sqlx() as _,
    )
    .execute(&mut *connection)
    .await?;
    crate::store::derivations::insert_all(connection, counted).await
}

/// Takes parts of positions away, with their derivations. Returns how many were there.
pub async fn remove(connection: &mut PgConnection, positions: &[Uuid], parts: &[String]) -> sqlx::Result<u64> {
    let removed = sqlx::query!(
        "DELETE FROM needs.requirements USING unnest($1::uuid[], $2::text[]) AS gone (position_id, part)
         WHERE requirements.instansi = current_setting('app.instansi')
           AND requirements.position_id = gone.position_id AND requirements.part = gone.part",
        positions,
        parts,
    );
    Ok(removed.execute(connection).await?.rows_affected())
}

/// Takes away what positions were counted by before they got a sheet.
pub async fn remove_computed(connection: &mut PgConnection, positions: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM needs.requirements WHERE position_id = ANY ($1) AND part = 'computed'", positions)
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes a part's result after one of its inputs changed.
pub async fn update(
    connection: &mut PgConnection,
    position: Uuid,
    figure: &Figure,
    now: Timestamp,
) -> sqlx::Result<()> {
    let fte = figure.full_time_equivalent.as_ref().map(ToString::to_string).unwrap_or_default();
    sqlx::query!(
        "UPDATE needs.requirements SET fte = $3, posts = $4, compute_time = $5 WHERE position_id = $1 AND part = $2",
        position,
        part_of(figure.method),
        fte,
        figure.posts,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What the needs of positions rest on, of those that have anything beside a sheet.
pub async fn standings(connection: &mut PgConnection, positions: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Standing>> {
    let rows = sqlx::query!(
        "SELECT position_id, method, ruleset, fte, posts FROM needs.requirements WHERE position_id = ANY ($1)",
        positions,
    );
    let mut standings: HashMap<Uuid, Standing> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let exact = |text: &str| text.parse().map_err(|_| crate::store::unknown("fraction", text));
        let method = Method::of_name(&row.method).ok_or_else(|| crate::store::unknown("method", &row.method))?;
        let full_time_equivalent = (!row.fte.is_empty()).then(|| exact(&row.fte)).transpose()?;
        let figure = Figure { method, ruleset: row.ruleset, full_time_equivalent, posts: row.posts };
        standings.entry(row.position_id).or_default().put(figure);
    }
    Ok(standings)
}

/// The minimum of every position of the tenant that has one.
pub async fn minima(connection: &mut PgConnection) -> sqlx::Result<HashMap<Uuid, i32>> {
    let rows = sqlx::query!(
        "SELECT position_id, posts FROM needs.requirements
         WHERE instansi = current_setting('app.instansi') AND part = 'minimum'",
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.position_id, row.posts)).collect())
}

/// A need as it is written into the position map.
pub struct Needed {
    /// Position.
    pub position: Uuid,
    /// Exact workload as a fraction, or empty.
    pub fte: String,
    /// People needed.
    pub required: i32,
    /// Ruleset that decided.
    pub ruleset: String,
    /// Whether the work was counted anew, so that a doubt about the old count is settled.
    pub counted_anew: bool,
}

impl Needed {
    /// The need of a position that rests on `standing`.
    pub fn of(position: Uuid, standing: &Standing, counted_anew: bool) -> Self {
        let fte = standing.full_time_equivalent().map(ToString::to_string).unwrap_or_default();
        let (required, ruleset) = (standing.required(), standing.ruleset().to_owned());
        Self { position, fte, required, ruleset, counted_anew }
    }
}

/// Writes needs into the position map. Whoever calls holds the positions. The tenant is named for the planner: without it, it
/// reads the positions of the whole province to find many.
pub async fn save_needs(connection: &mut PgConnection, needed: &[Needed], now: Timestamp) -> sqlx::Result<()> {
    let positions: Vec<Uuid> = needed.iter().map(|need| need.position).collect();
    let fte: Vec<&str> = needed.iter().map(|need| need.fte.as_str()).collect();
    let required: Vec<i32> = needed.iter().map(|need| need.required).collect();
    let rulesets: Vec<&str> = needed.iter().map(|need| need.ruleset.as_str()).collect();
    let anew: Vec<bool> = needed.iter().map(|need| need.counted_anew).collect();
    sqlx::query!(
        "UPDATE needs.positions
         SET fte = needed.fte, required = needed.required, ruleset = needed.ruleset, compute_time = $6, update_time = $6,
             version = version + 1, stale = stale AND NOT anew,
             counted_time = CASE WHEN anew THEN $6 ELSE coalesce(counted_time, compute_time, $6) END,
             population = CASE WHEN anew THEN NULL ELSE population END
         FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::bool[])
              AS needed (position_id, fte, required, ruleset, anew)
         WHERE instansi = current_setting('app.instansi') AND positions.position_id = needed.position_id",
        &positions,
        &fte as &[&str],
        &required,
        &rulesets as &[&str],
        &anew,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A position's share of what its unit does.
pub struct Load {
    /// Exact workload as a fraction, or empty.
    pub fte: String,
    /// Ruleset it was computed by.
    pub ruleset: String,
    /// People of all positions with this workload.
    pub people: i64,
    /// How many positions.
    pub positions: i64,
}

/// Workloads and people of a unit and all units below it; equal workloads by the same ruleset in one row.
pub async fn loads_below(connection: &mut PgConnection, unit: Uuid) -> sqlx::Result<Vec<Load>> {
    let rows = sqlx::query_as!(
        Load,
        r#"WITH RECURSIVE below AS (
               SELECT unit_id FROM needs.units WHERE unit_id = $1
               UNION SELECT units.unit_id FROM needs.units JOIN below ON units.parent_id = below.unit_id
           )
           SELECT fte, ruleset, sum(incumbents) AS "people!", count(*) AS "positions!"
           FROM needs.positions JOIN below USING (unit_id) GROUP BY fte, ruleset"#,
        unit,
    );
    rows.fetch_all(connection).await
}
