//! `career.pre_services` and `career.pre_service_parts`.

use crate::{
    domain::pre_service::{PreService, PreServiceKind, PreServicePart, PreServiceState},
    store::unknown,
};
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds one. The index `one_pre_service_a_servant` refuses a second one that is not cancelled.
pub async fn insert(connection: &mut PgConnection, one: &PreService) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.pre_services (pre_service_id, servant_id, kind, state, provider, batch, start_date,
                                          expected_hours, ruleset, version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        one.id,
        one.servant,
        one.kind.as_str(),
        one.state.as_str(),
        one.provider,
        one.batch,
        one.start.to_sqlx() as _,
        one.expected_hours,
        one.ruleset,
        one.version,
        one.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    pre_service_id: Uuid,
    servant_id: Uuid,
    kind: String,
    state: String,
    provider: String,
    batch: String,
    start_date: jiff_sqlx::Date,
    expected_hours: i64,
    ruleset: String,
    certificate_number: String,
    result_date: Option<jiff_sqlx::Date>,
    result_by: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl Row {
    fn with(self, parts: Vec<PreServicePart>) -> sqlx::Result<PreService> {
        Ok(PreService {
            id: self.pre_service_id,
            servant: self.servant_id,
            kind: PreServiceKind::parse(&self.kind).ok_or_else(|| unknown("pre-service training", &self.kind))?,
            state: PreServiceState::parse(&self.state).ok_or_else(|| unknown("pre-service state", &self.state))?,
            provider: self.provider,
            batch: self.batch,
            start: self.start_date.to_jiff(),
            expected_hours: self.expected_hours,
            ruleset: self.ruleset,
            parts,
            certificate: self.certificate_number,
            result_date: self.result_date.map(jiff_sqlx::Date::to_jiff),
            result_by: self.result_by,
            version: self.version,
            create_time: self.create_time.to_jiff(),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT pre_service_id, servant_id, kind, state, provider, batch, start_date, expected_hours, ruleset,
                    certificate_number, result_date, result_by, version, create_time
             FROM career.pre_services " + $rest,
            $($argument),*
        )
    };
}

/// Reads one.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<PreService>> {
    let row = select!("WHERE pre_service_id = $1", id).fetch_optional(&mut *connection).await?;
    let Some(row) = row else { return Ok(None) };
    let parts = parts_of(connection, &[id]).await?.remove(&id).unwrap_or_default();
    row.with(parts).map(Some)
}

/// The one of a servant that is not cancelled.
pub async fn of(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Option<PreService>> {
    let row = select!("WHERE servant_id = $1 AND state <> 'cancelled'", servant);
    let Some(row) = row.fetch_optional(&mut *connection).await? else { return Ok(None) };
    let id = row.pre_service_id;
    let parts = parts_of(connection, &[id]).await?.remove(&id).unwrap_or_default();
    row.with(parts).map(Some)
}

/// Lists them, oldest first; no servant or state means any.
pub async fn list(
    connection: &mut PgConnection,
    servant: Option<Uuid>,
    state: Option<PreServiceState>,
    page: &Page,
) -> sqlx::Result<Vec<PreService>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, pre_service_id) > ($1, $2)
           AND ($3::uuid IS NULL OR servant_id = $3) AND ($4 = '' OR state = $4)
         ORDER BY create_time, pre_service_id LIMIT $5",
        page.after_time().to_sqlx() as _,
        page.after.1,
        servant,
        state.map_or("", PreServiceState::as_str),
        page.limit(),
    );
    let rows = rows.fetch_all(&mut *connection).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.pre_service_id).collect();
    let mut parts = parts_of(connection, &ids).await?;
    let whole = |row: Row| {
        let parts = parts.remove(&row.pre_service_id).unwrap_or_default();
        row.with(parts)
    };
    rows.into_iter().map(whole).collect()
}

/// Saves one under its next version.
pub async fn update(connection: &mut PgConnection, one: &mut PreService) -> sqlx::Result<()> {
    one.version += 1;
    sqlx::query!(
        "UPDATE career.pre_services
         SET state = $2, certificate_number = $3, result_date = $4, result_by = $5, version = $6
         WHERE pre_service_id = $1",
        one.id,
        one.state.as_str(),
        one.certificate,
        one.result_date.map(ToSqlx::to_sqlx) as _,
        one.result_by,
        one.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps a part in the place of what was known of it.
pub async fn save_part(connection: &mut PgConnection, id: Uuid, part: &PreServicePart) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.pre_service_parts (pre_service_id, code, start_date, end_date, hours, project)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (pre_service_id, code) DO UPDATE
         SET start_date = excluded.start_date, end_date = excluded.end_date, hours = excluded.hours,
             project = excluded.project",
        id,
        part.code,
        part.start.to_sqlx() as _,
        part.end.to_sqlx() as _,
        part.hours,
        part.project,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps why one was cancelled.
pub async fn save_reason(connection: &mut PgConnection, id: Uuid, reason: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.pre_services SET reason_key = $2, reason_sealed = $3 WHERE pre_service_id = $1",
        id,
        reason.key,
        reason.data,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Why these were cancelled, where they were.
pub async fn reasons(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Sealed>> {
    let rows = sqlx::query!(
        "SELECT pre_service_id, reason_key, reason_sealed FROM career.pre_services
         WHERE pre_service_id = ANY ($1) AND reason_key <> ''",
        ids,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.pre_service_id, Sealed { key: row.reason_key, data: row.reason_sealed })).collect())
}

async fn parts_of(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Vec<PreServicePart>>> {
    let rows = sqlx::query!(
        "SELECT pre_service_id, code, start_date, end_date, hours, project FROM career.pre_service_parts
         WHERE pre_service_id = ANY ($1) ORDER BY start_date, code",
        ids,
    );
    let mut parts: HashMap<Uuid, Vec<PreServicePart>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        parts.entry(row.pre_service_id).or_default().push(PreServicePart {
            code: row.code,
            start: row.start_date.to_jiff(),
            end: row.end_date.to_jiff(),
            hours: row.hours,
            project: row.project,
        });
    }
    Ok(parts)
}
