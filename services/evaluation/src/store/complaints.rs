//! `evaluation.complaints`.

use crate::domain::complaint::{Answer, Complaint, State};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a complaint with its sealed text.
pub async fn insert(
    connection: &mut PgConnection,
    complaint: &Complaint,
    month: Date,
    text: &Sealed,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.complaints (complaint_id, service_id, text_key, text_sealed, receive_time, month, version,
                                            create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        complaint.id,
        complaint.service,
        text.key,
        text.data,
        complaint.receive_time.to_sqlx() as _,
        month.to_sqlx() as _,
        complaint.version,
        complaint.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Complaints of another system, column by column.
#[derive(Default)]
pub struct Columns {
    /// Ids here.
    pub ids: Vec<Uuid>,
    /// Services they are about.
    pub services: Vec<Uuid>,
    /// Ids in the other system.
    pub external_ids: Vec<String>,
    /// Wrapped keys of the texts.
    pub keys: Vec<Vec<u8>>,
    /// Sealed texts.
    pub texts: Vec<Vec<u8>>,
    /// When they were received.
    pub receive_times: Vec<jiff_sqlx::Timestamp>,
    /// Months of that.
    pub months: Vec<jiff_sqlx::Date>,
}

/// Adds complaints of another system; those whose id was taken before stay as they are. In order of the ids, so that two
/// imports at once wait for each other and do not lock each other out.
pub async fn import(connection: &mut PgConnection, new: &Columns, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.complaints (complaint_id, service_id, external_id, text_key, text_sealed, receive_time,
                                            month, version, create_time, update_time)
         SELECT *, 1, $8::timestamptz, $8::timestamptz
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[], $5::bytea[], $6::timestamptz[], $7::date[])
              AS new (id, service, external_id, key, data, receive_time, month)
         ORDER BY external_id
         ON CONFLICT ON CONSTRAINT external_ids_once DO NOTHING",
        &new.ids,
        &new.services,
        &new.external_ids,
        &new.keys,
        &new.texts,
        &new.receive_times as _,
        &new.months as _,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    complaint_id: Uuid,
    service_id: Uuid,
    receive_time: jiff_sqlx::Timestamp,
    answer: Option<String>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl From<Row> for Complaint {
    fn from(row: Row) -> Self {
        Self {
            id: row.complaint_id,
            state: row.answer.map_or(State::Received, |answer| State::Resolved(Answer::new(answer))),
            service: row.service_id,
            receive_time: row.receive_time.to_jiff(),
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        }
    }
}

/// Reads a complaint.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Complaint>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT complaint_id, service_id, receive_time, answer, version, create_time, update_time
         FROM evaluation.complaints WHERE complaint_id = $1",
        id,
    );
    Ok(row.fetch_optional(connection).await?.map(Complaint::from))
}

/// Reads a complaint and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<Complaint>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT complaint_id, service_id, receive_time, answer, version, create_time, update_time
         FROM evaluation.complaints WHERE complaint_id = $1 FOR UPDATE",
        id,
    );
    Ok(row.fetch_optional(connection).await?.map(|row| Locked::held(row.into())))
}

/// Saves a complaint under its next version.
pub async fn update(connection: &mut PgConnection, complaint: &mut Locked<Complaint>) -> sqlx::Result<()> {
    complaint.version += 1;
    let answer = match &complaint.state {
        State::Received => None,
        State::Resolved(answer) => Some(answer.expose()),
    };
    sqlx::query!(
        "UPDATE evaluation.complaints SET answer = $2, version = $3, update_time = $4 WHERE complaint_id = $1",
        complaint.id,
        answer,
        complaint.version,
        complaint.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists complaints, oldest record first; no service means any.
pub async fn list(connection: &mut PgConnection, service: Option<Uuid>, page: &Page) -> sqlx::Result<Vec<Complaint>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT complaint_id, service_id, receive_time, answer, version, create_time, update_time
         FROM evaluation.complaints
         WHERE instansi = current_setting('app.instansi') AND (create_time, complaint_id) > ($1, $2)
           AND ($3::uuid IS NULL OR service_id = $3)
         ORDER BY create_time, complaint_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        service,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(Complaint::from).collect())
}
