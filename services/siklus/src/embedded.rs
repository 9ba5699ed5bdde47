//! `siklus up`: a private Postgres and NATS, all services in this process, traces kept in a file.

use crate::{
    servers::{Binaries, Nats, NatsOptions, Postgres, PostgresOptions},
    system::{SERVICES, Site, System},
    traces::{Collector, Store, store},
};
use anyhow::Context;
use platform::{Clock, access::AccessTable, config, issuer::Issuer, telemetry};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Four streams of this size have to fit into three quarters of the disk's free space: nats-server takes no more.
const STREAM_BYTES: i64 = 1 << 30;

/// What `siklus up` and `siklus demo` are told.
pub struct Options {
    /// Folder of all data.
    pub folder: PathBuf,
    /// Port of each service, 0 for a free one.
    pub ports: BTreeMap<&'static str, u16>,
    /// Begin with empty data.
    pub fresh: bool,
    /// Filter of log lines on standard error.
    pub log: String,
}

/// Everything that runs on this machine.
pub struct Embedded {
    /// The services.
    pub system: System,
    /// Folder of the traces.
    pub traces: PathBuf,
    postgres: Postgres,
    nats: Nats,
    collector: JoinHandle<anyhow::Result<()>>,
    collecting: CancellationToken,
    telemetry: telemetry::Guard,
}

impl Embedded {
    /// Starts servers, collector and services.
    pub async fn start(options: &Options) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&options.folder)?;
        let folder = options.folder.canonicalize()?;
        let binaries = Binaries::find()?;
        if options.fresh && folder.join("nats").exists() {
            std::fs::remove_dir_all(folder.join("nats")).context("emptying the streams")?;
        }
        let postgres = PostgresOptions { dir: folder.join("postgres"), durable: true, ..Default::default() };
        let nats = NatsOptions { dir: folder.join("nats"), port: None, durable: true };
        let (postgres, nats) = tokio::try_join!(Postgres::start(&binaries, &postgres), Nats::start(&binaries, &nats))?;
        let traces = folder.join("traces");
        let collecting = CancellationToken::new();
        let store = Store::open(&traces, store::DEFAULT_LIMIT)?;
        let (endpoint, collector) = Collector::start(([127, 0, 0, 1], 0).into(), store, collecting.clone()).await?;
        let endpoint = format!("http://{endpoint}");
        let settings = config::Telemetry { endpoint: endpoint.clone(), log: options.log.clone() };
        let telemetry = telemetry::start("siklus", &settings)?;
        let site = Site {
            postgres: postgres.url("postgres"),
            database: "siklus".to_owned(),
            nats: nats.url(),
            prefix: "siklus".to_owned(),
            folder: folder.clone(),
            telemetry: endpoint,
            clock: Clock::System,
            issuer: Arc::new(Issuer::generate()?),
            ports: options.ports.clone(),
            partitions: 1,
            stream_bytes: STREAM_BYTES,
            data_key: data_key(&folder)?,
        };
        if options.fresh {
            drop_database(&site).await.context("emptying the database")?;
        }
        let system = System::start(site).await?;
        Ok(Self { system, traces, postgres, nats, collector, collecting, telemetry })
    }

    /// Writes a token for each role into the folder and returns them.
    pub fn tokens(&self) -> anyhow::Result<Vec<(String, String)>> {
        let folder = self.system.site.folder.join("tokens");
        std::fs::create_dir_all(&folder)?;
        let mut tokens = Vec::new();
        for role in roles()? {
            let token = self.system.site.issuer.token(&format!("dev-{role}"), &[&role], &["-"], 30 * 24 * 3600)?;
            std::fs::write(folder.join(&role), &token)?;
            tokens.push((role, token));
        }
        Ok(tokens)
    }

    /// Stops everything, services first, so that the last spans still find their collector.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.system.stop().await?;
        self.telemetry.shutdown().await;
        self.collecting.cancel();
        self.collector.await??;
        let (postgres, nats) = tokio::join!(self.postgres.stop(), self.nats.stop());
        postgres.and(nats)
    }
}

/// Every role that a method of some service asks for, by name.
fn roles() -> anyhow::Result<BTreeSet<String>> {
    let mut roles = BTreeSet::new();
    for service in SERVICES {
        let access = AccessTable::new(service.name, service.roles)?;
        roles.extend(access.roles().map(str::to_owned));
    }
    Ok(roles)
}

/// The key over personal data of this folder: made once, readable by its owner only.
fn data_key(folder: &Path) -> anyhow::Result<String> {
    use std::os::unix::fs::OpenOptionsExt;
    let file = folder.join("data.key");
    if let Ok(key) = std::fs::read_to_string(&file) {
        return Ok(key.trim().to_owned());
    }
    let key = format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
    let mut options = std::fs::OpenOptions::new();
    let mut created = options.write(true).create_new(true).mode(0o600).open(&file)?;
    std::io::Write::write_all(&mut created, key.as_bytes())?;
    Ok(key)
}

async fn drop_database(site: &Site) -> anyhow::Result<()> {
    let mut admin = PgConnection::connect(&site.postgres).await?;
    let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", site.database);
    sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut admin).await?;
    Ok(admin.close().await?)
}

#[cfg(test)]
mod tests {
    use super::roles;

    #[test]
    fn who_may_call_anything_gets_a_token() {
        let roles = roles().unwrap();
        for role in ["analyst", "mentor", "operator", "service"] {
            assert!(roles.contains(role), "{role}: {roles:?}");
        }
    }
}
