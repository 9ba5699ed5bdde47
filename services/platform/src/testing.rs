//! A service under test: a database of its own, streams of its own, real gRPC on a free port. Nothing is mocked.
//!
//! The servers come from `SIKLUS_TEST_POSTGRES` and `SIKLUS_TEST_NATS`; `siklus servers -- <command>` sets both.

use crate::{
    App, Clock, Event, Service, Settings, Subscriber,
    config::{self, defaults},
    event::Message,
    issuer::Issuer,
    ledger, migrate,
    streams::Streams,
};
use async_nats::HeaderMap;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, postgres::PgPoolOptions};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};
use tokio_util::sync::CancellationToken;
use tonic::{Request, transport::Channel};
use uuid::Uuid;

/// The tenant of most tests: Kota Surabaya.
pub const TENANT: &str = "6571";
/// Another tenant: Sawahlunto.
pub const OTHER_TENANT: &str = "5473";

/// Tokens, database and broker of one test, for one or more services.
pub struct Ground {
    /// Issues the test's tokens.
    pub issuer: Issuer,
    /// Time of all services in the test.
    pub clock: Clock,
    postgres: String,
    database: String,
    nats: config::Nats,
    folder: PathBuf,
}

impl Ground {
    /// A fresh database with the schemas of `services`, and a fresh stream prefix.
    pub async fn prepare(services: &[&'static Service]) -> anyhow::Result<Self> {
        let postgres = environment("SIKLUS_TEST_POSTGRES")?;
        let database = format!("t_{}", Uuid::now_v7().simple());
        create_from_template(&postgres, &database, services).await?;
        let issuer = Issuer::generate()?;
        let folder = std::env::temp_dir().join(format!("siklus-{database}"));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("jwks.json"), issuer.jwks())?;
        std::fs::write(folder.join("service.token"), issuer.token("service", &["service"], &["-"], 3600)?)?;
        std::fs::write(folder.join("signing.pem"), proof::Signer::generate_pem()?)?;
        let nats = config::Nats {
            url: environment("SIKLUS_TEST_NATS")?,
            prefix: database.clone(),
            replicas: 1,
            // The broker sets this aside for each stream, and many tests run at once.
            max_bytes: 4 << 20,
        };
        Ok(Self { issuer, clock: Clock::System, postgres, database, nats, folder })
    }

    /// The settings of `service` in this test.
    pub fn settings<R: DeserializeOwned>(&self, service: &'static Service) -> anyhow::Result<Settings<R>> {
        let mut settings: Settings<R> = defaults(service.defaults)?;
        settings.server.listen = ([127, 0, 0, 1], 0).into();
        settings.database.url = self.url(service.name);
        settings.database.migrate_url = self.url("postgres");
        settings.database.pool = 8;
        settings.nats = self.nats.clone();
        settings.auth.jwks_file = self.folder.join("jwks.json");
        settings.auth.token_file = self.folder.join("service.token");
        settings.secrets.data_key = "5a".repeat(32);
        settings.secrets.signing_key = self.folder.join("signing.pem");
        settings.peers.clear();
        Ok(settings)
    }

    /// URL of the test's database for a role.
    pub fn url(&self, role: &str) -> String {
        database_url(&self.postgres, role, &self.database)
    }

    /// URL of the superuser's database `postgres`, from which others are made.
    pub fn postgres(&self) -> &str {
        &self.postgres
    }

    /// Name of the test's database.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// The broker, with a prefix of the test's own.
    pub fn nats(&self) -> &config::Nats {
        &self.nats
    }

    /// Folder of keys and tokens, removed with the test.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The test's streams.
    pub async fn streams(&self) -> anyhow::Result<Streams> {
        Streams::connect(&self.nats, "test").await
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn environment(name: &str) -> anyhow::Result<String> {
    std::env::var(name)
        .map_err(|_| anyhow::anyhow!("{name} is not set: run `make test`, or `siklus servers -- <command>`"))
}

/// The URL of the superuser's database with another role and database.
fn database_url(postgres: &str, role: &str, database: &str) -> String {
    let (server, _) = postgres.rsplit_once('/').unwrap_or((postgres, ""));
    format!("{}/{database}", server.replace("//postgres@", &format!("//{role}@")))
}

/// A database made from a template with all migrations: milliseconds instead of a second.
async fn create_from_template(postgres: &str, database: &str, services: &[&'static Service]) -> anyhow::Result<()> {
    let mut checksum = String::new();
    for service in services {
        let migrations = service.migrator.iter().map(|migration| format!("{:02x?}", migration.checksum));
        checksum = format!("{checksum}{}{}", service.name, migrations.collect::<String>());
    }
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, checksum.as_bytes());
    let hex: String = digest.as_ref()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    let template = format!("siklus_template_{hex}");
    let mut admin = PgConnection::connect(postgres).await?;
    // One test makes the template; the others wait. The lock ends with the connection.
    sqlx::query("SELECT pg_advisory_lock(hashtext('siklus template'))").execute(&mut admin).await?;
    let exists: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)")
            .bind(&template)
            .fetch_one(&mut admin)
            .await?;
    if !exists {
        sqlx::raw_sql(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {template} WITH (FORCE)")))
            .execute(&mut admin)
            .await?;
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {template}"))).execute(&mut admin).await?;
        for service in services {
            let mut settings: Settings<toml::Table> = defaults(service.defaults)?;
            settings.database.migrate_url = database_url(postgres, "postgres", &template);
            migrate::migrate_schema(service, &settings).await?;
        }
        let done = format!("ALTER DATABASE {template} WITH IS_TEMPLATE true");
        sqlx::raw_sql(AssertSqlSafe(done)).execute(&mut admin).await?;
    }
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {database} TEMPLATE {template}"))).execute(&mut admin).await?;
    admin.close().await?;
    Ok(())
}

/// One running service.
pub struct Harness {
    /// Tokens, database and broker.
    pub ground: Ground,
    /// Connection to the service.
    pub channel: Channel,
    /// The database as superuser: sees every row.
    pub pool: PgPool,
    /// The clock of the service; fixed until it is moved.
    pub clock: Clock,
    service: &'static Service,
    streams: Streams,
    epoch: Uuid,
    stop: CancellationToken,
}

impl Harness {
    /// Migrates, builds and serves `service` for one test. The clock stands at `now`.
    pub async fn start<R: DeserializeOwned, S: Subscriber>(
        service: &'static Service,
        now: &str,
        build: impl AsyncFnOnce(&Settings<R>, Clock) -> anyhow::Result<App<S>>,
    ) -> anyhow::Result<Self> {
        let ground = Ground::prepare(&[service]).await?;
        let settings: Settings<R> = ground.settings(service)?;
        migrate::migrate(service, &settings).await?;
        let clock = Clock::fixed(now.parse()?);
        let app = build(&settings, clock.clone()).await?;
        let channel = Channel::from_shared(format!("http://{}", app.address()?))?.connect_lazy();
        let stop = CancellationToken::new();
        tokio::spawn(app.run(stop.clone()));
        let pool = PgPoolOptions::new().max_connections(4).connect(&ground.url("postgres")).await?;
        let streams = ground.streams().await?;
        Ok(Self { ground, channel, pool, clock, service, streams, epoch: Uuid::now_v7(), stop })
    }

    /// A request of `tester` with these roles in [`TENANT`].
    pub fn request<M>(&self, roles: &[&str], message: M) -> Request<M> {
        self.request_as("tester", roles, &[TENANT], message)
    }

    /// A request of anybody.
    pub fn request_as<M>(&self, subject: &str, roles: &[&str], tenants: &[&str], message: M) -> Request<M> {
        let token = self.ground.issuer.token(subject, roles, tenants, 3600).expect("claims serialize");
        let mut request = Request::new(message);
        let header = format!("Bearer {token}").parse().expect("tokens are ASCII");
        request.metadata_mut().insert("authorization", header);
        request
    }

    /// Publishes an event as `producer` would, under the given number.
    pub async fn deliver<M: Message>(
        &self,
        producer: &str,
        sequence: i64,
        aggregate: &str,
        message: &M,
    ) -> anyhow::Result<Uuid> {
        let id = Uuid::now_v7();
        self.deliver_raw(producer, sequence, id, aggregate, &M::full_name(), message.encode_to_vec()).await?;
        Ok(id)
    }

    /// Publishes any bytes as an event of `producer`.
    pub async fn deliver_raw(
        &self,
        producer: &str,
        sequence: i64,
        id: Uuid,
        aggregate: &str,
        kind: &str,
        payload: Vec<u8>,
    ) -> anyhow::Result<()> {
        let tenant = aggregate.split('/').nth(1).unwrap_or(TENANT);
        let mut headers = HeaderMap::new();
        for (key, value) in [
            ("ce-id", id.to_string()),
            ("ce-type", kind.to_owned()),
            ("ce-subject", aggregate.to_owned()),
            ("ce-time", Timestamp::now().to_string()),
            ("asn-epoch", self.epoch.to_string()),
            ("asn-partition", "0".to_owned()),
            ("asn-pseq", sequence.to_string()),
            ("asn-version", "1".to_owned()),
            ("asn-instansi", tenant.to_owned()),
        ] {
            headers.insert(key, value);
        }
        self.streams.create(producer).await?;
        let subject = self.streams.subject(0, kind);
        self.streams.context.publish_with_headers(subject, headers, payload.into()).await?.await?;
        Ok(())
    }

    /// Waits until the service has folded `producer`'s events up to `sequence`.
    pub async fn applied(&self, producer: &str, sequence: i64) {
        let watermark = format!("SELECT sequence FROM {}.inbox WHERE producer = $1", self.service.name);
        eventually(async || {
            let found: Option<i64> = sqlx::query_scalar(AssertSqlSafe(watermark.as_str()))
                .bind(producer)
                .fetch_optional(&self.pool)
                .await
                .ok()?;
            found.filter(|found| *found >= sequence)
        })
        .await;
    }

    /// Waits until the ledger holds `count` events and returns all of them, oldest first.
    pub async fn published(&self, count: usize) -> Vec<Event> {
        let pool = PgPoolOptions::new().max_connections(1).connect(&self.ground.url(self.service.name)).await;
        let pool = pool.expect("the test's database answers");
        let schema = AssertSqlSafe(format!("SET search_path = {}", self.service.name));
        sqlx::raw_sql(schema).execute(&pool).await.expect("the schema is there");
        eventually(async || {
            let events = ledger::after(&pool, 0, 0, 10_000).await.ok()?;
            (events.len() >= count).then_some(events)
        })
        .await
    }

    /// A number the superuser sees.
    pub async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.pool).await.expect("the query is sound")
    }
}

impl Drop for Harness {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Asks again and again until there is an answer; fails the test after 20 seconds.
pub async fn eventually<T>(probe: impl AsyncFn() -> Option<T>) -> T {
    let asked = async {
        loop {
            if let Some(answer) = probe().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), asked).await.expect("it did not happen within 20 s")
}

/// The reason in a status' `ErrorInfo`.
pub fn reason(status: &tonic::Status) -> String {
    use tonic_types::StatusExt;
    status.get_details_error_info().map(|info| info.reason).unwrap_or_default()
}

/// The fields of a status' `BadRequest`.
pub fn bad_fields(status: &tonic::Status) -> Vec<String> {
    use tonic_types::StatusExt;
    let violations = status.get_details_bad_request().map(|bad| bad.field_violations).unwrap_or_default();
    violations.into_iter().map(|violation| violation.field).collect()
}
