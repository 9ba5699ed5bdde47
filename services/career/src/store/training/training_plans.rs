//! `career.training_plans`.

use crate::domain::training_plan::TrainingPlan;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a plan.
pub async fn insert(connection: &mut PgConnection, plan: &TrainingPlan) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.training_plans (plan_id, display_name, year, unit, sector, budget, cost, included, excluded,
                                            value, bound, ruleset, version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        plan.id,
        plan.display_name,
        plan.year,
        plan.unit,
        plan.sector,
        plan.budget,
        plan.rupiah,
        plan.included,
        plan.excluded,
        plan.value,
        plan.bound,
        plan.ruleset,
        plan.version,
        plan.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    plan_id: Uuid,
    display_name: String,
    year: i32,
    unit: String,
    sector: String,
    budget: i64,
    cost: i64,
    included: i32,
    excluded: i32,
    value: i64,
    bound: i64,
    ruleset: String,
    approve_time: Option<jiff_sqlx::Timestamp>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl From<Row> for TrainingPlan {
    fn from(row: Row) -> Self {
        Self {
            id: row.plan_id,
            display_name: row.display_name,
            year: row.year,
            unit: row.unit,
            sector: row.sector,
            budget: row.budget,
            rupiah: row.cost,
            included: row.included,
            excluded: row.excluded,
            value: row.value,
            bound: row.bound,
            ruleset: row.ruleset,
            approve_time: row.approve_time.map(|time| time.to_jiff()),
            version: row.version,
            create_time: row.create_time.to_jiff(),
        }
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT plan_id, display_name, year, unit, sector, budget, cost, included, excluded, value, bound, ruleset,
                    approve_time, version, create_time
             FROM career.training_plans " + $rest,
            $($argument),*
        )
    };
}

/// Reads a plan.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<TrainingPlan>> {
    let row = select!("WHERE plan_id = $1", id);
    Ok(row.fetch_optional(connection).await?.map(TrainingPlan::from))
}

/// Reads a plan and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<TrainingPlan>> {
    let row = select!("WHERE plan_id = $1 FOR UPDATE", id);
    Ok(row.fetch_optional(connection).await?.map(TrainingPlan::from))
}

/// Saves a plan under its next version.
pub async fn update(connection: &mut PgConnection, plan: &mut TrainingPlan) -> sqlx::Result<()> {
    plan.version += 1;
    sqlx::query!(
        "UPDATE career.training_plans SET approve_time = $2, version = $3 WHERE plan_id = $1",
        plan.id,
        plan.approve_time.map(ToSqlx::to_sqlx) as _,
        plan.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists plans, oldest first; no year means any.
pub async fn list(connection: &mut PgConnection, year: Option<i32>, page: &Page) -> sqlx::Result<Vec<TrainingPlan>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, plan_id) > ($1, $2)
           AND ($3::int IS NULL OR year = $3) ORDER BY create_time, plan_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        year,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(TrainingPlan::from).collect())
}
