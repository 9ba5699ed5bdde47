//! `needs.budget_plans`, `needs.budget_weights` and `needs.budget_lines`.

use crate::domain::{
    budget::{BudgetPlan, CLASSES, Candidate, Line, Reason, Weight},
    knapsack::Ceilings,
    scenario::Target,
};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a plan with its weights.
pub async fn insert(connection: &mut PgConnection, plan: &BudgetPlan, weights: &[Weight]) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO needs.budget_plans (plan_id, display_name, year, unit_id, ceiling_posts, ceiling_rupiah, ruleset, costs,
                                         neutral_weight, seats, rupiah, proposable, value, bound, exact, positions, version,
                                         create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        plan.id,
        plan.display_name,
        plan.year,
        plan.unit,
        plan.ceilings.posts,
        plan.ceilings.rupiah,
        plan.ruleset,
        &plan.costs,
        plan.neutral_weight,
        plan.seats,
        plan.rupiah,
        plan.proposable,
        plan.value,
        plan.bound,
        plan.exact(),
        plan.positions,
        plan.version,
        plan.create_time.to_sqlx() as _,
    )
    .execute(&mut *connection)
    .await?;
    let numbers: Vec<i32> = (0..).take(weights.len()).collect();
    let (sectors, units) = crate::store::targets(weights.iter().map(|one| &one.target));
    let figures: Vec<i32> = weights.iter().map(|one| one.weight).collect();
    sqlx::query!(
        "INSERT INTO needs.budget_weights (plan_id, n, sector, unit_id, weight)
         SELECT $1, n, sector, unit_id, weight
         FROM unnest($2::int[], $3::text[], $4::uuid[], $5::int[]) AS row (n, sector, unit_id, weight)",
        plan.id,
        &numbers,
        &sectors,
        &units as &[Option<Uuid>],
        &figures,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds lines of a plan; the first gets the number `first`.
pub async fn insert_lines(connection: &mut PgConnection, plan: Uuid, first: i32, lines: &[Line]) -> sqlx::Result<()> {
    let numbers: Vec<i32> = (first..).take(lines.len()).collect();
    let positions: Vec<Uuid> = lines.iter().map(|line| line.candidate.position).collect();
    let text = |field: fn(&Line) -> &str| lines.iter().map(|line| field(line).to_owned()).collect::<Vec<String>>();
    let figure = |field: fn(&Line) -> i64| lines.iter().map(field).collect::<Vec<i64>>();
    sqlx::query!(
        "INSERT INTO needs.budget_lines (plan_id, n, position_id, sector, job_class, weight, rupiah_per_seat, proposable,
                                         minimum_seats, seats, reason, explanation)
         SELECT $1, n, position_id, sector, job_class, weight, rupiah, proposable, minimum, seats, reason, explanation
         FROM unnest($2::int[], $3::uuid[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
                     $10::bigint[], $11::text[], $12::text[])
              AS line (n, position_id, sector, job_class, weight, rupiah, proposable, minimum, seats, reason, explanation)",
        plan,
        &numbers,
        &positions,
        &text(|line| &line.candidate.sector),
        &figure(|line| line.candidate.job_class.into()),
        &figure(|line| line.candidate.weight),
        &figure(|line| line.candidate.cost),
        &figure(|line| line.candidate.proposable),
        &figure(|line| line.candidate.minimum),
        &figure(|line| line.seats),
        &text(|line| reason_to_text(line.reason)),
        &text(|line| &line.explanation),
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    plan_id: Uuid,
    display_name: String,
    year: i32,
    unit_id: Option<Uuid>,
    ceiling_posts: Option<i64>,
    ceiling_rupiah: Option<i64>,
    ruleset: String,
    costs: Vec<i64>,
    neutral_weight: i32,
    seats: i64,
    rupiah: i64,
    proposable: i64,
    value: i64,
    bound: i64,
    positions: i32,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for BudgetPlan {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let costs: [i64; CLASSES] = row.costs.try_into().map_err(|_| crate::store::unknown("costs", &row.ruleset))?;
        Ok(Self {
            id: row.plan_id,
            display_name: row.display_name,
            year: row.year,
            unit: row.unit_id,
            ceilings: Ceilings { posts: row.ceiling_posts, rupiah: row.ceiling_rupiah },
            ruleset: row.ruleset,
            costs,
            neutral_weight: row.neutral_weight,
            seats: row.seats,
            rupiah: row.rupiah,
            proposable: row.proposable,
            value: row.value,
            bound: row.bound,
            positions: row.positions,
            version: row.version,
            create_time: row.create_time.to_jiff(),
        })
    }
}

/// Reads a plan.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<BudgetPlan>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT plan_id, display_name, year, unit_id, ceiling_posts, ceiling_rupiah, ruleset, costs,
                neutral_weight, seats, rupiah, proposable, value, bound, positions, version, create_time
         FROM needs.budget_plans WHERE plan_id = $1",
        id,
    );
    row.fetch_optional(connection).await?.map(BudgetPlan::try_from).transpose()
}

/// Lists plans, oldest first.
pub async fn list(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<BudgetPlan>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT plan_id, display_name, year, unit_id, ceiling_posts, ceiling_rupiah, ruleset, costs,
                neutral_weight, seats, rupiah, proposable, value, bound, positions, version, create_time
         FROM needs.budget_plans
         WHERE instansi = current_setting('app.instansi') AND (create_time, plan_id) > ($1, $2)
         ORDER BY create_time, plan_id LIMIT $3",
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(BudgetPlan::try_from).collect()
}

/// The weights of a plan, in order.
pub async fn weights(connection: &mut PgConnection, plan: Uuid) -> sqlx::Result<Vec<Weight>> {
    let rows =
        sqlx::query!("SELECT sector, unit_id, weight FROM needs.budget_weights WHERE plan_id = $1 ORDER BY n", plan);
    let rows = rows.fetch_all(connection).await?.into_iter();
    let weights = rows.map(|row| {
        let target = row.unit_id.map_or(Target::Sector(row.sector), Target::Unit);
        Weight { target, weight: row.weight }
    });
    Ok(weights.collect())
}

/// A line with what names its position.
pub struct NamedLine {
    /// Its number, the key of pages.
    pub n: i32,
    /// The line.
    pub line: Line,
    /// Unit.
    pub unit: Uuid,
    /// Path of the unit.
    pub unit_path: String,
    /// Title of the position.
    pub title: String,
}

/// Lists lines of a plan, in their order.
pub async fn lines(
    connection: &mut PgConnection,
    plan: Uuid,
    refused: bool,
    page: &Page,
) -> sqlx::Result<Vec<NamedLine>> {
    let rows = sqlx::query!(
        "SELECT n, position_id, budget_lines.sector, budget_lines.job_class, weight, rupiah_per_seat, proposable,
                minimum_seats, seats, reason, explanation, unit_id, path, title
         FROM needs.budget_lines JOIN needs.positions USING (position_id) JOIN needs.units USING (unit_id)
         WHERE plan_id = $1 AND n > $2 AND (NOT $3 OR seats < proposable) ORDER BY n LIMIT $4",
        plan,
        i32::try_from(page.after.0).unwrap_or(-1),
        refused,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    rows.map(|row| {
        let candidate = Candidate {
            position: row.position_id,
            sector: row.sector,
            job_class: row.job_class,
            weight: row.weight,
            cost: row.rupiah_per_seat,
            proposable: row.proposable.into(),
            minimum: row.minimum_seats.into(),
        };
        let reason = reason_from_text(&row.reason)?;
        let line = Line { candidate, seats: row.seats.into(), reason, explanation: row.explanation };
        Ok(NamedLine { n: row.n, line, unit: row.unit_id, unit_path: row.path, title: row.title })
    })
    .collect()
}

const REASONS: [(Reason, &str); 6] = [
    (Reason::AllGiven, "all_given"),
    (Reason::NoWeight, "no_weight"),
    (Reason::PostsUsedUp, "posts_used_up"),
    (Reason::LowerWeight, "lower_weight"),
    (Reason::MoneyUsedUp, "money_used_up"),
    (Reason::LowerWeightPerRupiah, "lower_weight_per_rupiah"),
];

fn reason_to_text(reason: Reason) -> &'static str {
    REASONS.iter().find(|(known, _)| *known == reason).map_or("all_given", |(_, text)| text)
}

fn reason_from_text(text: &str) -> sqlx::Result<Reason> {
    let found = REASONS.iter().find(|(_, known)| *known == text).map(|(reason, _)| *reason);
    found.ok_or_else(|| crate::store::unknown("reason of a refusal", text))
}
