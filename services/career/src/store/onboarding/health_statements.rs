//! `career.health_statements`: the day in plain, what it says sealed.

use crate::{
    domain::health_statement::{HealthDetail, HealthStatement},
    store::unsealed,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::{Work, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a statement, what it says sealed.
pub async fn insert(connection: &mut PgConnection, one: &HealthStatement, detail: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.health_statements (statement_id, servant_id, statement_date, detail_key, detail_sealed,
                                               record_time)
         VALUES ($1, $2, $3, $4, $5, $6)",
        one.id,
        one.servant,
        one.date.to_sqlx() as _,
        detail.key,
        detail.data,
        one.record_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Opens the latest statement about a servant that is of `day` or before. Whoever calls sees to it that the reading is audited.
pub async fn open_latest(work: &mut Work<'_>, servant: Uuid, day: Date) -> sqlx::Result<Option<HealthStatement>> {
    let row = sqlx::query!(
        "SELECT statement_id, servant_id, statement_date, detail_key, detail_sealed, record_time
         FROM career.health_statements WHERE servant_id = $1 AND statement_date <= $2
         ORDER BY statement_date DESC, record_time DESC, statement_id DESC LIMIT 1",
        servant,
        day.to_sqlx() as _,
    );
    let Some(row) = row.fetch_optional(&mut *work.connection).await? else { return Ok(None) };
    let sealed = Sealed { key: row.detail_key, data: row.detail_sealed };
    let detail = unsealed(&work.vault, row.statement_id, &sealed, HealthDetail::from_record)?;
    Ok(Some(HealthStatement {
        id: row.statement_id,
        servant: row.servant_id,
        date: row.statement_date.to_jiff(),
        detail,
        record_time: row.record_time.to_jiff(),
    }))
}
