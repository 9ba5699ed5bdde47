//! `needs.competency_standards`, one row for each position, title or kind of job. What they say is in `competency_revisions.rs`.

use crate::domain::{
    competency::JobGrade,
    competency_standard::{Scope, Standard},
};
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page};
use sqlx::PgConnection;
use uuid::Uuid;

/// A scope as columns.
struct Columns<'s> {
    position: Option<Uuid>,
    title: Option<&'s str>,
    job_type: Option<&'static str>,
    job_level: Option<&'static str>,
}

impl<'s> Columns<'s> {
    fn of(scope: &'s Scope) -> Self {
        let none = Self { position: None, title: None, job_type: None, job_level: None };
        match scope {
            Scope::Position(id) => Self { position: Some(*id), ..none },
            Scope::JobTitle(title) => Self { title: Some(title), ..none },
            Scope::JobGrade(grade) => {
                let (job_type, job_level) = grade.texts();
                Self { job_type: Some(job_type), job_level: Some(job_level), ..none }
            }
        }
    }
}

/// Adds a standard; none when another one with its scope is there already.
pub async fn insert(connection: &mut PgConnection, standard: Standard) -> sqlx::Result<Option<Locked<Standard>>> {
    let columns = Columns::of(&standard.scope);
    let inserted = sqlx::query!(
        "INSERT INTO needs.competency_standards (standard_id, position_id, job_title, job_type, job_level, published, drafted,
                                                 version, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
         ON CONFLICT ON CONSTRAINT competency_standards_scope DO NOTHING",
        standard.id,
        columns.position,
        columns.title,
        columns.job_type,
        columns.job_level,
        standard.published,
        standard.drafted,
        standard.version,
        standard.create_time.to_sqlx() as _,
    );
    let inserted = inserted.execute(connection).await?.rows_affected() == 1;
    Ok(inserted.then(|| Locked::held(standard)))
}

struct Row {
    standard_id: Uuid,
    position_id: Option<Uuid>,
    job_title: Option<String>,
    job_type: Option<String>,
    job_level: Option<String>,
    published: i32,
    drafted: bool,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Standard {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let scope = match (row.position_id, row.job_title, row.job_type) {
            (Some(position), ..) => Scope::Position(position),
            (_, Some(title), _) => Scope::JobTitle(title),
            (.., job_type) => {
                let (job_type, level) = (job_type.unwrap_or_default(), row.job_level.unwrap_or_default());
                let grade = JobGrade::parse(&job_type, &level);
                Scope::JobGrade(grade.map_err(|_| crate::store::unknown("kind of job", &job_type))?)
            }
        };
        Ok(Self {
            id: row.standard_id,
            scope,
            published: row.published,
            drafted: row.drafted,
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

/// Reads a standard.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Standard>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT standard_id, position_id, job_title, job_type, job_level, published, drafted, version, create_time, update_time
         FROM needs.competency_standards WHERE standard_id = $1",
        id,
    );
    row.fetch_optional(connection).await?.map(Standard::try_from).transpose()
}

/// Reads a standard and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<Standard>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT standard_id, position_id, job_title, job_type, job_level, published, drafted, version, create_time, update_time
         FROM needs.competency_standards WHERE standard_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(|row| Standard::try_from(row).map(Locked::held)).transpose()
}

/// Reads the standard with a scope and holds its row until the transaction ends.
pub async fn lock_scope(connection: &mut PgConnection, scope: &Scope) -> sqlx::Result<Option<Locked<Standard>>> {
    let columns = Columns::of(scope);
    let row = sqlx::query_as!(
        Row,
        "SELECT standard_id, position_id, job_title, job_type, job_level, published, drafted, version, create_time, update_time
         FROM needs.competency_standards
         WHERE instansi = current_setting('app.instansi') AND position_id IS NOT DISTINCT FROM $1
           AND job_title IS NOT DISTINCT FROM $2 AND job_type IS NOT DISTINCT FROM $3
           AND job_level IS NOT DISTINCT FROM $4
         FOR UPDATE",
        columns.position,
        columns.title,
        columns.job_type,
        columns.job_level,
    );
    row.fetch_optional(connection).await?.map(|row| Standard::try_from(row).map(Locked::held)).transpose()
}

/// Saves a standard under its next version.
pub async fn update(connection: &mut PgConnection, standard: &mut Locked<Standard>) -> sqlx::Result<()> {
    standard.version += 1;
    sqlx::query!(
        "UPDATE needs.competency_standards SET published = $2, drafted = $3, version = $4, update_time = $5
         WHERE standard_id = $1",
        standard.id,
        standard.published,
        standard.drafted,
        standard.version,
        standard.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Those in force for any of these positions or titles, and all for kinds of jobs.
pub async fn in_force(
    connection: &mut PgConnection,
    positions: &[Uuid],
    titles: &[String],
) -> sqlx::Result<Vec<Standard>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT standard_id, position_id, job_title, job_type, job_level, published, drafted, version, create_time, update_time
         FROM needs.competency_standards
         WHERE instansi = current_setting('app.instansi') AND published > 0
           AND (position_id = ANY ($1) OR job_title = ANY ($2) OR job_type IS NOT NULL)",
        positions,
        titles,
    );
    rows.fetch_all(connection).await?.into_iter().map(Standard::try_from).collect()
}

/// Lists standards, oldest first.
pub async fn list(connection: &mut PgConnection, drafted: bool, page: &Page) -> sqlx::Result<Vec<Standard>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT standard_id, position_id, job_title, job_type, job_level, published, drafted, version, create_time, update_time
         FROM needs.competency_standards
         WHERE instansi = current_setting('app.instansi') AND (create_time, standard_id) > ($1, $2)
           AND (NOT $3 OR drafted)
         ORDER BY create_time, standard_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        drafted,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Standard::try_from).collect()
}
