//! `career.competency_standards` and `career.competency_standard_lines`: what needs published.

use crate::{
    domain::{
        competency_profile::{PublishedStandard, StandardLine, StandardScope},
        evidence::CompetencyCode,
        job::Job,
    },
    store::unknown,
};
use sqlx::PgConnection;
use std::collections::HashMap;

/// A scope as columns.
struct Columns<'s> {
    position: &'s str,
    job_title: &'s str,
    job_type: &'static str,
    job_level: &'static str,
}

impl<'s> Columns<'s> {
    fn of(scope: &'s StandardScope) -> Self {
        let none = Self { position: "", job_title: "", job_type: "", job_level: "" };
        match scope {
            StandardScope::Position(position) => Self { position, ..none },
            StandardScope::JobTitle(job_title) => Self { job_title, ..none },
            StandardScope::JobKind(job) => {
                let (job_type, job_level) = job.texts();
                Self { job_type, job_level, ..none }
            }
        }
    }
}

/// Keeps a standard in the place of what it said before; an older version changes nothing. Returns whether it was kept.
pub async fn keep(connection: &mut PgConnection, standard: &PublishedStandard) -> sqlx::Result<bool> {
    let columns = Columns::of(&standard.scope);
    let kept = sqlx::query!(
        "INSERT INTO career.competency_standards AS known (standard, version, revision, position, job_title, job_type,
                                                           job_level, regulation)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (standard) DO UPDATE
         SET version = excluded.version, revision = excluded.revision, position = excluded.position,
             job_title = excluded.job_title, job_type = excluded.job_type, job_level = excluded.job_level,
             regulation = excluded.regulation
         WHERE known.version < excluded.version",
        standard.name,
        standard.version,
        standard.revision,
        columns.position,
        columns.job_title,
        columns.job_type,
        columns.job_level,
        standard.regulation,
    );
    if kept.execute(&mut *connection).await?.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!("DELETE FROM career.competency_standard_lines WHERE standard = $1", standard.name)
        .execute(&mut *connection)
        .await?;
    let dictionaries: Vec<String> = standard.lines.iter().map(|line| line.code.dictionary.clone()).collect();
    let codes: Vec<String> = standard.lines.iter().map(|line| line.code.code.clone()).collect();
    let levels: Vec<i32> = standard.lines.iter().map(|line| i32::from(line.level)).collect();
    sqlx::query!(
        "INSERT INTO career.competency_standard_lines (standard, dictionary, code, level)
         SELECT $1::text, dictionary, code, level
         FROM unnest($2::text[], $3::text[], $4::int[]) AS line (dictionary, code, level)",
        standard.name,
        &dictionaries,
        &codes,
        &levels,
    )
    .execute(connection)
    .await?;
    Ok(true)
}

/// The standards for any of these positions or titles, and all for kinds of jobs, with their lines.
pub async fn concerning(
    connection: &mut PgConnection,
    positions: &[String],
    titles: &[String],
) -> sqlx::Result<Vec<PublishedStandard>> {
    let rows = sqlx::query!(
        "SELECT standard, version, revision, position, job_title, job_type, job_level, regulation
         FROM career.competency_standards
         WHERE instansi = current_setting('app.instansi')
           AND (job_type <> '' OR position <> '' AND position = ANY ($1) OR job_title <> '' AND job_title = ANY ($2))
         ORDER BY standard",
        positions,
        titles,
    );
    let rows = rows.fetch_all(&mut *connection).await?;
    let names: Vec<String> = rows.iter().map(|row| row.standard.clone()).collect();
    let mut lines = lines_of(connection, &names).await?;
    let mut standards = Vec::new();
    for row in rows {
        let scope = if !row.position.is_empty() {
            StandardScope::Position(row.position)
        } else if !row.job_title.is_empty() {
            StandardScope::JobTitle(row.job_title)
        } else {
            let job = Job::parse(&row.job_type, &row.job_level);
            StandardScope::JobKind(job.ok_or_else(|| unknown("kind of job", &row.job_type))?)
        };
        standards.push(PublishedStandard {
            lines: lines.remove(&row.standard).unwrap_or_default(),
            name: row.standard,
            version: row.version,
            revision: row.revision,
            scope,
            regulation: row.regulation,
        });
    }
    Ok(standards)
}

async fn lines_of(
    connection: &mut PgConnection,
    standards: &[String],
) -> sqlx::Result<HashMap<String, Vec<StandardLine>>> {
    let rows = sqlx::query!(
        "SELECT standard, dictionary, code, level FROM career.competency_standard_lines WHERE standard = ANY ($1)
         ORDER BY standard, dictionary, code",
        standards,
    );
    let mut lines: HashMap<String, Vec<StandardLine>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let code = CompetencyCode { dictionary: row.dictionary, code: row.code };
        lines.entry(row.standard).or_default().push(StandardLine { code, level: super::small(row.level)? });
    }
    Ok(lines)
}

/// Whether a published standard asks for a competency.
pub async fn ask_for(connection: &mut PgConnection, code: &CompetencyCode) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM career.competency_standard_lines
                          WHERE instansi = current_setting('app.instansi') AND dictionary = $1 AND code = $2) AS "found!""#,
        code.dictionary,
        code.code,
    );
    found.fetch_one(connection).await
}
