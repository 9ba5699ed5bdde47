//! The promises of delivery, looked up in the databases: C1 nothing lost, C2 nothing twice, C3 nothing out of order, C4
//! the client's ledger agrees, C8 no personal data in the clear.

mod agreement;
mod effects;
mod ledgers;

use super::{PATIENCE, client::Client, people::Person};
use siklus::system::SERVICES;
use sqlx::{AssertSqlSafe, PgConnection, PgPool};
use std::time::Duration;
use tokio::time::{Instant, interval};

/// Everything has arrived and every promise holds.
pub async fn hold(pool: &PgPool, client: &Client) {
    settle(pool).await;
    let mut connection = pool.acquire().await.unwrap();
    let found = findings(&mut connection, client).await;
    assert!(found.is_empty(), "promises broken:\n{}", found.join("\n"));
}

/// Waits until every event is numbered, published and applied by everybody who listens.
pub async fn settle(pool: &PgPool) {
    let deadline = Instant::now() + PATIENCE;
    let mut ticks = interval(Duration::from_millis(20));
    loop {
        ticks.tick().await;
        let waiting = ledgers::waiting(&mut pool.acquire().await.unwrap()).await;
        if waiting.is_empty() {
            return;
        }
        assert!(Instant::now() < deadline, "not everything arrived:\n{}", waiting.join("\n"));
    }
}

/// Every broken promise, one line each.
pub async fn findings(connection: &mut PgConnection, client: &Client) -> Vec<String> {
    let mut found = among_services(connection).await;
    found.extend(agreement::disagreements(connection, client).await);
    found
}

/// C1 to C3, for callers who kept no ledger of their own.
pub async fn among_services(connection: &mut PgConnection) -> Vec<String> {
    let mut found = ledgers::waiting(connection).await;
    found.extend(ledgers::out_of_order(connection).await);
    found.extend(effects::lost_or_twice(connection).await);
    found
}

/// C8: nothing personal about these people stands in the clear in any table of any service, not in bytes either.
pub async fn nothing_personal(connection: &mut PgConnection, people: &[Person]) {
    let canaries: Vec<String> = people.iter().flat_map(|person| person.canaries()).collect();
    // A row as text shows bytes in hexadecimal.
    let patterns: Vec<String> =
        canaries.iter().flat_map(|canary| [format!("%{canary}%"), format!("%{}%", hex(canary))]).collect();
    for service in SERVICES {
        let tables = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = $1";
        let tables: Vec<String> =
            sqlx::query_scalar(tables).bind(service.name).fetch_all(&mut *connection).await.unwrap();
        assert!(tables.iter().any(|table| table == "ledger"), "{} has no tables", service.name);
        for table in tables {
            let sql = format!("SELECT count(*) FROM {}.{table} AS one WHERE one::text LIKE ANY ($1)", service.name);
            let shown: i64 = number(connection, sql, &patterns).await;
            assert_eq!(shown, 0, "rows of {}.{table} show personal data", service.name);
        }
    }
}

async fn number(connection: &mut PgConnection, sql: String, patterns: &[String]) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(sql)).bind(patterns).fetch_one(connection).await.unwrap()
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// Runs a query whose rows are one text column: the findings themselves.
async fn texts(connection: &mut PgConnection, sql: String) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(connection).await.unwrap()
}
