//! Whole sheets of `needs.workload_tasks`: as tasks for a derivation, and as text for many at once.

use crate::domain::{
    requirement::SheetTask,
    sheets::Sums,
    workload::{Period, Task},
};
use sqlx::PgConnection;
use tokio_stream::StreamExt;
use uuid::Uuid;

/// What a position holds before its sheet is computed anew.
pub struct Held {
    /// Position.
    pub position: Uuid,
    /// Exact workload as a fraction, or empty.
    pub fte: String,
    /// People needed.
    pub required: i32,
    /// Ruleset of the need.
    pub ruleset: String,
}

/// The sheet of a position, in its order.
pub async fn tasks_of(connection: &mut PgConnection, position: Uuid) -> sqlx::Result<Vec<SheetTask>> {
    let rows = sqlx::query!(
        "SELECT n, description, result_unit, volume, period, minutes, population_driven, scale,
                volume_origin, minutes_origin
         FROM needs.workload_tasks WHERE position_id = $1 ORDER BY n",
        position,
    );
    let mut tasks = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let number = |text: &str| exact::parse(text).map_err(|error| sqlx::Error::Decode(error.into()));
        let task = Task {
            description: row.description,
            result_unit: row.result_unit,
            volume: number(&row.volume)?,
            period: period(&row.period)?,
            minutes_per_unit: number(&row.minutes)?,
        };
        tasks.push(SheetTask {
            n: row.n,
            task,
            scale: row.scale.parse().map_err(|_| crate::store::unknown("fraction", &row.scale))?,
            population_driven: row.population_driven,
            volume_origin: row.volume_origin,
            minutes_origin: row.minutes_origin,
        });
    }
    Ok(tasks)
}

/// The new sheets of positions, which do not count yet, as text; see `domain::sheets`.
pub async fn new_texts_of(connection: &mut PgConnection, positions: &[Uuid]) -> sqlx::Result<Vec<(Uuid, String)>> {
    let rows = sqlx::query!(
        r#"SELECT position_id, string_agg(left(period, 1) || ' ' || volume || ' ' || minutes
                                          || CASE scale WHEN '1' THEN '' ELSE ' ' || scale END, E'\n') AS "sheet!"
           FROM needs.workload_tasks WHERE position_id = ANY ($1) AND n < 0
           GROUP BY position_id ORDER BY position_id"#,
        positions,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.position_id, row.sheet)).collect())
}

/// Every line of the tenant's sheets, as text; see `domain::sheets`. No column holds a blank.
const ALL_LINES: &str = "COPY (
    SELECT position_id, left(period, 1), volume, minutes, scale
    FROM needs.workload_tasks WHERE instansi = (SELECT current_setting('app.instansi')) AND n > 0
) TO STDOUT (DELIMITER ' ')";

/// Adds the lines of every sheet of the tenant to `sums`, as they come: grouping or sorting them here would take longer than
/// reading them, and a row of a COPY costs a fraction of a row of a query. There are millions.
pub async fn sum_all(connection: &mut PgConnection, sums: &mut Sums<'_>) -> sqlx::Result<()> {
    let mut rows = connection.copy_out_raw(ALL_LINES).await?;
    while let Some(row) = rows.next().await {
        let row = row?;
        let line = std::str::from_utf8(&row).ok().and_then(|line| line.trim_end().split_once(' '));
        let (position, line) = line.ok_or_else(|| crate::store::unknown("line", "of a sheet"))?;
        sums.add(position.parse().map_err(|_| crate::store::unknown("position", position))?, line);
    }
    Ok(())
}

/// Holds all positions of the tenant until the transaction ends, in the order of their ids.
pub async fn lock_all(connection: &mut PgConnection) -> sqlx::Result<Vec<Held>> {
    let rows = sqlx::query_as!(
        Held,
        "SELECT position_id AS position, fte, required, ruleset FROM needs.positions
         WHERE instansi = current_setting('app.instansi') ORDER BY position_id FOR NO KEY UPDATE",
    );
    rows.fetch_all(connection).await
}

/// Changes the volume of a line, and says why.
pub async fn change_volume(
    connection: &mut PgConnection,
    (position, n): (Uuid, i64),
    volume: &str,
    origin: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE needs.workload_tasks SET volume = $3, volume_origin = $4 WHERE position_id = $1 AND n = $2",
        position,
        n,
        volume,
        origin,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Changes the minutes of a line, and says why.
pub async fn change_minutes(
    connection: &mut PgConnection,
    (position, n): (Uuid, i64),
    minutes: &str,
    origin: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE needs.workload_tasks SET minutes = $3, minutes_origin = $4 WHERE position_id = $1 AND n = $2",
        position,
        n,
        minutes,
        origin,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes the sheets of positions away: another method counts their need.
pub async fn remove(connection: &mut PgConnection, positions: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM needs.workload_tasks WHERE position_id = ANY ($1)", positions)
        .execute(connection)
        .await?;
    Ok(())
}

fn period(text: &str) -> sqlx::Result<Period> {
    crate::store::workloads::period_from_text(text).ok_or_else(|| crate::store::unknown("period", text))
}
