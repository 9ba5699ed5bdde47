//! A world for one test: all four services on a database and streams of their own, and the offices that call them.

pub mod checks;
pub mod client;
pub mod fleet;
pub mod office;
pub mod people;

use office::Office;
use platform::{Clock, issuer::Issuer, streams::Streams, testing::Ground};
use siklus::{
    calls::Calls,
    system::{SERVICES, Site, System},
};
use sqlx::{PgConnection, PgPool, postgres::PgPoolOptions};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, interval, timeout_at},
};

/// Longest wait for anything.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Worlds of one process at once: each takes some thirty connections of the one Postgres.
static ROOM: Semaphore = Semaphore::const_new(2);

/// Asks again and again until there is an answer; fails the test with `what` after [`PATIENCE`].
pub async fn until<T>(what: &str, probe: impl AsyncFn() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    let mut ticks = interval(Duration::from_millis(10));
    while Instant::now() < deadline {
        ticks.tick().await;
        if let Ok(Some(answer)) = timeout_at(deadline, probe()).await {
            return answer;
        }
    }
    panic!("{what}: not within {} s", PATIENCE.as_secs());
}

/// All four services in this process.
pub struct World {
    /// Where they run.
    pub site: Site,
    /// The people who call them.
    pub office: Office,
    /// The database as superuser: sees every row.
    pub pool: PgPool,
    /// The services themselves.
    pub system: System,
    // Dropped last: the folder goes with it.
    _ground: Ground,
    _room: SemaphorePermit<'static>,
}

impl World {
    /// A world with one partition on the tests' Postgres and NATS.
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// A world whose site is changed before anything starts.
    pub async fn with(change: impl FnOnce(&mut Site)) -> Self {
        let room = ROOM.acquire().await.unwrap();
        let ground = Ground::prepare(&SERVICES).await.unwrap();
        let mut site = site(&ground);
        change(&mut site);
        let system = System::start(site).await.unwrap();
        let office = Office::new(Calls::to(&system).unwrap());
        let pool = superuser(&ground).await;
        Self { site: system.site.clone(), office, pool, system, _ground: ground, _room: room }
    }

    /// A connection that sees every row.
    pub async fn connection(&self) -> PgConnection {
        self.pool.acquire().await.unwrap().detach()
    }

    /// The streams, as an operator sees them.
    pub async fn streams(&self) -> Streams {
        streams(&self.site).await
    }

    /// Stops the services in good order.
    pub async fn stop_services(self) -> (PgPool, Office) {
        self.system.stop().await.unwrap();
        (self.pool, self.office)
    }

    /// Everything has arrived, every promise holds; then the services stop and the streams go.
    pub async fn end(self) {
        checks::hold(&self.pool, &self.office.client).await;
        self.close().await;
    }

    /// The services stop and the streams go.
    pub async fn close(self) {
        self.system.stop().await.unwrap();
        delete_streams(&self.site).await;
    }
}

/// A site on the servers of the tests, nothing started or made yet.
pub fn site(ground: &Ground) -> Site {
    Site {
        postgres: ground.postgres().to_owned(),
        database: ground.database().to_owned(),
        nats: ground.nats().url.clone(),
        prefix: ground.nats().prefix.clone(),
        folder: ground.folder().to_owned(),
        telemetry: String::new(),
        clock: Clock::System,
        issuer: Arc::new(Issuer::generate().unwrap()),
        ports: BTreeMap::new(),
        partitions: 1,
        stream_bytes: ground.nats().max_bytes,
        data_key: "5a".repeat(32),
    }
}

/// Connections to the test's database that see every row.
pub async fn superuser(ground: &Ground) -> PgPool {
    PgPoolOptions::new().max_connections(3).connect(&ground.url("postgres")).await.unwrap()
}

/// The streams of a site.
pub async fn streams(site: &Site) -> Streams {
    let settings = site.settings::<ignored::Rules>(SERVICES[0]).unwrap();
    Streams::connect(&settings.nats, "test").await.unwrap()
}

/// Gives the broker back what the test's streams took of its disk.
pub async fn delete_streams(site: &Site) {
    let streams = streams(site).await;
    for service in SERVICES {
        streams.delete(service.name).await.unwrap();
    }
}

/// Rules of any service, where they do not matter.
mod ignored {
    #[derive(serde::Deserialize)]
    pub struct Rules {}
}
