//! Real processes: set up by their environment, killed in the middle of their work, asked to end in the middle of a call.

use std::sync::atomic::{AtomicUsize, Ordering};
use system_tests::world::{
    checks,
    fleet::{Fleet, ended},
    office::Post,
    people::Person,
    until,
};

/// Enough seats for a stream of appointments.
const NURSE: Post = Post { title: "PERAWAT", incumbents: 0, lacking: 30 };

#[tokio::test(flavor = "multi_thread")]
async fn kills_in_a_stream_of_appointments_lose_and_repeat_nothing() {
    let mut fleet = Fleet::start(|_| {}).await;
    let (selected, _) = fleet.office.select(&[NURSE], 40).await;
    assert!(selected.len() > 25, "{} selected", selected.len());
    let (office, done) = (fleet.office.clone(), AtomicUsize::new(0));
    let appointing = office.appoint_all(&selected, || {
        done.fetch_add(1, Ordering::SeqCst);
    });
    let reached =
        async |count| until("appointments go on", async || (done.load(Ordering::SeqCst) >= count).then_some(())).await;
    let killing = async {
        for (count, victim) in [(4, "recruitment"), (8, "career"), (12, "recruitment"), (16, "career"), (18, "needs")] {
            reached(count).await;
            fleet.kill(victim).await;
            fleet.serve(victim).await;
        }
    };
    tokio::join!(appointing, killing);
    assert!(office.client.repeated() > 0, "no kill met a call");
    office.filled(selected.len()).await;
    assert_eq!(office.servants().await.len(), selected.len());
    fleet.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_asked_to_end_finishes_its_calls() {
    let mut fleet = Fleet::start(|_| {}).await;
    let (selected, _) = fleet.office.select(&[Post { lacking: 4, ..NURSE }], 10).await;
    let office = fleet.office.clone();
    // Held by this lock, the calls are in flight for as long as we like.
    let mut lock = fleet.pool.begin().await.unwrap();
    sqlx::query("SELECT FROM recruitment.vacancies FOR UPDATE").execute(&mut *lock).await.unwrap();
    let before = office.client.repeated();
    let appointing = office.appoint_all(&selected, || {});
    let ending = async {
        until("the calls are in flight", async || (waiting(&fleet.pool).await == selected.len()).then_some(())).await;
        let process = fleet.terminate("recruitment").await;
        until("no new calls are taken", async || (!fleet.listens("recruitment").await).then_some(())).await;
        lock.commit().await.unwrap();
        ended(process).await
    };
    let ((), status) = tokio::join!(appointing, ending);
    assert!(status.success(), "{status}");
    assert_eq!(office.client.repeated(), before, "a call in flight was not answered");
    fleet.serve("recruitment").await;
    office.filled(selected.len()).await;
    fleet.end().await;
}

/// Statements of the recruitment service that wait for a lock.
async fn waiting(pool: &sqlx::PgPool) -> usize {
    let sql = "SELECT count(*) FROM pg_stat_activity
               WHERE datname = current_database() AND usename = 'recruitment' AND wait_event_type = 'Lock'";
    let waiting: i64 = sqlx::query_scalar(sql).fetch_one(pool).await.unwrap();
    usize::try_from(waiting).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_telemetry_endpoint_stops_nobody() {
    let nobody = siklus::servers::ports::free().unwrap();
    let fleet = Fleet::start(|site| site.telemetry = format!("http://127.0.0.1:{nobody}")).await;
    let (selected, people) = fleet.office.select(&[Post { lacking: 2, ..NURSE }], 6).await;
    fleet.office.appoint_all(&selected, || {}).await;
    fleet.office.filled(2).await;
    for service in siklus::system::SERVICES {
        let log = std::fs::read_to_string(fleet.log(service.name)).unwrap();
        assert!(log.contains("serving"), "{} logs nothing", service.name);
        for canary in people.values().flat_map(|person: &Person| person.canaries()) {
            assert!(!log.contains(&canary), "{} logs personal data", service.name);
        }
    }
    let people: Vec<Person> = people.into_values().collect();
    checks::nothing_personal(&mut fleet.pool.acquire().await.unwrap(), &people).await;
    fleet.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_refuses_to_serve_what_is_not_migrated() {
    let fleet = Fleet::prepare(|_| {}).await;
    for service in siklus::system::SERVICES {
        let refused = fleet.run(service.name, &["serve"]).await;
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success());
        assert!(said.contains(&format!("run `{} migrate` first", service.name)), "{said}");
    }
    assert!(fleet.run("needs", &["migrate"]).await.status.success());
    assert!(fleet.run("needs", &["migrate"]).await.status.success(), "it may be repeated");
    let streams = system_tests::world::streams(&fleet.site).await;
    streams.delete("needs").await.unwrap();
    let refused = fleet.run("needs", &["serve"]).await;
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("stream") && said.contains("run `needs migrate` first"), "{said}");
    for left in ["career", "evaluation"] {
        streams.delete(left).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_setting_is_refused_by_its_name() {
    let fleet = Fleet::prepare(|_| {}).await;
    for (key, named) in
        [("SIKLUS__SERVER__LISTN", "listn"), ("SIKLUS__TELEMETRI", "telemetri"), ("SIKLUS__RULES__X", "x")]
    {
        let refused = fleet.command("career", &["serve"]).env(key, "1").output().await.unwrap();
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success());
        assert!(said.contains(&format!("unknown field `{named}`")), "{key}: {said}");
    }
}
