//! `evaluation.complaint_reporters`: who reported, apart from what was reported.

use crate::domain::complaint_thread::Satisfaction;
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// Who reported, sealed for the complaint.
#[derive(Default)]
pub struct Identity {
    /// Name, if told.
    pub name: Option<Sealed>,
    /// How to reach them, if told.
    pub contact: Option<Sealed>,
}

/// Adds who reported, with the keyed hash of a follow-up code if there is one.
pub async fn insert(
    connection: &mut PgConnection,
    complaint: Uuid,
    identity: &Identity,
    code_index: Option<&[u8]>,
) -> sqlx::Result<()> {
    let (name, contact) = (identity.name.as_ref(), identity.contact.as_ref());
    sqlx::query!(
        "INSERT INTO evaluation.complaint_reporters (complaint_id, name_key, name_sealed, contact_key, contact_sealed, code_index)
         VALUES ($1, $2, $3, $4, $5, $6)",
        complaint,
        name.map(|sealed| sealed.key.as_slice()),
        name.map(|sealed| sealed.data.as_slice()),
        contact.map(|sealed| sealed.key.as_slice()),
        contact.map(|sealed| sealed.data.as_slice()),
        code_index,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps the keyed hash of a follow-up code. `false` if there is one.
pub async fn give_code(connection: &mut PgConnection, complaint: Uuid, code_index: &[u8]) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "INSERT INTO evaluation.complaint_reporters AS known (complaint_id, code_index) VALUES ($1, $2)
         ON CONFLICT (complaint_id) DO UPDATE SET code_index = excluded.code_index WHERE known.code_index IS NULL",
        complaint,
        code_index,
    );
    Ok(done.execute(connection).await?.rows_affected() == 1)
}

/// A reporter as a list shows them.
pub struct Reporter {
    /// Complaint.
    pub complaint: Uuid,
    /// Who it is.
    pub identity: Identity,
    /// Whether the identity was destroyed.
    pub is_masked: bool,
    /// How satisfied they are, if they said.
    pub satisfaction: Option<i16>,
}

struct Row {
    complaint_id: Uuid,
    name_key: Option<Vec<u8>>,
    name_sealed: Option<Vec<u8>>,
    contact_key: Option<Vec<u8>>,
    contact_sealed: Option<Vec<u8>>,
    mask_time: Option<jiff_sqlx::Timestamp>,
    satisfaction: Option<i16>,
}

impl From<Row> for Reporter {
    fn from(row: Row) -> Self {
        let sealed =
            |key: Option<Vec<u8>>, data: Option<Vec<u8>>| key.zip(data).map(|(key, data)| Sealed { key, data });
        Self {
            complaint: row.complaint_id,
            identity: Identity {
                name: sealed(row.name_key, row.name_sealed),
                contact: sealed(row.contact_key, row.contact_sealed),
            },
            is_masked: row.mask_time.is_some(),
            satisfaction: row.satisfaction,
        }
    }
}

/// Lists who reported a complaint and those merged into it.
pub async fn list(connection: &mut PgConnection, complaint: Uuid, page: &Page) -> sqlx::Result<Vec<Reporter>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT complaint_id, name_key, name_sealed, contact_key, contact_sealed, mask_time, satisfaction
         FROM evaluation.complaint_reporters
         WHERE complaint_id IN (SELECT complaint_id FROM evaluation.complaints
                                WHERE complaint_id = $1 OR merged_into = $1)
           AND complaint_id > $2
         ORDER BY complaint_id LIMIT $3",
        complaint,
        page.after.1,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(Reporter::from).collect())
}

/// Reads who reported one complaint. Not for a unit whose complaint hides its reporter.
pub async fn get(connection: &mut PgConnection, complaint: Uuid) -> sqlx::Result<Option<Reporter>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT complaint_id, name_key, name_sealed, contact_key, contact_sealed, mask_time, satisfaction
         FROM evaluation.complaint_reporters WHERE complaint_id = $1",
        complaint,
    );
    Ok(row.fetch_optional(connection).await?.map(Reporter::from))
}

/// A report found by its follow-up code.
#[derive(Clone, Copy)]
pub struct Followed {
    /// Complaint.
    pub complaint: Uuid,
    /// How satisfied its reporter is, if they said.
    pub satisfaction: Option<i16>,
}

/// Finds the report whose follow-up code has this keyed hash.
pub async fn follow(connection: &mut PgConnection, code_index: &[u8]) -> sqlx::Result<Option<Followed>> {
    let row = sqlx::query!(
        "SELECT complaint_id, satisfaction FROM evaluation.complaint_reporters
         WHERE instansi = current_setting('app.instansi') AND code_index = $1",
        code_index,
    );
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| Followed { complaint: row.complaint_id, satisfaction: row.satisfaction }))
}

/// Keeps how satisfied a reporter is with an answer, instead of what they said of an earlier one. `false` if they said it of
/// this one.
pub async fn rate(
    connection: &mut PgConnection,
    complaint: Uuid,
    answer: Uuid,
    satisfaction: Satisfaction,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE evaluation.complaint_reporters SET satisfaction = $2, rated_answer = $3
         WHERE complaint_id = $1 AND rated_answer IS DISTINCT FROM $3",
        complaint,
        i16::from(satisfaction.score()),
        answer,
    );
    Ok(done.execute(connection).await?.rows_affected() == 1)
}

/// Forgets what a reporter said of an answer that is no longer to their report; of one to their own report it stays.
pub async fn unrate(connection: &mut PgConnection, complaint: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE evaluation.complaint_reporters SET satisfaction = NULL, rated_answer = NULL
         WHERE complaint_id = $1 AND NOT EXISTS (SELECT FROM evaluation.complaint_messages AS said
                                                 WHERE said.message_id = rated_answer AND said.complaint_id = $1)",
        complaint,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Destroys the identities of reporters whose complaint, or the one it was merged into, was over before a day. Returns those of
/// this part in the order of ids.
pub async fn mask(
    connection: &mut PgConnection,
    after: Uuid,
    most: i64,
    before: Date,
    now: Timestamp,
) -> sqlx::Result<Vec<Uuid>> {
    let masked = sqlx::query_scalar!(
        "UPDATE evaluation.complaint_reporters
         SET name_key = NULL, name_sealed = NULL, contact_key = NULL, contact_sealed = NULL, mask_time = $4
         WHERE complaint_id IN (
             SELECT reporter.complaint_id
             FROM evaluation.complaint_reporters AS reporter
             JOIN evaluation.complaints AS own ON own.complaint_id = reporter.complaint_id
             JOIN evaluation.complaints AS whole ON whole.complaint_id = coalesce(own.merged_into, own.complaint_id)
             WHERE reporter.instansi = current_setting('app.instansi') AND reporter.mask_time IS NULL
               AND reporter.complaint_id > $1 AND whole.close_date < $3
             ORDER BY reporter.complaint_id LIMIT $2)
         RETURNING complaint_id",
        after,
        most,
        before.to_sqlx() as _,
        now.to_sqlx() as _,
    );
    let mut masked = masked.fetch_all(connection).await?;
    masked.sort_unstable();
    Ok(masked)
}
