//! A database that was restored to an earlier point has forgotten what others have applied. They notice, stop, and go on
//! when a person has seen what was forgotten.

use sqlx::PgPool;
use system_tests::world::{fleet::Fleet, office::Post, until};

const NURSE: Post = Post { title: "PERAWAT", incumbents: 0, lacking: 6 };
/// Services that listen to recruitment.
const READERS: [&str; 1] = ["career"];

/// Copies every table of a schema.
const BACKUP: &str = "DO $$ DECLARE name text; BEGIN
    CREATE SCHEMA backup;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'recruitment' LOOP
        EXECUTE format('CREATE TABLE backup.%I AS TABLE recruitment.%I', name, name);
    END LOOP;
END $$";

/// Puts the copies back, as a restored base backup would.
const RESTORE: &str = "DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'recruitment' LOOP
        EXECUTE format('DELETE FROM recruitment.%I', name);
        EXECUTE format('INSERT INTO recruitment.%I OVERRIDING SYSTEM VALUE TABLE backup.%I', name, name);
    END LOOP;
END $$";

/// Two appointments before the backup, two after it, and the backup put back.
async fn forgetful() -> (Fleet, Vec<contracts::recruitment::v1::Application>) {
    let mut fleet = Fleet::start(|_| {}).await;
    let (selected, _) = fleet.office.select(&[NURSE], 12).await;
    fleet.office.appoint_all(&selected[..2], || {}).await;
    fleet.office.filled(2).await;
    until("the ledger is at rest", async || (unpublished(&fleet.pool).await == 0).then_some(())).await;
    sqlx::raw_sql(BACKUP).execute(&fleet.pool).await.unwrap();
    fleet.office.appoint_all(&selected[2..4], || {}).await;
    fleet.office.filled(4).await;
    fleet.kill("recruitment").await;
    sqlx::raw_sql(RESTORE).execute(&fleet.pool).await.unwrap();
    (fleet, selected)
}

async fn unpublished(pool: &PgPool) -> i64 {
    let sql = "SELECT (SELECT count(*) FROM recruitment.outbox)
                    + (SELECT sum(stamped - published)::bigint FROM recruitment.relay)";
    sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
}

async fn says(fleet: &Fleet, reader: &str, text: &str) {
    until(&format!("{reader} says {text:?}"), async || {
        std::fs::read_to_string(fleet.log(reader)).unwrap().contains(text).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_of_a_restored_service_stop_and_go_on_when_told() {
    let (mut fleet, selected) = forgetful().await;
    let told = fleet.run("recruitment", &["restored"]).await;
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    fleet.serve("recruitment").await;
    fleet.office.appoint_all(&selected[4..5], || {}).await;
    for reader in READERS {
        says(&fleet, reader, "run `career migrate`").await;
        assert!(fleet.run(reader, &["migrate"]).await.status.success());
        says(&fleet, reader, "run `career reconcile recruitment`").await;
        let looked = fleet.run(reader, &["reconcile", "recruitment"]).await;
        let findings = String::from_utf8_lossy(&looked.stdout).into_owned();
        assert!(findings.contains("2 events were applied or set aside here"), "{findings}");
        assert_eq!(findings.matches("CandidateAppointed").count(), 2, "{findings}");
        assert!(findings.contains("nothing was changed"), "{findings}");
        assert_eq!(fleet.office.servants().await.len(), 4, "{reader} went on unasked");
        let accepted = fleet.run(reader, &["reconcile", "recruitment", "--accept"]).await;
        assert!(accepted.status.success(), "{}", String::from_utf8_lossy(&accepted.stderr));
    }
    fleet.office.filled(5).await;
    assert_eq!(fleet.office.servants().await.len(), 5);
    fleet.abandon().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_notice_a_restored_service_that_says_nothing() {
    let (mut fleet, selected) = forgetful().await;
    fleet.serve("recruitment").await;
    for reader in READERS {
        says(&fleet, reader, "recruitment has forgotten number").await;
    }
    // Takes the number of an event that was forgotten: never to be mistaken for it.
    fleet.office.appoint_all(&selected[4..6], || {}).await;
    for reader in READERS {
        says(&fleet, reader, "divergence of recruitment").await;
    }
    assert_eq!(fleet.office.servants().await.len(), 4);
    fleet.abandon().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_retention_outran_says_so_instead_of_skipping() {
    let mut fleet = Fleet::start(|_| {}).await;
    let (selected, _) = fleet.office.select(&[NURSE], 12).await;
    fleet.office.appoint_all(&selected[..1], || {}).await;
    fleet.office.filled(1).await;
    fleet.kill("career").await;
    fleet.office.appoint_all(&selected[1..4], || {}).await;
    until("the ledger is at rest", async || (unpublished(&fleet.pool).await == 0).then_some(())).await;
    let streams = system_tests::world::streams(&fleet.site).await;
    streams.delete("recruitment").await.unwrap();
    let swept = "DELETE FROM recruitment.ledger WHERE sequence < (SELECT published FROM recruitment.relay)";
    sqlx::raw_sql(swept).execute(&fleet.pool).await.unwrap();
    assert!(fleet.run("career", &["migrate"]).await.status.success());
    fleet.serve("career").await;
    says(&fleet, "career", "retention outran this reader").await;
    assert_eq!(fleet.office.servants().await.len(), 1);
    fleet.abandon().await;
}
