//! `career.relatives`: the family, sealed.

use crate::{
    domain::relative::{Relative, RelativeDetail},
    store::unsealed,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::{
    page::Page,
    sensitive::{Sealed, Vault},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a member of the family, sealed.
pub async fn insert(connection: &mut PgConnection, relative: &Relative, detail: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.relatives (relative_id, servant_id, detail_key, detail_sealed, record_time)
         VALUES ($1, $2, $3, $4, $5)",
        relative.id,
        relative.servant,
        detail.key,
        detail.data,
        relative.record_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    relative_id: Uuid,
    servant_id: Uuid,
    detail_key: Vec<u8>,
    detail_sealed: Vec<u8>,
    record_time: jiff_sqlx::Timestamp,
    superseded_time: Option<jiff_sqlx::Timestamp>,
}

impl Row {
    fn open(self, vault: &Vault) -> sqlx::Result<Relative> {
        let sealed = Sealed { key: self.detail_key, data: self.detail_sealed };
        Ok(Relative {
            id: self.relative_id,
            servant: self.servant_id,
            detail: unsealed(vault, self.relative_id, &sealed, RelativeDetail::from_record)?,
            record_time: self.record_time.to_jiff(),
            superseded_time: self.superseded_time.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

/// The family of a servant opened, oldest row first; with `superseded` also rows that another one took the place of.
pub async fn list(
    connection: &mut PgConnection,
    vault: &Vault,
    servant: Uuid,
    superseded: bool,
    page: &Page,
) -> sqlx::Result<Vec<Relative>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT relative_id, servant_id, detail_key, detail_sealed, record_time, superseded_time FROM career.relatives
         WHERE servant_id = $1 AND ($2 OR superseded_time IS NULL) AND relative_id > $3 ORDER BY relative_id LIMIT $4",
        servant,
        superseded,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(|row| row.open(vault)).collect()
}

/// The families of servants that stand, opened, by servant. Whoever calls sees to it that the reading is audited.
pub async fn of_servants(
    connection: &mut PgConnection,
    vault: &Vault,
    servants: &[Uuid],
) -> sqlx::Result<Vec<Relative>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT relative_id, servant_id, detail_key, detail_sealed, record_time, superseded_time FROM career.relatives
         WHERE servant_id = ANY ($1) AND superseded_time IS NULL ORDER BY servant_id, relative_id",
        servants,
    );
    rows.fetch_all(connection).await?.into_iter().map(|row| row.open(vault)).collect()
}

/// Whose a row is, and when another one took its place.
pub async fn state_of(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<(Uuid, Option<Timestamp>)>> {
    let row = sqlx::query!("SELECT servant_id, superseded_time FROM career.relatives WHERE relative_id = $1", id);
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| (row.servant_id, row.superseded_time.map(jiff_sqlx::Timestamp::to_jiff))))
}

/// Notes that another row takes the place of this one. Returns whether it stood until now.
pub async fn supersede(connection: &mut PgConnection, id: Uuid, now: Timestamp) -> sqlx::Result<bool> {
    let superseded = sqlx::query!(
        "UPDATE career.relatives SET superseded_time = $2 WHERE relative_id = $1 AND superseded_time IS NULL",
        id,
        now.to_sqlx() as _,
    );
    Ok(superseded.execute(connection).await?.rows_affected() == 1)
}
