//! Servers that keep what they are told, and databases on them.

use anyhow::Context;
use platform::{Clock, Service, Settings, issuer::Issuer, migrate};
use serde::de::DeserializeOwned;
use siklus::{
    servers::{Servers, temporary_folder},
    system::Site,
};
use sqlx::{
    AssertSqlSafe, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{collections::BTreeMap, path::PathBuf, str::FromStr, sync::Arc};

/// The tenant of everything.
pub const TENANT: &str = "6571";

/// The deployment's key over personal data.
pub const DATA_KEY: &str = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";

/// Rules of any service, where they do not matter.
#[derive(serde::Deserialize)]
pub struct AnyRules {}

/// A cluster and a broker of our own, both durable, in a temporary folder.
pub struct Ground {
    /// Temporary.
    pub folder: PathBuf,
    /// Issuer of the tokens.
    pub issuer: Arc<Issuer>,
    /// The cluster's superuser.
    pub admin: PgPool,
    servers: Servers,
}

impl Ground {
    /// Starts both servers and writes the issuer's keys.
    pub async fn start() -> anyhow::Result<Self> {
        let folder = temporary_folder()?;
        let servers = Servers::start(&folder, true).await?;
        let issuer = Arc::new(Issuer::generate()?);
        std::fs::write(folder.join("jwks.json"), issuer.jwks())?;
        std::fs::write(folder.join("service.token"), issuer.token("service", &["service"], &["-"], 24 * 3600)?)?;
        let admin = PgPoolOptions::new().max_connections(2).connect(&servers.postgres.url("postgres")).await?;
        Ok(Self { folder, issuer, admin, servers })
    }

    /// Stops the servers and deletes their data.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.admin.close().await;
        self.servers.stop().await?;
        std::fs::remove_dir_all(&self.folder).context("deleting the benchmark's folder")
    }

    /// The port of the cluster.
    pub fn port(&self) -> u16 {
        self.servers.postgres.port()
    }

    /// What the cluster has logged so far.
    pub fn log(&self) -> anyhow::Result<String> {
        Ok(std::fs::read_to_string(self.servers.postgres.folder().join("log"))?)
    }

    /// Settings of a service on a database; streams are the database's own.
    pub fn settings(&self, service: &'static Service, database: &str) -> anyhow::Result<Settings<AnyRules>> {
        self.settings_of(service, database)
    }

    /// The same with the service's own rules.
    pub fn settings_of<R: DeserializeOwned>(
        &self,
        service: &'static Service,
        database: &str,
    ) -> anyhow::Result<Settings<R>> {
        let site = Site {
            postgres: self.servers.postgres.url("postgres"),
            database: database.to_owned(),
            nats: self.servers.nats.url(),
            prefix: database.to_owned(),
            folder: self.folder.clone(),
            telemetry: String::new(),
            clock: Clock::System,
            issuer: self.issuer.clone(),
            ports: BTreeMap::new(),
            partitions: 1,
            data_key: DATA_KEY.to_owned(),
            // The broker sets this much of the disk aside for every stream.
            stream_bytes: 1 << 30,
        };
        site.write_signing_key()?;
        site.settings(service)
    }

    /// A new database with the schemas and streams of these services.
    pub async fn database(&self, name: &str, services: &[&'static Service]) -> anyhow::Result<PgPool> {
        self.execute(&format!("CREATE DATABASE {name}")).await?;
        for service in services {
            migrate::migrate(service, &self.settings(service, name)?).await?;
        }
        self.superuser(name).await
    }

    /// A copy of a database that nobody is connected to.
    pub async fn copy(&self, name: &str, of: &str) -> anyhow::Result<PgPool> {
        self.execute(&format!("CREATE DATABASE {name} TEMPLATE {of} STRATEGY file_copy")).await?;
        self.superuser(name).await
    }

    /// Ends what the machine would otherwise do in the middle of the next measurement.
    pub async fn settle(&self) -> anyhow::Result<()> {
        self.execute("CHECKPOINT").await
    }

    /// Connections as a service's role, whose row-level security holds.
    pub async fn role(&self, role: &str, database: &str, connections: u32) -> anyhow::Result<PgPool> {
        let url = self.servers.postgres.url(database).replace("//postgres@", &format!("//{role}@"));
        let options = PgConnectOptions::from_str(&url)?.options([("search_path", role)]);
        Ok(PgPoolOptions::new().max_connections(connections).connect_with(options).await?)
    }

    /// Connections to a database as superuser, whom row-level security does not stop.
    pub async fn superuser(&self, database: &str) -> anyhow::Result<PgPool> {
        let url = self.servers.postgres.url(database);
        Ok(PgPoolOptions::new().max_connections(4).connect(&url).await?)
    }

    /// Runs a statement as superuser outside a transaction.
    pub async fn execute(&self, sql: &str) -> anyhow::Result<()> {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&self.admin).await?;
        Ok(())
    }
}
