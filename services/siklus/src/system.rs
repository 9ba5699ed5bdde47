//! All four services in one process, on a Postgres and a NATS that somebody else started. `siklus up` and the system
//! tests both run this; a province runs the same services one by one.

use crate::servers::ports;
use anyhow::Context;
use platform::{
    App, Clock, Service, Settings, Subscriber,
    config::{self, defaults},
    issuer::Issuer,
    migrate,
};
use serde::de::DeserializeOwned;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, sync::Arc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The services, in the order of the loop.
pub static SERVICES: [&Service; 4] = [&needs::SERVICE, &recruitment::SERVICE, &career::SERVICE, &evaluation::SERVICE];

/// Ruleset of selections in exercises: no real one is as short.
pub const EXERCISE: &str = "latihan-2024";

/// Where a system runs.
#[derive(Clone)]
pub struct Site {
    /// Superuser's URL of the cluster's database `postgres`.
    pub postgres: String,
    /// Database of the system; made when it is missing.
    pub database: String,
    /// NATS.
    pub nats: String,
    /// First part of subjects and stream names.
    pub prefix: String,
    /// Folder for keys and tokens.
    pub folder: PathBuf,
    /// OTLP endpoint, or empty.
    pub telemetry: String,
    /// The time.
    pub clock: Clock,
    /// Issuer of all tokens.
    pub issuer: Arc<Issuer>,
    /// Port of each service; free ones where none is given.
    pub ports: BTreeMap<&'static str, u16>,
    /// Partitions of every ledger.
    pub partitions: i16,
    /// Largest size of a stream. The broker sets this aside on its disk, for each of the four.
    pub stream_bytes: i64,
    /// Key over personal data, 64 hex digits.
    pub data_key: String,
}

/// A running system.
pub struct System {
    /// Where it runs.
    pub site: Site,
    /// Address of each service.
    pub addresses: BTreeMap<&'static str, SocketAddr>,
    stop: CancellationToken,
    running: Vec<JoinHandle<anyhow::Result<()>>>,
}

impl Site {
    /// URL of the system's database for a role.
    pub fn url(&self, role: &str) -> String {
        let (server, _) = self.postgres.rsplit_once('/').unwrap_or((&self.postgres, ""));
        format!("{}/{}", server.replace("//postgres@", &format!("//{role}@")), self.database)
    }

    /// Settings of one service here.
    pub fn settings<R: DeserializeOwned>(&self, service: &'static Service) -> anyhow::Result<Settings<R>> {
        let mut settings: Settings<R> = defaults(service.defaults)?;
        let port = |name: &str| self.ports.get(name).copied().unwrap_or(0);
        settings.server.listen = ([127, 0, 0, 1], port(service.name)).into();
        settings.database.url = self.url(service.name);
        settings.database.migrate_url = self.url("postgres");
        settings.nats = config::Nats {
            url: self.nats.clone(),
            prefix: self.prefix.clone(),
            replicas: 1,
            max_bytes: self.stream_bytes,
        };
        settings.outbox.partitions = self.partitions;
        settings.auth.jwks_file = self.folder.join("jwks.json");
        settings.auth.token_file = self.folder.join("service.token");
        settings.telemetry.endpoint.clone_from(&self.telemetry);
        settings.secrets.data_key.clone_from(&self.data_key);
        settings.secrets.signing_key = self.folder.join("signing.pem");
        for (name, url) in &mut settings.peers {
            *url = format!("http://127.0.0.1:{}", port(name));
        }
        Ok(settings)
    }

    /// Writes the keys and the services' own token, which `serve` reads.
    fn write_keys(&self) -> anyhow::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        std::fs::write(self.folder.join("jwks.json"), self.issuer.jwks())?;
        let token = self.issuer.token("service", &["service"], &["-"], 30 * 24 * 3600)?;
        std::fs::write(self.folder.join("service.token"), token)?;
        self.write_signing_key()
    }

    /// Writes the key that signs what services publish: made once, readable by its owner only.
    pub fn write_signing_key(&self) -> anyhow::Result<()> {
        use std::os::unix::fs::OpenOptionsExt;
        let file = self.folder.join("signing.pem");
        if file.exists() {
            return Ok(());
        }
        let key = proof::Signer::generate_pem()?;
        let mut created = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file)?;
        Ok(std::io::Write::write_all(&mut created, key.as_bytes())?)
    }

    /// Writes the ruleset of exercises, and returns the folder that holds it.
    pub fn write_rulesets(&self) -> std::io::Result<PathBuf> {
        let folder = self.folder.join("rulesets");
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("latihan-2024.toml"), include_str!("../rulesets/latihan-2024.toml"))?;
        Ok(folder)
    }

    async fn make_database(&self) -> anyhow::Result<()> {
        let mut admin = PgConnection::connect(&self.postgres).await?;
        let exists: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(&self.database)
            .fetch_one(&mut admin)
            .await?;
        if !exists {
            let create = format!("CREATE DATABASE {}", self.database);
            sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut admin).await?;
        }
        Ok(admin.close().await?)
    }

    /// Fills in free ports, writes keys, makes the database and migrates all services.
    pub async fn prepare(&mut self) -> anyhow::Result<()> {
        for service in SERVICES {
            if self.ports.get(service.name).is_none_or(|port| *port == 0) {
                self.ports.insert(service.name, ports::free()?);
            }
        }
        self.write_keys()?;
        self.make_database().await.context("making the database")?;
        self.migrate().await
    }

    /// Makes schemas, streams and consumers where they are missing.
    pub async fn migrate(&self) -> anyhow::Result<()> {
        // A consumer stands on its producer's stream, which the first to ask for it makes.
        for service in SERVICES {
            let settings: Settings<ignored::Rules> = self.settings(service)?;
            migrate::migrate(service, &settings).await.with_context(|| format!("migrating {}", service.name))?;
        }
        Ok(())
    }

    /// Streams made anew, and every ledger published again from its first event that is still kept.
    pub async fn rebuild_streams(&self) -> anyhow::Result<()> {
        self.migrate().await?;
        for service in SERVICES {
            let settings: Settings<ignored::Rules> = self.settings(service)?;
            migrate::republish(service, &settings).await?;
        }
        Ok(())
    }
}

/// Rules of any service, where they do not matter.
mod ignored {
    #[derive(serde::Deserialize)]
    pub struct Rules {}
}

impl System {
    /// Prepares the site, builds and serves all four services.
    pub async fn start(mut site: Site) -> anyhow::Result<Self> {
        site.prepare().await?;
        let stop = CancellationToken::new();
        let mut system = Self { addresses: BTreeMap::new(), stop, running: Vec::new(), site };
        let clock = || system.site.clock.clone();
        let needs = needs::app::build(&system.site.settings(&needs::SERVICE)?, clock()).await?;
        let mut settings: Settings<recruitment::config::Rules> = system.site.settings(&recruitment::SERVICE)?;
        settings.rules.folder = system.site.write_rulesets()?;
        settings.rules.documents = system.site.folder.join("documents").to_string_lossy().into_owned();
        let recruitment = recruitment::app::build(&settings, clock()).await?;
        let career = career::app::build(&system.site.settings(&career::SERVICE)?, clock()).await?;
        let evaluation = evaluation::app::build(&system.site.settings(&evaluation::SERVICE)?, clock()).await?;
        system.run("needs", needs)?;
        system.run("recruitment", recruitment)?;
        system.run("career", career)?;
        system.run("evaluation", evaluation)?;
        Ok(system)
    }

    fn run<S: Subscriber>(&mut self, name: &'static str, app: App<S>) -> anyhow::Result<()> {
        self.addresses.insert(name, app.address()?);
        self.running.push(tokio::spawn(app.run(self.stop.clone())));
        Ok(())
    }

    /// Stops all services and waits until calls in flight have ended.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop.cancel();
        for service in self.running {
            service.await??;
        }
        Ok(())
    }
}
