//! Leadership is a session: the connection that holds the advisory lock is the connection that does the work, so a
//! leader that lost the lock has lost the means to write as well.

use sqlx::{ConnectOptions, PgConnection, postgres::PgConnectOptions};
use std::time::Duration;
use tokio::time::sleep;

/// Connects and waits until this session leads `role` in `partition`. Polls: the blocking lock would hold a snapshot, and
/// with it back every vacuum, while it waits.
pub async fn acquire(options: &PgConnectOptions, role: &str, partition: i16) -> sqlx::Result<PgConnection> {
    let mut session = options.connect().await?;
    // A frozen leader must not lead for ever, and a vanished host must not for two hours.
    sqlx::raw_sql(
        "SET idle_session_timeout = '5s'; SET idle_in_transaction_session_timeout = '5s'; SET tcp_keepalives_idle = 5",
    )
    .execute(&mut session)
    .await?;
    let lock = "SELECT pg_try_advisory_lock(hashtext($1), $2)";
    while !sqlx::query_scalar(lock).bind(role).bind(i32::from(partition)).fetch_one(&mut session).await? {
        sleep(Duration::from_millis(200)).await;
    }
    Ok(session)
}
