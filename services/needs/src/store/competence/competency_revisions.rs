//! `needs.competency_revisions` with their lines and requirements: what standards say.

use crate::domain::{
    competency::{CompetencyCode, Level},
    competency_standard::{Content, Importance, InForce, Line, Requirement, RequirementKind, Scope},
};
use crate::store::competency_standards;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// A standard's id and the number of one of its revisions.
pub type Revision = (Uuid, i32);

/// Writes a draft in the place of the one before.
pub async fn replace(
    connection: &mut PgConnection,
    (standard, revision): Revision,
    content: &Content,
) -> sqlx::Result<()> {
    sqlx::query!(
        "DELETE FROM needs.competency_revisions WHERE standard_id = $1 AND revision = $2 AND publish_time IS NULL",
        standard,
        revision,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "INSERT INTO needs.competency_revisions (standard_id, revision, dictionary, regulation) VALUES ($1, $2, $3, $4)",
        standard,
        revision,
        content.dictionary,
        content.regulation,
    )
    .execute(&mut *connection)
    .await?;
    insert_lines(&mut *connection, (standard, revision), &content.lines).await?;
    insert_requirements(connection, (standard, revision), &content.requirements).await
}

async fn insert_lines(
    connection: &mut PgConnection,
    (standard, revision): Revision,
    lines: &[Line],
) -> sqlx::Result<()> {
    let dictionaries: Vec<String> = lines.iter().map(|line| line.competency.dictionary.clone()).collect();
    let codes: Vec<String> = lines.iter().map(|line| line.competency.code.clone()).collect();
    let levels: Vec<i32> = lines.iter().map(|line| line.level.number()).collect();
    sqlx::query!(
        "INSERT INTO needs.competency_lines (standard_id, revision, n, dictionary, code, level)
         SELECT $1, $2, n::int, dictionary, code, level
         FROM unnest($3::text[], $4::text[], $5::int[]) WITH ORDINALITY AS line (dictionary, code, level, n)",
        standard,
        revision,
        &dictionaries,
        &codes,
        &levels,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert_requirements(
    connection: &mut PgConnection,
    (standard, revision): Revision,
    requirements: &[Requirement],
) -> sqlx::Result<()> {
    let kinds: Vec<String> = requirements.iter().map(|one| kind_to_text(one.kind).to_owned()).collect();
    let descriptions: Vec<String> = requirements.iter().map(|one| one.description.clone()).collect();
    let importance: Vec<String> =
        requirements.iter().map(|one| importance_to_text(one.importance).to_owned()).collect();
    sqlx::query!(
        "INSERT INTO needs.competency_requirements (standard_id, revision, n, kind, description, importance)
         SELECT $1, $2, n::int, kind, description, importance
         FROM unnest($3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS one (kind, description, importance, n)",
        standard,
        revision,
        &kinds,
        &descriptions,
        &importance,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes when a draft came into force.
pub async fn publish(
    connection: &mut PgConnection,
    (standard, revision): Revision,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE needs.competency_revisions SET publish_time = $3 WHERE standard_id = $1 AND revision = $2",
        standard,
        revision,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What is in force for any of these positions or titles, and for every kind of job.
pub async fn in_force(
    connection: &mut PgConnection,
    positions: &[Uuid],
    titles: &[String],
) -> sqlx::Result<Vec<(Scope, InForce)>> {
    let standards = competency_standards::in_force(&mut *connection, positions, titles).await?;
    let wanted: Vec<Revision> = standards.iter().map(|standard| (standard.id, standard.published)).collect();
    let mut contents = get_all(connection, &wanted).await?;
    let mut found = Vec::new();
    for standard in standards {
        if let Some(content) = contents.remove(&(standard.id, standard.published)) {
            let one = InForce::new(&standard, standard.published, content);
            found.push((standard.scope, one));
        }
    }
    Ok(found)
}

/// What a revision says; none if there is no such revision.
pub async fn get(connection: &mut PgConnection, revision: Revision) -> sqlx::Result<Option<Content>> {
    Ok(get_all(connection, &[revision]).await?.remove(&revision))
}

/// What revisions say, of those that exist.
pub async fn get_all(connection: &mut PgConnection, wanted: &[Revision]) -> sqlx::Result<HashMap<Revision, Content>> {
    let (ids, revisions): (Vec<Uuid>, Vec<i32>) = wanted.iter().copied().unzip();
    let heads = sqlx::query!(
        "SELECT standard_id, revision, competency_revisions.dictionary, regulation, publish_time
         FROM needs.competency_revisions
              JOIN unnest($1::uuid[], $2::int[]) AS wanted (standard_id, revision) USING (standard_id, revision)",
        &ids,
        &revisions,
    );
    let mut found = HashMap::new();
    for row in heads.fetch_all(&mut *connection).await? {
        let content = Content {
            dictionary: row.dictionary,
            lines: Vec::new(),
            requirements: Vec::new(),
            regulation: row.regulation,
            publish_time: row.publish_time.map(jiff_sqlx::Timestamp::to_jiff),
        };
        found.insert((row.standard_id, row.revision), content);
    }
    let lines = sqlx::query!(
        "SELECT standard_id, revision, dictionary, code, level
         FROM needs.competency_lines
              JOIN unnest($1::uuid[], $2::int[]) AS wanted (standard_id, revision) USING (standard_id, revision)
         ORDER BY standard_id, revision, n",
        &ids,
        &revisions,
    );
    for row in lines.fetch_all(&mut *connection).await? {
        let level = Level::parse(row.level).map_err(|_| crate::store::unknown("level", &row.level.to_string()))?;
        let competency = CompetencyCode { dictionary: row.dictionary, code: row.code };
        if let Some(content) = found.get_mut(&(row.standard_id, row.revision)) {
            content.lines.push(Line { competency, level });
        }
    }
    let requirements = sqlx::query!(
        "SELECT standard_id, revision, kind, description, importance
         FROM needs.competency_requirements
              JOIN unnest($1::uuid[], $2::int[]) AS wanted (standard_id, revision) USING (standard_id, revision)
         ORDER BY standard_id, revision, n",
        &ids,
        &revisions,
    );
    for row in requirements.fetch_all(connection).await? {
        let (kind, importance) = (kind_from_text(&row.kind)?, importance_from_text(&row.importance)?);
        if let Some(content) = found.get_mut(&(row.standard_id, row.revision)) {
            content.requirements.push(Requirement { kind, description: row.description, importance });
        }
    }
    Ok(found)
}

const KINDS: [(RequirementKind, &str); 7] = [
    (RequirementKind::Rank, "rank"),
    (RequirementKind::Education, "education"),
    (RequirementKind::ManagerialTraining, "managerial_training"),
    (RequirementKind::TechnicalTraining, "technical_training"),
    (RequirementKind::FunctionalTraining, "functional_training"),
    (RequirementKind::Experience, "experience"),
    (RequirementKind::PerformanceIndicator, "performance_indicator"),
];

fn kind_to_text(kind: RequirementKind) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("education", |(_, text)| text)
}

fn kind_from_text(text: &str) -> sqlx::Result<RequirementKind> {
    let found = KINDS.iter().find(|(_, known)| *known == text).map(|(kind, _)| *kind);
    found.ok_or_else(|| crate::store::unknown("kind of requirement", text))
}

const IMPORTANCE: [(Option<Importance>, &str); 4] = [
    (None, ""),
    (Some(Importance::Absolute), "absolute"),
    (Some(Importance::Important), "important"),
    (Some(Importance::Useful), "useful"),
];

fn importance_to_text(importance: Option<Importance>) -> &'static str {
    IMPORTANCE.iter().find(|(known, _)| *known == importance).map_or("", |(_, text)| text)
}

fn importance_from_text(text: &str) -> sqlx::Result<Option<Importance>> {
    let found = IMPORTANCE.iter().find(|(_, known)| *known == text).map(|(importance, _)| *importance);
    found.ok_or_else(|| crate::store::unknown("importance", text))
}
