//! `career.former_identities`: who servants were told to be before it was corrected, sealed.

use crate::{
    domain::former_identity::{FormerDetail, FormerIdentity},
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

/// Adds what was known until now, sealed with its own row as the owner.
pub async fn insert(connection: &mut PgConnection, former: &FormerIdentity, sealed: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.former_identities (former_id, servant_id, detail_key, detail_sealed, superseded_time)
         VALUES ($1, $2, $3, $4, $5)",
        former.id,
        former.servant,
        sealed.key,
        sealed.data,
        former.superseded_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    former_id: Uuid,
    servant_id: Uuid,
    detail_key: Vec<u8>,
    detail_sealed: Vec<u8>,
    superseded_time: jiff_sqlx::Timestamp,
}

impl Row {
    fn open(self, vault: &Vault) -> sqlx::Result<FormerIdentity> {
        let sealed = Sealed { key: self.detail_key, data: self.detail_sealed };
        Ok(FormerIdentity {
            id: self.former_id,
            servant: self.servant_id,
            detail: unsealed(vault, self.former_id, &sealed, FormerDetail::from_record)?,
            superseded_time: self.superseded_time.to_jiff(),
        })
    }
}

/// What was known of a servant before each correction, opened, earliest first. Whoever calls sees to it that the reading is
/// audited.
pub async fn list(
    connection: &mut PgConnection,
    vault: &Vault,
    servant: Uuid,
    page: &Page,
) -> sqlx::Result<Vec<FormerIdentity>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT former_id, servant_id, detail_key, detail_sealed, superseded_time FROM career.former_identities
         WHERE servant_id = $1 AND former_id > $2 ORDER BY former_id LIMIT $3",
        servant,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(|row| row.open(vault)).collect()
}

/// What was known of a servant at an instant, where it was corrected since.
pub async fn known_at(
    connection: &mut PgConnection,
    vault: &Vault,
    servant: Uuid,
    known: Timestamp,
) -> sqlx::Result<Option<FormerIdentity>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT former_id, servant_id, detail_key, detail_sealed, superseded_time FROM career.former_identities
         WHERE servant_id = $1 AND superseded_time > $2 ORDER BY superseded_time, former_id LIMIT 1",
        servant,
        known.to_sqlx() as _,
    );
    row.fetch_optional(connection).await?.map(|row| row.open(vault)).transpose()
}
