//! Settings of a service: embedded defaults < file < environment (`SIKLUS__DATABASE__URL`). Unknown keys are refused by
//! name.

use config::{Config, ConfigError, Environment, File, FileFormat};
use serde::{Deserialize, de::DeserializeOwned};
use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

/// What every service can be told. `R` are the service's own settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings<R> {
    /// The gRPC server.
    pub server: Server,
    /// The service's Postgres.
    pub database: Database,
    /// The broker.
    pub nats: Nats,
    /// The ledger of the service's own events.
    pub outbox: Outbox,
    /// Whose tokens are believed.
    pub auth: Auth,
    /// Where traces and metrics go.
    pub telemetry: Telemetry,
    /// Secrets.
    pub secrets: Secrets,
    /// Base URL of each producer's gRPC server, by service name.
    pub peers: BTreeMap<String, String>,
    /// The service's own settings.
    pub rules: R,
}

/// The gRPC server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Domain in error details and event sources, after the service's name.
    pub domain: String,
    /// Longest time of one call, in seconds; of an import, the longest time without a row.
    pub timeout_seconds: u64,
    /// Longest time of one import, in seconds, however steadily rows come: it holds a connection and rows of the database.
    pub import_seconds: u64,
    /// Age of a connection from which on it takes no new calls, in seconds; those under way end as they would.
    pub connection_seconds: u64,
    /// Calls at once on one connection; more are refused.
    pub concurrency_per_connection: usize,
}

/// The service's Postgres.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// URL of the service's role.
    pub url: String,
    /// URL of the migrating role; empty means `url`.
    pub migrate_url: String,
    /// Connections of the pool.
    pub pool: u32,
}

/// The broker.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nats {
    /// URL of a NATS server with JetStream.
    pub url: String,
    /// First part of every subject and stream name.
    pub prefix: String,
    /// Copies of each stream: 1 on one node, 3 in a cluster.
    pub replicas: usize,
    /// Largest size of a stream in bytes.
    pub max_bytes: i64,
}

/// The ledger of the service's own events.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outbox {
    /// Partitions of every ledger in the deployment: 1 embedded, 8 in a province. Never change it with events unread.
    pub partitions: i16,
    /// Days a published event stays in Postgres.
    pub retention_days: i32,
    /// Hours a stored answer stays.
    pub request_hours: i32,
}

/// Whose tokens are believed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// Required `iss`.
    pub issuer: String,
    /// Required `aud`.
    pub audience: String,
    /// File with the issuer's JSON Web Key Set; read again when an unknown key turns up.
    pub jwks_file: PathBuf,
    /// File with this service's own token, for `Replay` of other services; read at every use.
    pub token_file: PathBuf,
}

/// Where traces and metrics go.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telemetry {
    /// OTLP/gRPC endpoint; empty sends nothing.
    pub endpoint: String,
    /// Filter of log lines, as `RUST_LOG` has it.
    pub log: String,
}

/// Secrets.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    /// The deployment's key over all personal data: 64 hex digits.
    pub data_key: String,
    /// File with the key that signs what the service publishes for everybody to check (Ed25519, PKCS#8 as PEM); empty where
    /// it publishes nothing of the kind.
    #[serde(default)]
    pub signing_key: PathBuf,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secrets(..)")
    }
}

/// Reads settings: `defaults`, then the file named by `SIKLUS_CONFIG` or `siklus.toml` if it is there, then the
/// environment.
pub fn load<R: DeserializeOwned>(defaults: &str) -> Result<Settings<R>, ConfigError> {
    let file = std::env::var("SIKLUS_CONFIG").unwrap_or_else(|_| "siklus.toml".to_owned());
    let environment = Environment::with_prefix("SIKLUS").prefix_separator("__").separator("__").try_parsing(true);
    Config::builder()
        .add_source(File::from_str(defaults, FileFormat::Toml))
        .add_source(File::new(&file, FileFormat::Toml).required(std::env::var("SIKLUS_CONFIG").is_ok()))
        .add_source(environment)
        .build()?
        .try_deserialize()
}

/// The defaults alone, for programs that set the rest in code.
pub fn defaults<R: DeserializeOwned>(defaults: &str) -> Result<Settings<R>, ConfigError> {
    Config::builder().add_source(File::from_str(defaults, FileFormat::Toml)).build()?.try_deserialize()
}
