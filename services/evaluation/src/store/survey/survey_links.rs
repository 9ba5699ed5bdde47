//! `evaluation.survey_links`.

use crate::domain::survey_link::SurveyLink;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a link with the keyed hash of its code.
pub async fn insert(connection: &mut PgConnection, link: &SurveyLink, index: &[u8]) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.survey_links (link_id, survey_id, code_index, title, most_answers, expire_time, version,
                                              create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        link.id,
        link.survey,
        index,
        link.title,
        link.most_answers,
        link.expire_time.to_sqlx() as _,
        link.version,
        link.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    link_id: Uuid,
    survey_id: Uuid,
    title: String,
    most_answers: i64,
    answers: i64,
    expire_time: jiff_sqlx::Timestamp,
    closed: bool,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl From<Row> for SurveyLink {
    fn from(row: Row) -> Self {
        Self {
            id: row.link_id,
            survey: row.survey_id,
            title: row.title,
            most_answers: row.most_answers,
            answers: row.answers,
            expire_time: row.expire_time.to_jiff(),
            closed: row.closed,
            version: row.version,
            create_time: row.create_time.to_jiff(),
        }
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT link_id, survey_id, title, most_answers, answers, expire_time, closed, version, create_time
             FROM evaluation.survey_links " + $rest,
            $($argument),*
        )
    };
}

/// Finds a link by its code.
pub async fn find(connection: &mut PgConnection, index: &[u8]) -> sqlx::Result<Option<SurveyLink>> {
    let row = select!("WHERE code_index = $1", index);
    Ok(row.fetch_optional(connection).await?.map(SurveyLink::from))
}

/// Reads a link and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<SurveyLink>> {
    let row = select!("WHERE link_id = $1 FOR UPDATE", id);
    Ok(row.fetch_optional(connection).await?.map(SurveyLink::from))
}

/// How many links a survey has.
pub async fn count(connection: &mut PgConnection, survey: Uuid) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM evaluation.survey_links WHERE survey_id = $1"#,
        survey,
    );
    count.fetch_one(connection).await
}

/// Takes one answer by a link. `false` when it takes no more.
pub async fn take(connection: &mut PgConnection, id: Uuid, now: Timestamp) -> sqlx::Result<bool> {
    let taken = sqlx::query!(
        "UPDATE evaluation.survey_links SET answers = answers + 1
         WHERE link_id = $1 AND NOT closed AND expire_time > $2 AND answers < most_answers",
        id,
        now.to_sqlx() as _,
    );
    Ok(taken.execute(connection).await?.rows_affected() == 1)
}

/// Saves that a link was shut, under its next version.
pub async fn update(connection: &mut PgConnection, link: &mut SurveyLink) -> sqlx::Result<()> {
    link.version += 1;
    sqlx::query!(
        "UPDATE evaluation.survey_links SET closed = $2, version = $3 WHERE link_id = $1",
        link.id,
        link.closed,
        link.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists the links of a survey, oldest first.
pub async fn list(connection: &mut PgConnection, survey: Uuid, page: &Page) -> sqlx::Result<Vec<SurveyLink>> {
    let rows = select!(
        "WHERE survey_id = $1 AND (create_time, link_id) > ($2, $3) ORDER BY create_time, link_id LIMIT $4",
        survey,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(SurveyLink::from).collect())
}
