//! `recruitment.logs` and `recruitment.log_heads`.

use ::proof::{Frontier, Hash, Head, SignedHead};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// Reads a log's tree and holds its row until the transaction ends; makes the log where there is none. Lock the vacancy
/// first, or nothing else.
pub async fn lock(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Frontier> {
    sqlx::query!("INSERT INTO recruitment.logs (vacancy_id) VALUES ($1) ON CONFLICT DO NOTHING", vacancy)
        .execute(&mut *connection)
        .await?;
    let row = sqlx::query!("SELECT size, frontier FROM recruitment.logs WHERE vacancy_id = $1 FOR UPDATE", vacancy);
    let row = row.fetch_one(connection).await?;
    let roots = row.frontier.iter().map(|root| hash_of(root)).collect::<sqlx::Result<Vec<Hash>>>()?;
    let unsound = || sqlx::Error::Decode("a log whose size and tree do not fit".into());
    Frontier::kept(row.size.cast_unsigned(), roots).ok_or_else(unsound)
}

/// Saves a log's tree.
pub async fn save(connection: &mut PgConnection, vacancy: Uuid, tree: &Frontier) -> sqlx::Result<()> {
    let roots: Vec<Vec<u8>> = tree.roots().iter().map(|root| root.to_vec()).collect();
    sqlx::query!(
        "UPDATE recruitment.logs SET size = $2, frontier = $3 WHERE vacancy_id = $1",
        vacancy,
        tree.size().cast_signed(),
        &roots,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps a head that was signed.
pub async fn insert_head(connection: &mut PgConnection, vacancy: Uuid, signed: &SignedHead) -> sqlx::Result<()> {
    let SignedHead { head, signature } = signed;
    sqlx::query!(
        "INSERT INTO recruitment.log_heads (vacancy_id, size, root, sign_time, key_id, signature)
         VALUES ($1, $2, $3, $4, $5, $6)",
        vacancy,
        head.size.cast_signed(),
        head.root.as_slice(),
        head.time.to_sqlx() as _,
        head.key_id,
        signature,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A signed head of the log called `log`: that of this size, or the latest for size 0.
pub async fn head(
    connection: &mut PgConnection,
    vacancy: Uuid,
    log: String,
    size: i64,
) -> sqlx::Result<Option<SignedHead>> {
    let row = sqlx::query!(
        r#"SELECT size, root, sign_time AS "sign_time: jiff_sqlx::Timestamp", key_id, signature
           FROM recruitment.log_heads WHERE vacancy_id = $1 AND ($2::bigint = 0 OR size = $2) ORDER BY size DESC LIMIT 1"#,
        vacancy,
        size,
    );
    let Some(row) = row.fetch_optional(connection).await? else { return Ok(None) };
    let (size, root, time) = (row.size.cast_unsigned(), hash_of(&row.root)?, row.sign_time.to_jiff());
    let head = Head { log, size, root, time, key_id: row.key_id };
    Ok(Some(SignedHead { head, signature: row.signature }))
}

pub(crate) fn hash_of(bytes: &[u8]) -> sqlx::Result<Hash> {
    bytes.try_into().map_err(|_| sqlx::Error::Decode("a hash that is not 32 bytes long".into()))
}
