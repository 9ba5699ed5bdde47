//! What of `career.servants` says who a servant is, sealed.

use crate::{
    domain::{identity::Identity, nip::Nip},
    store::{servants, unsealed},
};
use jiff::civil::Date;
use platform::{
    Work,
    sensitive::{Sealed, Vault},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Keeps who a servant is. The unique index `one_servant_a_person` refuses a second record of the person in an instansi.
pub async fn save(
    connection: &mut PgConnection,
    servant: Uuid,
    nik_index: &[u8],
    identity: &Sealed,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.servants SET nik_index = $2, identity_key = $3, identity_sealed = $4 WHERE servant_id = $1",
        servant,
        nik_index,
        identity.key,
        identity.data,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Opens who a servant is; none before it was recorded. Whoever calls sees to it that the reading is audited.
pub async fn open(work: &mut Work<'_>, servant: Uuid) -> sqlx::Result<Option<Identity>> {
    let row = sqlx::query!("SELECT identity_key, identity_sealed FROM career.servants WHERE servant_id = $1", servant);
    let row = row.fetch_optional(&mut *work.connection).await?;
    let sealed = row.and_then(|row| Some(Sealed { key: row.identity_key?, data: row.identity_sealed? }));
    sealed.map(|sealed| unsealed(&work.vault, servant, &sealed, Identity::from_record)).transpose()
}

/// Opens the national number of a servant, if one is assigned.
pub async fn open_nip(work: &mut Work<'_>, servant: Uuid) -> sqlx::Result<Option<Nip>> {
    let sealed = servants::sealed_nip(work.connection, servant).await?;
    sealed.map(|sealed| unsealed(&work.vault, servant, &sealed, |text| Nip::parse(text).ok())).transpose()
}

/// Opens the national numbers of servants, by servant; those without one are not there.
pub async fn nips_of(
    connection: &mut PgConnection,
    vault: &Vault,
    servants: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, String>> {
    let rows = sqlx::query!(
        r#"SELECT servant_id, nip_key AS "key!", nip_sealed AS "data!" FROM career.servants
           WHERE servant_id = ANY ($1) AND nip_key IS NOT NULL AND nip_sealed IS NOT NULL"#,
        servants,
    );
    let mut opened = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let sealed = Sealed { key: row.key, data: row.data };
        opened.insert(row.servant_id, unsealed(vault, row.servant_id, &sealed, |text| Some(text.to_owned()))?);
    }
    Ok(opened)
}

/// Birth dates of servants: that of the identity, else the one that the national number names; those of whom neither is known
/// are not there. Whoever calls sees to it that the reading is audited.
pub async fn birth_dates(
    connection: &mut PgConnection,
    vault: &Vault,
    servants: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, Date>> {
    let mut births = HashMap::new();
    for (servant, identity) in identities_of(&mut *connection, vault, servants).await? {
        births.insert(servant, identity.birth_date);
    }
    let others: Vec<Uuid> = servants.iter().copied().filter(|id| !births.contains_key(id)).collect();
    for (id, nip) in nips_of(connection, vault, &others).await? {
        if let Ok(nip) = Nip::parse(&nip) {
            births.insert(id, nip.birth_date());
        }
    }
    Ok(births)
}

/// Opens who servants are, by servant; those whose identity is not recorded are not there. Whoever calls sees to it that the
/// reading is audited.
pub async fn identities_of(
    connection: &mut PgConnection,
    vault: &Vault,
    servants: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, Identity>> {
    let rows = sqlx::query!(
        r#"SELECT servant_id, identity_key AS "key!", identity_sealed AS "data!" FROM career.servants
           WHERE servant_id = ANY ($1) AND identity_key IS NOT NULL AND identity_sealed IS NOT NULL"#,
        servants,
    );
    let mut opened = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let sealed = Sealed { key: row.key, data: row.data };
        opened.insert(row.servant_id, unsealed(vault, row.servant_id, &sealed, Identity::from_record)?);
    }
    Ok(opened)
}
