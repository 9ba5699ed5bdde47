//! `evaluation.complaint_messages`: what is said about complaints, sealed.

use crate::domain::complaint_thread::{Author, Said};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds something that was said.
pub async fn insert(connection: &mut PgConnection, said: &Said, text: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.complaint_messages (message_id, complaint_id, author, is_answer, is_shared, text_key,
                                                    text_sealed, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        said.id,
        said.complaint,
        said.author.as_str(),
        said.is_answer,
        said.is_shared,
        text.key,
        text.data,
        said.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    message_id: Uuid,
    complaint_id: Uuid,
    author: String,
    is_answer: bool,
    is_shared: bool,
    text_key: Vec<u8>,
    text_sealed: Vec<u8>,
    create_time: jiff_sqlx::Timestamp,
}

/// Something that was said, with its sealed text.
pub struct Kept {
    /// What it is.
    pub said: Said,
    /// The text; sealed for its complaint.
    pub text: Sealed,
}

impl TryFrom<Row> for Kept {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let author = Author::parse(&row.author);
        let author = author.ok_or_else(|| sqlx::Error::Decode(format!("unknown author `{}`", row.author).into()))?;
        Ok(Self {
            said: Said {
                id: row.message_id,
                complaint: row.complaint_id,
                author,
                is_answer: row.is_answer,
                is_shared: row.is_shared,
                create_time: row.create_time.to_jiff(),
            },
            text: Sealed { key: row.text_key, data: row.text_sealed },
        })
    }
}

/// Lists what was said about a complaint and about those merged into it, oldest first.
pub async fn list(connection: &mut PgConnection, complaint: Uuid, page: &Page) -> sqlx::Result<Vec<Kept>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT message_id, complaint_id, author, is_answer, is_shared, text_key, text_sealed, create_time
         FROM evaluation.complaint_messages
         WHERE complaint_id IN (SELECT complaint_id FROM evaluation.complaints
                                WHERE complaint_id = $1 OR merged_into = $1)
           AND (create_time, message_id) > ($2, $3)
         ORDER BY create_time, message_id LIMIT $4",
        complaint,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Kept::try_from).collect()
}

/// The latest of what a reporter may see, oldest first: what they and the office said about their own report, and of what was
/// said about the one that theirs was merged into only what is worded for all. The rest may tell who somebody else is.
pub async fn seen_by_reporter(
    connection: &mut PgConnection,
    own: Uuid,
    followed: Uuid,
    most: i64,
) -> sqlx::Result<Vec<Kept>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT message_id, complaint_id, author, is_answer, is_shared, text_key, text_sealed, create_time
         FROM evaluation.complaint_messages
         WHERE (complaint_id = $1 AND author IN ('reporter', 'office')) OR (complaint_id = $2 AND is_shared)
         ORDER BY create_time DESC, message_id DESC LIMIT $3",
        own,
        followed,
        most,
    );
    let rows = rows.fetch_all(connection).await?;
    rows.into_iter().rev().map(Kept::try_from).collect()
}

/// The latest answer that a reporter may see.
pub async fn answer_to_reporter(
    connection: &mut PgConnection,
    own: Uuid,
    followed: Uuid,
) -> sqlx::Result<Option<Uuid>> {
    let answer = sqlx::query_scalar!(
        "SELECT message_id FROM evaluation.complaint_messages
         WHERE is_answer AND (complaint_id = $1 OR (complaint_id = $2 AND is_shared))
         ORDER BY create_time DESC, message_id DESC LIMIT 1",
        own,
        followed,
    );
    answer.fetch_optional(connection).await
}

/// The latest answer of each complaint that has one.
pub async fn answers_of(connection: &mut PgConnection, complaints: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Sealed>> {
    let rows = sqlx::query!(
        "SELECT DISTINCT ON (complaint_id) complaint_id, text_key, text_sealed FROM evaluation.complaint_messages
         WHERE complaint_id = ANY($1) AND is_answer ORDER BY complaint_id, create_time DESC, message_id DESC",
        complaints,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.complaint_id, Sealed { key: row.text_key, data: row.text_sealed })).collect())
}

/// How often reporters spoke about a complaint after `since`, counted up to `most`.
pub async fn count_replies(
    connection: &mut PgConnection,
    complaint: Uuid,
    since: Timestamp,
    most: i64,
) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (
               SELECT FROM evaluation.complaint_messages
               WHERE complaint_id = $1 AND author = 'reporter' AND create_time > $2 LIMIT $3) AS recent"#,
        complaint,
        since.to_sqlx() as _,
        most,
    );
    count.fetch_one(connection).await
}
