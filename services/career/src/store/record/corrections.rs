//! `career.corrections`: why a row took the place of another one, sealed.

use crate::{domain::correction::Correction, store::unsealed};
use jiff_sqlx::ToSqlx;
use platform::sensitive::{Sealed, Vault};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds a correction, sealed with the superseded row as its owner.
pub async fn insert(connection: &mut PgConnection, correction: &Correction, sealed: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.corrections (superseded_id, row_id, servant_id, detail_key, detail_sealed, record_time)
         VALUES ($1, $2, $3, $4, $5, $6)",
        correction.superseded,
        correction.row,
        correction.servant,
        sealed.key,
        sealed.data,
        correction.record_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What these rows correct, opened, by row; those that correct nothing are not there. Whoever calls sees to it that the reading
/// is audited.
pub async fn of_rows(
    connection: &mut PgConnection,
    vault: &Vault,
    rows: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, Correction>> {
    let found = sqlx::query!(
        r#"SELECT row_id AS "row_id!", superseded_id, servant_id, detail_key, detail_sealed, record_time
           FROM career.corrections WHERE row_id = ANY ($1)"#,
        rows,
    );
    let mut opened = HashMap::new();
    for row in found.fetch_all(connection).await? {
        let sealed = Sealed { key: row.detail_key, data: row.detail_sealed };
        let (reason, decree_number) = unsealed(vault, row.superseded_id, &sealed, Correction::read_detail)?;
        let correction = Correction {
            superseded: row.superseded_id,
            row: Some(row.row_id),
            servant: row.servant_id,
            reason,
            decree_number,
            record_time: row.record_time.to_jiff(),
        };
        opened.insert(row.row_id, correction);
    }
    Ok(opened)
}
