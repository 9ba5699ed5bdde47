//! `needs.workload_tasks`, and the need computed from them.

use crate::domain::workload::{Period, Task};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use num_rational::BigRational;
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// One line of a sheet as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Position.
    pub position: Uuid,
    /// Order in the sheet.
    pub n: i64,
    /// What is done.
    pub description: String,
    /// Unit of the result.
    pub result_unit: String,
    /// Results per period.
    pub volume: String,
    /// Period of the volume.
    pub period: Period,
    /// Minutes for one result.
    pub minutes: String,
    /// Whether the volume grows with the population.
    pub population_driven: bool,
    /// What the volume counts times; one until it is scaled.
    pub scale: BigRational,
}

impl Line {
    /// The line as the rules compute with it.
    pub fn task(&self) -> Result<Task, exact::ExactError> {
        Ok(Task {
            description: self.description.clone(),
            result_unit: self.result_unit.clone(),
            volume: exact::parse(&self.volume)? * &self.scale,
            period: self.period,
            minutes_per_unit: exact::parse(&self.minutes)?,
        })
    }
}

/// A computed need.
pub struct Computed {
    /// Position.
    pub position: Uuid,
    /// Exact workload as a fraction.
    pub fte: String,
    /// People needed.
    pub required: i32,
}

/// Takes the new lines of positions away and returns their numbers.
pub async fn drop_new(connection: &mut PgConnection, positions: &[Uuid]) -> sqlx::Result<Vec<i64>> {
    let dropped = sqlx::query_scalar!(
        r#"DELETE FROM needs.workload_tasks WHERE position_id = ANY ($1) AND n < 0 RETURNING -n AS "n!""#,
        positions
    );
    dropped.fetch_all(connection).await
}

/// Lets the new lines of positions count instead of the old ones.
pub async fn replace_by_new(connection: &mut PgConnection, positions: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM needs.workload_tasks WHERE position_id = ANY ($1) AND n > 0", positions)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("UPDATE needs.workload_tasks SET n = -n WHERE position_id = ANY ($1)", positions)
        .execute(connection)
        .await?;
    Ok(())
}

/// Adds new lines. Their numbers are negative until they count.
pub async fn insert_new(connection: &mut PgConnection, lines: &[Line]) -> sqlx::Result<()> {
    let positions: Vec<Uuid> = lines.iter().map(|line| line.position).collect();
    let numbers: Vec<i64> = lines.iter().map(|line| -line.n).collect();
    let driven: Vec<bool> = lines.iter().map(|line| line.population_driven).collect();
    let text = |field: fn(&Line) -> &str| lines.iter().map(|line| field(line).to_owned()).collect::<Vec<String>>();
    sqlx::query!(
        "INSERT INTO needs.workload_tasks (position_id, n, description, result_unit, volume, period, minutes,
                                           population_driven)
         SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                              $8::bool[])",
        &positions,
        &numbers,
        &text(|line| &line.description),
        &text(|line| &line.result_unit),
        &text(|line| &line.volume),
        &text(|line| period_to_text(line.period)),
        &text(|line| &line.minutes),
        &driven,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The sheets of positions, each in its order.
pub async fn lines_of(connection: &mut PgConnection, positions: &[Uuid]) -> sqlx::Result<BTreeMap<Uuid, Vec<Line>>> {
    let rows = sqlx::query!(
        "SELECT position_id, n, description, result_unit, volume, period, minutes, population_driven, scale
         FROM needs.workload_tasks WHERE position_id = ANY ($1) ORDER BY position_id, n",
        positions,
    );
    let mut sheets: BTreeMap<Uuid, Vec<Line>> = BTreeMap::new();
    for row in rows.fetch_all(connection).await? {
        sheets.entry(row.position_id).or_default().push(Line {
            position: row.position_id,
            n: row.n,
            description: row.description,
            result_unit: row.result_unit,
            volume: row.volume,
            period: period_from_text(&row.period).ok_or_else(|| crate::store::unknown("period", &row.period))?,
            minutes: row.minutes,
            population_driven: row.population_driven,
            scale: row.scale.parse().map_err(|_| crate::store::unknown("fraction", &row.scale))?,
        });
    }
    Ok(sheets)
}

/// Writes what was computed into the position map; a legal minimum stays the least.
pub async fn save_computed(
    connection: &mut PgConnection,
    computed: &[Computed],
    ruleset: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    let positions: Vec<Uuid> = computed.iter().map(|need| need.position).collect();
    let fte: Vec<String> = computed.iter().map(|need| need.fte.clone()).collect();
    let required: Vec<i32> = computed.iter().map(|need| need.required).collect();
    sqlx::query!(
        "UPDATE needs.positions
         SET fte = computed.fte, ruleset = $4,
             required = greatest(computed.required, (SELECT posts FROM needs.requirements AS legal
                                                     WHERE legal.position_id = positions.position_id AND part = 'minimum')),
             compute_time = $5, counted_time = $5, update_time = $5,
             version = version + 1, stale = false, population = NULL
         FROM unnest($1::uuid[], $2::text[], $3::int[]) AS computed (position_id, fte, required)
         WHERE positions.instansi = current_setting('app.instansi') AND positions.position_id = computed.position_id",
        &positions,
        &fte,
        &required,
        ruleset,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

const PERIODS: [(Period, &str); 5] = [
    (Period::Hour, "hour"),
    (Period::Day, "day"),
    (Period::Week, "week"),
    (Period::Month, "month"),
    (Period::Year, "year"),
];

/// The period's name on the wire and in the table.
pub fn period_to_text(period: Period) -> &'static str {
    PERIODS.iter().find(|(known, _)| *known == period).map_or("year", |(_, text)| text)
}

/// The period of a name.
pub fn period_from_text(text: &str) -> Option<Period> {
    PERIODS.iter().find(|(_, known)| *known == text).map(|(period, _)| *period)
}
