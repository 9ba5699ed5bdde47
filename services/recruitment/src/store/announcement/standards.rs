//! `recruitment.competency_standards`: the latest of each position and title.

use crate::domain::standard::{RequiredCompetency, Standard, StandardScope};
use sqlx::PgConnection;

/// Keeps a standard in place of what was in force before; an older version changes nothing.
pub async fn keep(connection: &mut PgConnection, standard: &Standard) -> sqlx::Result<()> {
    let (position, title) = match &standard.scope {
        StandardScope::Position(position) => (position.as_str(), ""),
        StandardScope::Title(title) => ("", title.as_str()),
    };
    let lines = &standard.competencies;
    let dictionaries: Vec<String> = lines.iter().map(|line| line.dictionary.clone()).collect();
    let codes: Vec<String> = lines.iter().map(|line| line.code.clone()).collect();
    let levels: Vec<i32> = lines.iter().map(|line| line.level).collect();
    sqlx::query!(
        "INSERT INTO recruitment.competency_standards AS kept
             (standard, version, revision, position, job_title, dictionaries, codes, levels, regulation)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (standard) DO UPDATE
         SET version = $2, revision = $3, dictionaries = $6, codes = $7, levels = $8, regulation = $9
         WHERE kept.version < $2",
        standard.standard,
        standard.version,
        standard.revision,
        position,
        title,
        &dictionaries,
        &codes,
        &levels,
        standard.regulation,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    standard: String,
    version: i64,
    revision: i32,
    position: String,
    job_title: String,
    dictionaries: Vec<String>,
    codes: Vec<String>,
    levels: Vec<i32>,
    regulation: String,
}

impl From<Row> for Standard {
    fn from(row: Row) -> Self {
        let scope = if row.position.is_empty() {
            StandardScope::Title(row.job_title)
        } else {
            StandardScope::Position(row.position)
        };
        let lines = row.dictionaries.into_iter().zip(row.codes).zip(row.levels);
        let competencies = lines.map(|((dictionary, code), level)| RequiredCompetency { dictionary, code, level });
        Self {
            standard: row.standard,
            version: row.version,
            revision: row.revision,
            scope,
            competencies: competencies.collect(),
            regulation: row.regulation,
        }
    }
}

/// The standards in force for a post, from the general to the particular: that of its title, then that of the position.
pub async fn of(connection: &mut PgConnection, position: &str, title: &str) -> sqlx::Result<Vec<Standard>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT standard, version, revision, position, job_title, dictionaries, codes, levels, regulation
         FROM recruitment.competency_standards
         WHERE instansi = current_setting('app.instansi')
           AND (position, job_title) IN (($1, ''), ('', $2))
         ORDER BY position",
        position,
        title,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(Standard::from).collect())
}
