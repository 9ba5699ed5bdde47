//! `career.punishments`: when in plain, what and why sealed.

use crate::{
    domain::punishment::{Punishment, PunishmentDetail},
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

/// Adds a punishment, its detail sealed.
pub async fn insert(connection: &mut PgConnection, punishment: &Punishment, detail: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.punishments (punishment_id, servant_id, valid, detail_key, detail_sealed, record_time)
         VALUES ($1, $2, daterange($3, $4, '[]'), $5, $6, $7)",
        punishment.id,
        punishment.servant,
        punishment.start.to_sqlx() as _,
        punishment.end.map(ToSqlx::to_sqlx) as _,
        detail.key,
        detail.data,
        punishment.record_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    punishment_id: Uuid,
    servant_id: Uuid,
    start: jiff_sqlx::Date,
    after: Option<jiff_sqlx::Date>,
    detail_key: Vec<u8>,
    detail_sealed: Vec<u8>,
    record_time: jiff_sqlx::Timestamp,
    superseded_time: Option<jiff_sqlx::Timestamp>,
}

impl Row {
    fn open(self, vault: &Vault) -> sqlx::Result<Punishment> {
        let sealed = Sealed { key: self.detail_key, data: self.detail_sealed };
        Ok(Punishment {
            id: self.punishment_id,
            servant: self.servant_id,
            detail: unsealed(vault, self.punishment_id, &sealed, PunishmentDetail::from_record)?,
            start: self.start.to_jiff(),
            end: super::last_day(self.after)?,
            record_time: self.record_time.to_jiff(),
            superseded_time: self.superseded_time.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

/// Every punishment of a servant opened, oldest row first; with `superseded` also those that another row took the place of.
pub async fn list(
    connection: &mut PgConnection,
    vault: &Vault,
    servant: Uuid,
    superseded: bool,
    page: &Page,
) -> sqlx::Result<Vec<Punishment>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT punishment_id, servant_id, lower(valid) AS "start!: jiff_sqlx::Date",
                  upper(valid) AS "after: jiff_sqlx::Date", detail_key, detail_sealed, record_time, superseded_time
           FROM career.punishments
           WHERE servant_id = $1 AND ($2 OR superseded_time IS NULL) AND punishment_id > $3
           ORDER BY punishment_id LIMIT $4"#,
        servant,
        superseded,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(|row| row.open(vault)).collect()
}

/// The punishments of servants that stand, opened, by servant and first day. Whoever calls sees to it that the reading is
/// audited.
pub async fn of_servants(
    connection: &mut PgConnection,
    vault: &Vault,
    servants: &[Uuid],
) -> sqlx::Result<Vec<Punishment>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT punishment_id, servant_id, lower(valid) AS "start!: jiff_sqlx::Date",
                  upper(valid) AS "after: jiff_sqlx::Date", detail_key, detail_sealed, record_time, superseded_time
           FROM career.punishments WHERE servant_id = ANY ($1) AND superseded_time IS NULL
           ORDER BY servant_id, lower(valid), punishment_id"#,
        servants,
    );
    rows.fetch_all(connection).await?.into_iter().map(|row| row.open(vault)).collect()
}

/// Whose a row is, and when another one took its place.
pub async fn state_of(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<(Uuid, Option<Timestamp>)>> {
    let row = sqlx::query!("SELECT servant_id, superseded_time FROM career.punishments WHERE punishment_id = $1", id);
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| (row.servant_id, row.superseded_time.map(jiff_sqlx::Timestamp::to_jiff))))
}

/// Notes that another row takes the place of this one. Returns whether it stood until now.
pub async fn supersede(connection: &mut PgConnection, id: Uuid, now: Timestamp) -> sqlx::Result<bool> {
    let superseded = sqlx::query!(
        "UPDATE career.punishments SET superseded_time = $2 WHERE punishment_id = $1 AND superseded_time IS NULL",
        id,
        now.to_sqlx() as _,
    );
    Ok(superseded.execute(connection).await?.rows_affected() == 1)
}
