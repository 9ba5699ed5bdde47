//! Each service's role in Postgres: its own schema, its own tenant, and an audit trail it cannot change.

use platform::testing::{Ground, OTHER_TENANT, TENANT};
use siklus::system::SERVICES;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

async fn connect(ground: &Ground, role: &str) -> PgConnection {
    PgConnection::connect(&ground.url(role)).await.unwrap()
}

async fn refused(connection: &mut PgConnection, sql: String) -> Option<String> {
    let error = sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.err()?;
    error.as_database_error()?.code().map(|code| code.into_owned())
}

const NO_PRIVILEGE: &str = "42501";

#[tokio::test]
async fn no_service_reads_another_ones_schema() {
    let ground = Ground::prepare(&SERVICES).await.unwrap();
    for own in SERVICES {
        let mut connection = connect(&ground, own.name).await;
        for other in SERVICES.iter().filter(|other| other.name != own.name) {
            let code = refused(&mut connection, format!("SELECT * FROM {}.audit", other.name)).await;
            assert_eq!(code.as_deref(), Some(NO_PRIVILEGE), "{} read {}", own.name, other.name);
        }
    }
}

#[tokio::test]
async fn no_service_changes_what_its_audit_trail_says() {
    let ground = Ground::prepare(&SERVICES).await.unwrap();
    for service in SERVICES {
        let mut connection = connect(&ground, service.name).await;
        for change in ["UPDATE {}.audit SET subject = 'x'", "DELETE FROM {}.audit", "TRUNCATE {}.audit"] {
            let code = refused(&mut connection, change.replace("{}", service.name)).await;
            assert_eq!(code.as_deref(), Some(NO_PRIVILEGE), "{change} as {}", service.name);
        }
    }
}

#[tokio::test]
async fn a_query_without_where_sees_one_tenant_only() {
    let ground = Ground::prepare(&SERVICES).await.unwrap();
    let mut needs = connect(&ground, "needs").await;
    let insert = |tenant: &str| {
        format!(
            "BEGIN; SET LOCAL app.instansi = '{tenant}';
             INSERT INTO needs.units (unit_id, path, display_name, create_time) VALUES (uuidv7(), 'A', 'A', now());
             COMMIT"
        )
    };
    for tenant in [TENANT, OTHER_TENANT] {
        sqlx::raw_sql(AssertSqlSafe(insert(tenant))).execute(&mut needs).await.unwrap();
    }
    let seen = async |needs: &mut PgConnection, tenant: &str| {
        let mut tx = needs.begin().await.unwrap();
        sqlx::query("SELECT set_config('app.instansi', $1, true)").bind(tenant).execute(&mut *tx).await.unwrap();
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM needs.units").fetch_one(&mut *tx).await.unwrap();
        count
    };
    assert_eq!((seen(&mut needs, TENANT).await, seen(&mut needs, "-").await, seen(&mut needs, "").await), (1, 2, 0));
    let foreign = format!(
        "BEGIN; SET LOCAL app.instansi = '{TENANT}';
         INSERT INTO needs.units (unit_id, instansi, path, display_name, create_time)
         VALUES (uuidv7(), '{OTHER_TENANT}', 'B', 'B', now())"
    );
    assert_eq!(refused(&mut needs, foreign).await.as_deref(), Some(NO_PRIVILEGE));
}

#[tokio::test]
async fn every_table_with_a_tenant_forces_row_level_security() {
    let ground = Ground::prepare(&SERVICES).await.unwrap();
    let mut admin = connect(&ground, "postgres").await;
    let open: Vec<String> = sqlx::query_scalar(
        "SELECT relation.oid::regclass::text FROM pg_class AS relation
         JOIN pg_attribute AS attribute ON attribute.attrelid = relation.oid AND attribute.attname = 'instansi'
         JOIN pg_namespace AS namespace ON namespace.oid = relation.relnamespace
         WHERE relation.relkind = 'r' AND namespace.nspname IN ('needs', 'recruitment', 'career', 'evaluation')
           AND relation.relname NOT IN ('outbox', 'ledger', 'dead_letters', 'audit')
           AND NOT (relation.relrowsecurity AND relation.relforcerowsecurity)",
    )
    .fetch_all(&mut admin)
    .await
    .unwrap();
    assert!(open.is_empty(), "call protect() for {open:?} in their migration");
}
