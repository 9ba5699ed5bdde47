//! `recruitment.log_keys`.

use ::proof::PublicKey;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// A public key and the time in which its signatures count.
pub struct LogKey {
    /// The key.
    pub key: PublicKey,
    /// When it began to sign.
    pub valid_from: Timestamp,
    /// When it ended; none while it signs.
    pub valid_until: Option<Timestamp>,
}

/// Notes the key that signs from now on. Others end at `end`: replicas are replaced one by one, and the last of the old ones
/// still signs with them until then. A key that ended does not begin again.
pub async fn register(
    connection: &mut PgConnection,
    key: &PublicKey,
    begin: Timestamp,
    end: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "WITH new AS (
             INSERT INTO recruitment.log_keys (key_id, public_key, valid_from) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING RETURNING key_id
         )
         UPDATE recruitment.log_keys SET valid_until = $4
         WHERE valid_until IS NULL AND key_id <> $1 AND EXISTS (SELECT FROM new)",
        key.id(),
        key.bytes(),
        begin.to_sqlx() as _,
        end.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether what a key signs now counts.
pub async fn counts(connection: &mut PgConnection, key_id: &str, now: Timestamp) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM recruitment.log_keys
                          WHERE key_id = $1 AND (valid_until IS NULL OR valid_until > $2)) AS "counts!""#,
        key_id,
        now.to_sqlx() as _,
    )
    .fetch_one(connection)
    .await
}

/// All keys, the oldest first.
pub async fn list(connection: &mut PgConnection) -> sqlx::Result<Vec<LogKey>> {
    let rows = sqlx::query!(
        r#"SELECT public_key, valid_from AS "valid_from: jiff_sqlx::Timestamp",
                  valid_until AS "valid_until: jiff_sqlx::Timestamp"
           FROM recruitment.log_keys ORDER BY valid_from, key_id"#,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        Ok(LogKey {
            key: PublicKey::new(&row.public_key).map_err(|error| sqlx::Error::Decode(error.into()))?,
            valid_from: row.valid_from.to_jiff(),
            valid_until: row.valid_until.map(|time| time.to_jiff()),
        })
    });
    rows.collect()
}
