//! `needs.populations` and `needs.unit_regions`.

use crate::domain::signal::Population;
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// What is known of a region on a day.
pub struct Entry {
    /// Id.
    pub id: Uuid,
    /// Code of the region.
    pub region: String,
    /// Name of the region.
    pub display_name: String,
    /// Day for which people were counted.
    pub date: Date,
    /// How many people.
    pub total: i64,
    /// When it was first told.
    pub create_time: Timestamp,
}

/// Adds populations, or corrects those of the same region and day. A region and day must not stand there twice.
pub async fn upsert_all(connection: &mut PgConnection, entries: &[Entry]) -> sqlx::Result<()> {
    let Some(first) = entries.first() else { return Ok(()) };
    let ids: Vec<Uuid> = entries.iter().map(|entry| entry.id).collect();
    let regions: Vec<String> = entries.iter().map(|entry| entry.region.clone()).collect();
    let names: Vec<String> = entries.iter().map(|entry| entry.display_name.clone()).collect();
    let days: Vec<jiff_sqlx::Date> = entries.iter().map(|entry| entry.date.to_sqlx()).collect();
    let totals: Vec<i64> = entries.iter().map(|entry| entry.total).collect();
    sqlx::query!(
        "INSERT INTO needs.populations (population_id, region, display_name, date, total, create_time, update_time)
         SELECT id, region, name, date, total, $6, $6
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::bigint[]) AS new (id, region, name, date, total)
         ORDER BY region, date
         ON CONFLICT ON CONSTRAINT populations_once
         DO UPDATE SET display_name = excluded.display_name, total = excluded.total, update_time = excluded.update_time",
        &ids,
        &regions,
        &names,
        &days as _,
        &totals,
        first.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists populations, first told first; an empty region means all.
pub async fn list(connection: &mut PgConnection, region: &str, page: &Page) -> sqlx::Result<Vec<Entry>> {
    let rows = sqlx::query!(
        "SELECT population_id, region, display_name, date, total, create_time FROM needs.populations
         WHERE instansi = current_setting('app.instansi') AND (create_time, population_id) > ($1, $2)
           AND ($3 = '' OR region = $3)
         ORDER BY create_time, population_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        region,
        page.limit(),
    );
    let entries = rows.fetch_all(connection).await?.into_iter().map(|row| Entry {
        id: row.population_id,
        region: row.region,
        display_name: row.display_name,
        date: row.date.to_jiff(),
        total: row.total,
        create_time: row.create_time.to_jiff(),
    });
    Ok(entries.collect())
}

/// All that is known of regions, each by day, with the name told last.
pub async fn of_regions(
    connection: &mut PgConnection,
    regions: &[String],
) -> sqlx::Result<HashMap<String, (String, Vec<Population>)>> {
    let rows = sqlx::query!(
        "SELECT region, display_name, date, total FROM needs.populations
         WHERE instansi = current_setting('app.instansi') AND region = ANY ($1) ORDER BY region, date",
        regions,
    );
    let mut found: HashMap<String, (String, Vec<Population>)> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let (name, known) = found.entry(row.region).or_default();
        *name = row.display_name;
        known.push(Population { date: row.date.to_jiff(), total: row.total });
    }
    Ok(found)
}

/// A unit and its region.
pub struct Link {
    /// The unit.
    pub unit: Uuid,
    /// Code of the region.
    pub region: String,
    /// When it was first linked.
    pub create_time: Timestamp,
}

/// Links units to regions; each unit once.
pub async fn link_all(connection: &mut PgConnection, links: &[(Uuid, String)], now: Timestamp) -> sqlx::Result<()> {
    let (units, regions): (Vec<Uuid>, Vec<String>) = links.iter().cloned().unzip();
    sqlx::query!(
        "INSERT INTO needs.unit_regions (unit_id, region, create_time)
         SELECT unit_id, region, $3 FROM unnest($1::uuid[], $2::text[]) AS new (unit_id, region) ORDER BY unit_id
         ON CONFLICT (unit_id) DO UPDATE SET region = excluded.region",
        &units,
        &regions,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes the link of a unit away.
pub async fn unlink(connection: &mut PgConnection, unit: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM needs.unit_regions WHERE unit_id = $1", unit).execute(connection).await?;
    Ok(())
}

/// Lists linked units, first linked first.
pub async fn links(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<Link>> {
    let rows = sqlx::query!(
        "SELECT unit_id, region, create_time FROM needs.unit_regions
         WHERE instansi = current_setting('app.instansi') AND (create_time, unit_id) > ($1, $2)
         ORDER BY create_time, unit_id LIMIT $3",
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    let links = rows.fetch_all(connection).await?.into_iter();
    Ok(links
        .map(|row| Link { unit: row.unit_id, region: row.region, create_time: row.create_time.to_jiff() })
        .collect())
}

/// The link that counts for a unit: its own, else that of the nearest unit above.
pub async fn link_of(connection: &mut PgConnection, unit: Uuid) -> sqlx::Result<Option<Link>> {
    let row = sqlx::query!(
        r#"SELECT above.unit_id, region, unit_regions.create_time
           FROM needs.units AS own JOIN needs.units AS above
                ON above.instansi = own.instansi AND (above.unit_id = own.unit_id OR starts_with(own.path, above.path || ' | '))
                JOIN needs.unit_regions ON unit_regions.unit_id = above.unit_id
           WHERE own.unit_id = $1 ORDER BY length(above.path) DESC LIMIT 1"#,
        unit,
    );
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| Link { unit: row.unit_id, region: row.region, create_time: row.create_time.to_jiff() }))
}

/// A sheet among those that a unit's population drives.
pub struct Sheet {
    /// Position.
    pub position: Uuid,
    /// When its work was counted; computing it anew by another ruleset counts nothing.
    pub counted_time: Timestamp,
    /// The population it was scaled to, if it was.
    pub population: Option<i64>,
    /// Whether a structure change made it invalid.
    pub stale: bool,
}

/// The computed sheets of a unit and of all units below it that have no region of their own.
pub async fn sheets_of(connection: &mut PgConnection, unit: Uuid) -> sqlx::Result<Vec<Sheet>> {
    let rows = sqlx::query!(
        r#"SELECT position_id, coalesce(counted_time, compute_time) AS "counted_time!", population, stale
           FROM needs.units AS top JOIN needs.units AS below
                ON below.instansi = top.instansi
                   AND (below.unit_id = top.unit_id OR starts_with(below.path, top.path || ' | '))
                JOIN needs.positions ON positions.unit_id = below.unit_id
           WHERE top.unit_id = $1 AND compute_time IS NOT NULL
             AND NOT EXISTS (SELECT FROM needs.unit_regions JOIN needs.units AS other USING (unit_id)
                             WHERE other.instansi = top.instansi AND starts_with(other.path, top.path || ' | ')
                               AND (other.unit_id = below.unit_id OR starts_with(below.path, other.path || ' | ')))
           ORDER BY position_id"#,
        unit,
    );
    let sheets = rows.fetch_all(connection).await?.into_iter().map(|row| Sheet {
        position: row.position_id,
        counted_time: row.counted_time.to_jiff(),
        population: row.population,
        stale: row.stale,
    });
    Ok(sheets.collect())
}

/// A linked unit and the sheet of those it drives whose work was counted longest ago, if one counts.
pub struct OldestCount {
    /// The unit.
    pub unit: Uuid,
    /// Code of its region.
    pub region: String,
    /// The sheet.
    pub sheet: Option<Sheet>,
}

/// All linked units, each with its oldest count: of its own positions and of those of units below it that have no region of
/// their own.
pub async fn oldest_counts(connection: &mut PgConnection) -> sqlx::Result<Vec<OldestCount>> {
    let rows = sqlx::query!(
        r#"WITH RECURSIVE served AS (
               SELECT unit_id AS top, unit_id FROM needs.unit_regions WHERE instansi = current_setting('app.instansi')
               UNION ALL
               SELECT top, below.unit_id FROM served JOIN needs.units AS below ON below.parent_id = served.unit_id
               WHERE NOT EXISTS (SELECT FROM needs.unit_regions AS own WHERE own.unit_id = below.unit_id)
           ), oldest AS (
               SELECT DISTINCT ON (top) top, position_id, coalesce(counted_time, compute_time) AS counted_time, population
               FROM served JOIN needs.positions USING (unit_id)
               WHERE compute_time IS NOT NULL AND NOT stale
               ORDER BY top, coalesce(counted_time, compute_time), position_id
           )
           SELECT unit_id, region, position_id AS "position_id?", counted_time AS "counted_time?", population
           FROM needs.unit_regions LEFT JOIN oldest ON top = unit_id
           WHERE instansi = current_setting('app.instansi') ORDER BY unit_id"#,
    );
    let counts = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let sheet = row.position_id.zip(row.counted_time).map(|(position, counted_time)| Sheet {
            position,
            counted_time: counted_time.to_jiff(),
            population: row.population,
            stale: false,
        });
        OldestCount { unit: row.unit_id, region: row.region, sheet }
    });
    Ok(counts.collect())
}

/// Notes the population that sheets count with from now on.
pub async fn save_population(connection: &mut PgConnection, positions: &[Uuid], population: i64) -> sqlx::Result<()> {
    sqlx::query!("UPDATE needs.positions SET population = $2 WHERE position_id = ANY ($1)", positions, population)
        .execute(connection)
        .await?;
    Ok(())
}

/// Saves what the population-driven volumes of positions count times.
pub async fn save_scales(connection: &mut PgConnection, scales: &[(Uuid, i64, String)]) -> sqlx::Result<()> {
    let positions: Vec<Uuid> = scales.iter().map(|(position, ..)| *position).collect();
    let numbers: Vec<i64> = scales.iter().map(|(_, n, _)| *n).collect();
    let texts: Vec<String> = scales.iter().map(|(.., scale)| scale.clone()).collect();
    sqlx::query!(
        "UPDATE needs.workload_tasks SET scale = new.scale
         FROM unnest($1::uuid[], $2::bigint[], $3::text[]) AS new (position_id, n, scale)
         WHERE instansi = current_setting('app.instansi')
           AND workload_tasks.position_id = new.position_id AND workload_tasks.n = new.n",
        &positions,
        &numbers,
        &texts,
    )
    .execute(connection)
    .await?;
    Ok(())
}
