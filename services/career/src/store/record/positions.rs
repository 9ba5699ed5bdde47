//! `career.positions`: the needs service's positions, as it told of them.

use crate::domain::{job::Job, position::Position};
use sqlx::PgConnection;

/// Keeps a position; an older version changes nothing. Returns whether it was kept.
pub async fn keep(connection: &mut PgConnection, position: &Position) -> sqlx::Result<bool> {
    let (kind, level) = position.job.map(Job::texts).unwrap_or_default();
    let kept = sqlx::query!(
        "INSERT INTO career.positions AS known (position, version, title, unit, unit_path, sector, job_type, job_level, job_class)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (position) DO UPDATE
         SET version = excluded.version, title = excluded.title, unit = excluded.unit, unit_path = excluded.unit_path,
             sector = excluded.sector, job_type = excluded.job_type, job_level = excluded.job_level,
             job_class = excluded.job_class
         WHERE known.version < excluded.version",
        position.name,
        position.version,
        position.title,
        position.unit,
        position.unit_path,
        position.sector,
        kind,
        level,
        position.job_class,
    );
    Ok(kept.execute(connection).await?.rows_affected() == 1)
}

/// A position, if needs told of it.
pub async fn get(connection: &mut PgConnection, name: &str) -> sqlx::Result<Option<Position>> {
    let row = sqlx::query!(
        "SELECT position, version, title, unit, unit_path, sector, job_type, job_level, job_class FROM career.positions
         WHERE position = $1",
        name,
    );
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| Position {
        name: row.position,
        version: row.version,
        title: row.title,
        unit: row.unit,
        unit_path: row.unit_path,
        sector: row.sector,
        job: Job::parse(&row.job_type, &row.job_level),
        job_class: row.job_class,
    }))
}

/// The name of the position of a unit with a title, if needs told of it.
pub async fn named(connection: &mut PgConnection, unit_path: &str, title: &str) -> sqlx::Result<Option<String>> {
    let name = sqlx::query_scalar!(
        "SELECT position FROM career.positions
         WHERE instansi = current_setting('app.instansi') AND unit_path = $1 AND title = $2
           AND path_hash = hashtextextended($1, 0)
         ORDER BY position LIMIT 1",
        unit_path,
        title,
    );
    name.fetch_optional(connection).await
}
