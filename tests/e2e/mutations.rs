//! The checks can fail: each way of breaking the promises is found by the check that is there for it.

use sqlx::{Connection, PgConnection};
use system_tests::world::{
    World,
    checks::{findings, settle},
    client::{Client, Effect, Outcome},
    delete_streams,
    office::Post,
};
use tonic::{Code, Status};
use uuid::Uuid;

/// What somebody does to the data, and how the finding has to begin.
const MUTATIONS: [(&str, &str); 12] = [
    ("DELETE FROM recruitment.ledger WHERE sequence = 2", "C3 recruitment/0: the ledger has"),
    ("UPDATE needs.inbox SET sequence = sequence - 1 WHERE producer = 'career'", "C1 needs: "),
    ("UPDATE career.relay SET published = published - 1", "C1 career/0: "),
    (
        "INSERT INTO career.dead_letters SELECT 'recruitment', partition, sequence, event_id, event_id, type, instansi,
                aggregate, aggregate_version, payload, traceparent, caused_by, written_at, 'broken' FROM recruitment.ledger",
        "C1 career: recruitment/1 is a dead letter: broken",
    ),
    ("DELETE FROM career.audit WHERE subject = 'event:recruitment'", "C1 career applied recruitment's 1 0 times"),
    (
        "INSERT INTO career.audit (at, subject, action, permission, instansi, target, traceparent, caused_by, events)
         SELECT at, subject, action, permission, instansi, target, traceparent, caused_by, events FROM career.audit",
        "C2 career applied recruitment's 1 2 times",
    ),
    (
        "DROP INDEX career.one_servant_an_application;
         INSERT INTO career.servants (servant_id, instansi, state, appointment_date, application, need, caused_by, version,
                create_time, update_time)
         SELECT gen_random_uuid(), instansi, state, appointment_date, application, need, caused_by, version, create_time,
                update_time FROM career.servants LIMIT 1",
        "C2 asn.recruitment.events.v1.CandidateAppointed",
    ),
    ("DELETE FROM career.placements", "C1 asn.recruitment.events.v1.CandidateAppointed"),
    ("UPDATE needs.needs SET filled = filled - 1", "C1 instansi/6571/needs/"),
    (
        "UPDATE needs.ledger SET aggregate = (SELECT aggregate FROM needs.ledger WHERE sequence = 1),
                aggregate_version = 0 WHERE sequence = 2",
        "C3 needs: ",
    ),
    ("DELETE FROM recruitment.applications WHERE appointed", "C4 application "),
    ("UPDATE recruitment.applications SET appointed = false", "C4 appointment "),
];

const POSTS: [Post; 2] =
    [Post { title: "PERAWAT", incumbents: 0, lacking: 2 }, Post { title: "PETUGAS LOKET", incumbents: 1, lacking: 1 }];

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_promise_is_found() {
    let world = World::start().await;
    let (selected, _) = world.office.select(&POSTS, 6).await;
    world.office.appoint_all(&selected, || {}).await;
    settle(&world.pool).await;
    delete_streams(&world.site).await;
    let (pool, office) = world.stop_services().await;
    let mut connection = pool.acquire().await.unwrap();
    assert_eq!(findings(&mut connection, &office.client).await, Vec::<String>::new());
    for (mutation, expected) in MUTATIONS {
        let found = after(&mut connection, mutation, &office.client).await;
        let seen = found.iter().any(|finding| finding.starts_with(expected));
        assert!(seen, "{mutation}\nshould be found as {expected}, found:\n{}", found.join("\n"));
    }
    assert_eq!(findings(&mut connection, &office.client).await, Vec::<String>::new());
    a_client_that_remembers_otherwise(&mut connection, &office.client).await;
}

/// The findings in a transaction that is taken back.
async fn after(connection: &mut PgConnection, mutation: &'static str, client: &Client) -> Vec<String> {
    let mut tx = connection.begin().await.unwrap();
    sqlx::raw_sql(mutation).execute(&mut *tx).await.unwrap();
    let found = findings(&mut tx, client).await;
    tx.rollback().await.unwrap();
    found
}

/// The client was told of a write that never was, and refused one that is there.
async fn a_client_that_remembers_otherwise(connection: &mut PgConnection, client: &Client) {
    let (id, unknown) = (Uuid::now_v7(), Uuid::now_v7());
    client.ask(unknown, "recruitment");
    assert_eq!(findings(connection, client).await, Vec::<String>::new(), "an unknown outcome accuses nobody");
    client.ask(id, "recruitment");
    client.hear(id, Ok(())).unwrap().unwrap();
    client.did(id, Effect::Application("instansi/6571/vacancies/none/applications/none".to_owned()));
    let found = findings(connection, client).await;
    assert!(
        found.iter().any(|finding| finding.starts_with(&format!("C4 recruitment: request {id} ended Ok"))),
        "{found:?}"
    );
    let entries = client.all();
    let (done, _) = entries.iter().find(|(_, entry)| entry.outcome == Outcome::Ok).unwrap();
    client.hear(*done, Err::<(), _>(Status::new(Code::NotFound, "refused"))).unwrap().unwrap_err();
    let found = findings(connection, client).await;
    assert!(found.iter().any(|finding| finding.contains(&format!("request {done} ended Fail"))), "{found:?}");
}
