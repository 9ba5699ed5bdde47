//! `career.servants` as an import meets them: by their numbers, and whole at once.

use crate::domain::{identity::Sex, servant::Servant};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::{Locked, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// The sealed numbers and the identity of a servant who is imported.
pub struct SealedNumbers {
    /// Blind index of the national servant number.
    pub nip_index: Vec<u8>,
    /// The number.
    pub nip: Sealed,
    /// Blind index of the national identity number.
    pub nik_index: Vec<u8>,
    /// Who it is.
    pub identity: Sealed,
}

/// Somebody whose numbers this instansi knows.
pub struct Known {
    /// Servant.
    pub id: Uuid,
    /// Whether the servant number is the same.
    pub same_nip: bool,
    /// Whether the identity number is the same.
    pub same_nik: bool,
    /// Whether an identity number is known at all.
    pub has_nik: bool,
    /// Last day of service of somebody who left.
    pub last_day: Option<Date>,
}

/// Everybody of this instansi who has one of the two numbers, those who left among them.
pub async fn find(connection: &mut PgConnection, nip_index: &[u8], nik_index: &[u8]) -> sqlx::Result<Vec<Known>> {
    let rows = sqlx::query!(
        r#"SELECT servant_id, coalesce(nip_index = $1, false) AS "same_nip!",
                  coalesce(nik_index = $2, false) AS "same_nik!", nik_index IS NOT NULL AS "has_nik!",
                  last_day AS "last_day: jiff_sqlx::Date"
           FROM career.servants
           WHERE instansi = current_setting('app.instansi') AND (nip_index = $1 OR nik_index = $2)"#,
        nip_index,
        nik_index,
    );
    let rows = rows.fetch_all(connection).await?;
    let known = rows.into_iter().map(|row| Known {
        id: row.servant_id,
        same_nip: row.same_nip,
        same_nik: row.same_nik,
        has_nik: row.has_nik,
        last_day: row.last_day.map(jiff_sqlx::Date::to_jiff),
    });
    Ok(known.collect())
}

/// Who of this instansi has this number and has not left.
pub async fn in_service(connection: &mut PgConnection, nip_index: &[u8]) -> sqlx::Result<Option<Uuid>> {
    let servant = sqlx::query_scalar!(
        "SELECT servant_id FROM career.servants
         WHERE instansi = current_setting('app.instansi') AND nip_index = $1 AND state <> 'left'",
        nip_index,
    );
    servant.fetch_optional(connection).await
}

/// Adds a servant with numbers and identity; none where somebody who has not left has one of the numbers, which may be in
/// another instansi.
pub async fn insert(
    connection: &mut PgConnection,
    servant: Servant,
    numbers: &SealedNumbers,
) -> sqlx::Result<Option<Locked<Servant>>> {
    let inserted = sqlx::query!(
        "INSERT INTO career.servants (servant_id, state, employment, standing, full_name, front_titles, back_titles, sex,
                                      appointment_date, version, create_time, update_time, nip_index, nip_key, nip_sealed,
                                      nik_index, identity_key, identity_sealed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13, $14, $15, $16, $17)
         ON CONFLICT DO NOTHING",
        servant.id,
        servant.state.as_str(),
        servant.employment.as_str(),
        servant.standing,
        servant.name.name,
        servant.name.front_titles,
        servant.name.back_titles,
        servant.sex.map(|sex| if sex == Sex::Male { "male" } else { "female" }),
        servant.appointment_date.to_sqlx() as _,
        servant.version,
        servant.create_time.to_sqlx() as _,
        numbers.nip_index,
        numbers.nip.key,
        numbers.nip.data,
        numbers.nik_index,
        numbers.identity.key,
        numbers.identity.data,
    );
    let inserted = inserted.execute(connection).await?.rows_affected() == 1;
    Ok(inserted.then(|| Locked::held(servant)))
}

/// Waits for every other import of this instansi.
pub async fn lock_import(connection: &mut PgConnection) -> sqlx::Result<()> {
    let lock = sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended('servants of ' || current_setting('app.instansi'), 0))"
    );
    lock.execute(connection).await?;
    Ok(())
}
