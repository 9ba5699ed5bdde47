//! Positions as jobs: title, kind and seats, without their workload.

use crate::domain::competency::JobGrade;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// A position as the competency standards see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Position.
    pub id: Uuid,
    /// Title.
    pub title: String,
    /// Kind of job, where it is known.
    pub grade: Option<JobGrade>,
    /// People it needs.
    pub required: i32,
    /// People in it.
    pub incumbents: i32,
    /// When it was first imported.
    pub create_time: Timestamp,
}

impl Job {
    /// Empty seats.
    pub fn vacant(&self) -> i32 {
        self.required.saturating_sub(self.incumbents).max(0)
    }
}

struct Row {
    position_id: Uuid,
    title: String,
    job_type: String,
    job_level: String,
    required: i32,
    incumbents: i32,
    create_time: jiff_sqlx::Timestamp,
}

impl From<Row> for Job {
    fn from(row: Row) -> Self {
        Self {
            id: row.position_id,
            title: row.title,
            // A functional job without its level is of no known kind.
            grade: JobGrade::parse(&row.job_type, &row.job_level).ok(),
            required: row.required,
            incumbents: row.incumbents,
            create_time: row.create_time.to_jiff(),
        }
    }
}

/// Reads a job.
pub async fn get(connection: &mut PgConnection, position: Uuid) -> sqlx::Result<Option<Job>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT position_id, title, job_type, job_level, required, incumbents, create_time FROM needs.positions
         WHERE position_id = $1",
        position,
    );
    Ok(row.fetch_optional(connection).await?.map(Job::from))
}

/// The jobs of a unit, first imported first.
pub async fn of_unit(connection: &mut PgConnection, unit: Uuid, page: &Page) -> sqlx::Result<Vec<Job>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT position_id, title, job_type, job_level, required, incumbents, create_time FROM needs.positions
         WHERE unit_id = $1 AND (create_time, position_id) > ($2, $3) ORDER BY create_time, position_id LIMIT $4",
        unit,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(Job::from).collect())
}

/// The kinds of the positions with a title: one entry a kind, and one for all whose kind is not known.
pub async fn grades_of(connection: &mut PgConnection, title: &str) -> sqlx::Result<Vec<Option<JobGrade>>> {
    let rows = sqlx::query!(
        "SELECT DISTINCT job_type, job_level FROM needs.positions
         WHERE instansi = current_setting('app.instansi') AND title = $1 ORDER BY job_type, job_level",
        title,
    );
    let mut grades: Vec<_> = rows
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(|row| JobGrade::parse(&row.job_type, &row.job_level).ok())
        .collect();
    grades.dedup();
    Ok(grades)
}

/// The ids of these that are positions.
pub async fn known(connection: &mut PgConnection, positions: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("SELECT position_id FROM needs.positions WHERE position_id = ANY ($1)", positions)
        .fetch_all(connection)
        .await
}
