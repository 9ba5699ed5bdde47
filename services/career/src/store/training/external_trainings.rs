//! `career.external_trainings`.

use crate::{
    domain::external_training::{ExternalState, ExternalTraining},
    store::{courses::teaching, unknown},
};
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds one. The index `one_certificate_a_servant` refuses a certificate twice.
pub async fn insert(connection: &mut PgConnection, one: &ExternalTraining) -> sqlx::Result<()> {
    let taught = one.teaching.as_ref();
    sqlx::query!(
        "INSERT INTO career.external_trainings (training_id, servant_id, state, submitted_by, title, activity, provider,
                                                start_date, end_date, hours, certificate_number, dictionary, competency,
                                                level, version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        one.id,
        one.servant,
        one.state.as_str(),
        one.submitted_by,
        one.title,
        one.activity,
        one.provider,
        one.start.to_sqlx() as _,
        one.end.to_sqlx() as _,
        one.hours,
        one.certificate,
        taught.map(|teaching| teaching.dictionary.as_str()),
        taught.map(|teaching| teaching.code.as_str()),
        taught.map(|teaching| i32::from(teaching.level)),
        one.version,
        one.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    training_id: Uuid,
    servant_id: Uuid,
    state: String,
    submitted_by: String,
    title: String,
    activity: i32,
    provider: String,
    start_date: jiff_sqlx::Date,
    end_date: jiff_sqlx::Date,
    hours: i64,
    certificate_number: String,
    dictionary: Option<String>,
    competency: Option<String>,
    level: Option<i32>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for ExternalTraining {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.training_id,
            servant: row.servant_id,
            state: ExternalState::parse(&row.state).ok_or_else(|| unknown("external training state", &row.state))?,
            submitted_by: row.submitted_by,
            title: row.title,
            activity: row.activity,
            provider: row.provider,
            start: row.start_date.to_jiff(),
            end: row.end_date.to_jiff(),
            hours: row.hours,
            certificate: row.certificate_number,
            teaching: teaching(row.dictionary, row.competency, row.level),
            version: row.version,
            create_time: row.create_time.to_jiff(),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT training_id, servant_id, state, submitted_by, title, activity, provider, start_date, end_date, hours,
                    certificate_number, dictionary, competency, level, version, create_time
             FROM career.external_trainings " + $rest,
            $($argument),*
        )
    };
}

/// Reads one.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<ExternalTraining>> {
    let row = select!("WHERE training_id = $1", id);
    row.fetch_optional(connection).await?.map(ExternalTraining::try_from).transpose()
}

/// Reads one and holds its row until the transaction ends. Lock the servant first.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<ExternalTraining>> {
    let row = select!("WHERE training_id = $1 FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(ExternalTraining::try_from).transpose()
}

/// Saves one under its next version.
pub async fn update(connection: &mut PgConnection, one: &mut ExternalTraining) -> sqlx::Result<()> {
    one.version += 1;
    sqlx::query!(
        "UPDATE career.external_trainings SET state = $2, version = $3 WHERE training_id = $1",
        one.id,
        one.state.as_str(),
        one.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists them, oldest first; no servant or state means any.
pub async fn list(
    connection: &mut PgConnection,
    servant: Option<Uuid>,
    state: Option<ExternalState>,
    page: &Page,
) -> sqlx::Result<Vec<ExternalTraining>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, training_id) > ($1, $2)
           AND ($3::uuid IS NULL OR servant_id = $3) AND ($4::text IS NULL OR state = $4)
         ORDER BY create_time, training_id LIMIT $5",
        page.after_time().to_sqlx() as _,
        page.after.1,
        servant,
        state.map(ExternalState::as_str),
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(ExternalTraining::try_from).collect()
}

/// Keeps why one was declined or revoked.
pub async fn save_reason(connection: &mut PgConnection, id: Uuid, reason: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.external_trainings SET reason_key = $2, reason_sealed = $3 WHERE training_id = $1",
        id,
        reason.key,
        reason.data,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Why these were declined or revoked, where they were.
pub async fn reasons(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Sealed>> {
    let rows = sqlx::query!(
        "SELECT training_id, reason_key, reason_sealed FROM career.external_trainings
         WHERE training_id = ANY ($1) AND reason_key <> ''",
        ids,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.training_id, Sealed { key: row.reason_key, data: row.reason_sealed })).collect())
}
