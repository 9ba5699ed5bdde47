//! `needs.scenarios` and `needs.scenario_changes`.

use crate::domain::{
    projection::{Spread, Surplus},
    scenario::{Assumptions, Change, Percent, Scenario, Target},
};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds a scenario.
pub async fn insert(connection: &mut PgConnection, scenario: &Scenario) -> sqlx::Result<()> {
    let assumed = &scenario.assumptions;
    let weights: Vec<i32> = match assumed.spread {
        Some(Spread::Weighted(weights)) => weights.iter().map(|weight| weight.cast_signed()).collect(),
        _ => Vec::new(),
    };
    sqlx::query!(
        "INSERT INTO needs.scenarios (scenario_id, display_name, spread, weights, surplus, population_growth,
                                      population_sectors, freeze_years, version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        scenario.id,
        scenario.display_name,
        spread_to_text(assumed.spread),
        &weights,
        surplus_to_text(assumed.surplus),
        assumed.growth.as_str(),
        &assumed.population_sectors,
        &assumed.freeze_years,
        scenario.version,
        scenario.create_time.to_sqlx() as _,
    )
    .execute(&mut *connection)
    .await?;
    let numbers: Vec<i32> = (0..).take(assumed.changes.len()).collect();
    let (sectors, units) = crate::store::targets(assumed.changes.iter().map(|change| &change.target));
    let percents: Vec<String> = assumed.changes.iter().map(|change| change.percent.as_str().to_owned()).collect();
    let years: Vec<i32> = assumed.changes.iter().map(|change| change.from_year).collect();
    sqlx::query!(
        "INSERT INTO needs.scenario_changes (scenario_id, n, sector, unit_id, percent, from_year)
         SELECT $1, n, sector, unit_id, percent, from_year
         FROM unnest($2::int[], $3::text[], $4::uuid[], $5::text[], $6::int[])
              AS change (n, sector, unit_id, percent, from_year)",
        scenario.id,
        &numbers,
        &sectors,
        &units as &[Option<Uuid>],
        &percents,
        &years,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    scenario_id: Uuid,
    display_name: String,
    spread: String,
    weights: Vec<i32>,
    surplus: String,
    population_growth: String,
    population_sectors: Vec<String>,
    freeze_years: Vec<i32>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl Row {
    fn scenario(self, changes: Vec<Change>) -> sqlx::Result<Scenario> {
        let growth = Percent::growth(&self.population_growth);
        Ok(Scenario {
            id: self.scenario_id,
            display_name: self.display_name,
            assumptions: Assumptions {
                spread: spread_from_text(&self.spread, &self.weights)?,
                surplus: surplus_from_text(&self.surplus)?,
                growth: growth.map_err(|_| crate::store::unknown("percentage", &self.population_growth))?,
                population_sectors: self.population_sectors,
                changes,
                freeze_years: self.freeze_years,
            },
            version: self.version,
            create_time: self.create_time.to_jiff(),
        })
    }
}

/// Reads scenarios by id, in any order.
pub async fn get_all(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Scenario>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT scenario_id, display_name, spread, weights, surplus, population_growth, population_sectors, freeze_years,
                version, create_time
         FROM needs.scenarios WHERE scenario_id = ANY ($1)",
        ids,
    );
    let rows = rows.fetch_all(&mut *connection).await?;
    with_changes(connection, rows).await
}

/// Lists scenarios, oldest first.
pub async fn list(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<Scenario>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT scenario_id, display_name, spread, weights, surplus, population_growth, population_sectors, freeze_years,
                version, create_time
         FROM needs.scenarios
         WHERE instansi = current_setting('app.instansi') AND (create_time, scenario_id) > ($1, $2)
         ORDER BY create_time, scenario_id LIMIT $3",
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    let rows = rows.fetch_all(&mut *connection).await?;
    with_changes(connection, rows).await
}

async fn with_changes(connection: &mut PgConnection, rows: Vec<Row>) -> sqlx::Result<Vec<Scenario>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.scenario_id).collect();
    let found = sqlx::query!(
        "SELECT scenario_id, sector, unit_id, percent, from_year FROM needs.scenario_changes
         WHERE scenario_id = ANY ($1) ORDER BY scenario_id, n",
        &ids,
    );
    let mut changes: HashMap<Uuid, Vec<Change>> = HashMap::new();
    for row in found.fetch_all(connection).await? {
        let percent = Percent::change(&row.percent).map_err(|_| crate::store::unknown("percentage", &row.percent))?;
        let target = row.unit_id.map_or(Target::Sector(row.sector), Target::Unit);
        changes.entry(row.scenario_id).or_default().push(Change { target, percent, from_year: row.from_year });
    }
    let mut with = |row: Row| {
        let changes = changes.remove(&row.scenario_id).unwrap_or_default();
        row.scenario(changes)
    };
    rows.into_iter().map(&mut with).collect()
}

/// The version of a scenario, its row held until the transaction ends.
pub async fn lock_version(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar!("SELECT version FROM needs.scenarios WHERE scenario_id = $1 FOR UPDATE", id)
        .fetch_optional(connection)
        .await
}

/// Forgets a scenario and its changes.
pub async fn delete(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM needs.scenarios WHERE scenario_id = $1", id).execute(connection).await?;
    Ok(())
}

fn spread_to_text(spread: Option<Spread>) -> &'static str {
    match spread {
        None => "",
        Some(Spread::FirstYear) => "first_year",
        Some(Spread::Even) => "even",
        Some(Spread::Weighted(_)) => "weighted",
    }
}

fn spread_from_text(text: &str, weights: &[i32]) -> sqlx::Result<Option<Spread>> {
    let weights: Vec<u32> = weights.iter().map(|weight| weight.unsigned_abs()).collect();
    match (text, weights.try_into()) {
        ("", _) => Ok(None),
        ("first_year", _) => Ok(Some(Spread::FirstYear)),
        ("even", _) => Ok(Some(Spread::Even)),
        ("weighted", Ok(weights)) => Ok(Some(Spread::Weighted(weights))),
        _ => Err(crate::store::unknown("spread", text)),
    }
}

fn surplus_to_text(surplus: Option<Surplus>) -> &'static str {
    match surplus {
        None => "",
        Some(Surplus::AbsorbsExits) => "absorbs_exits",
        Some(Surplus::ExitsReplaced) => "exits_replaced",
    }
}

fn surplus_from_text(text: &str) -> sqlx::Result<Option<Surplus>> {
    match text {
        "" => Ok(None),
        "absorbs_exits" => Ok(Some(Surplus::AbsorbsExits)),
        "exits_replaced" => Ok(Some(Surplus::ExitsReplaced)),
        _ => Err(crate::store::unknown("use of a surplus", text)),
    }
}
