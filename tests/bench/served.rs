//! The recruitment service as production runs it: its own `main`, settings from the environment, a process of its own.

use crate::ground::AnyRules;
use anyhow::Context;
use platform::{Clock, Settings};
use std::{net::SocketAddr, process::Stdio};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

const WANTED: &str = "serve";

/// Whether this process is to be the service.
pub fn is_wanted() -> bool {
    std::env::args().nth(1).as_deref() == Some(WANTED)
}

/// The service's `main`.
pub async fn main() -> anyhow::Result<()> {
    platform::app::main(&recruitment::SERVICE, async |settings| recruitment::app::build(&settings, Clock::System).await)
        .await
}

/// A running service; dropping it kills it.
pub struct Served {
    /// Where it listens.
    pub address: SocketAddr,
    process: Child,
}

impl Served {
    /// Starts the service with its shipped rules and waits until it listens.
    pub async fn start(settings: &Settings<AnyRules>) -> anyhow::Result<Self> {
        Self::start_with(settings, &[]).await
    }

    /// The same with more variables.
    pub async fn start_with(settings: &Settings<AnyRules>, more: &[(&str, &str)]) -> anyhow::Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg(WANTED)
            .env("SIKLUS__SERVER__LISTEN", settings.server.listen.to_string())
            .env("SIKLUS__DATABASE__URL", &settings.database.url)
            .env("SIKLUS__NATS__URL", &settings.nats.url)
            .env("SIKLUS__NATS__PREFIX", &settings.nats.prefix)
            .env("SIKLUS__AUTH__JWKS_FILE", &settings.auth.jwks_file)
            .env("SIKLUS__AUTH__TOKEN_FILE", &settings.auth.token_file)
            .env("SIKLUS__SECRETS__DATA_KEY", &settings.secrets.data_key)
            .env("SIKLUS__SECRETS__SIGNING_KEY", &settings.secrets.signing_key)
            .env("SIKLUS__TELEMETRY__LOG", "warn")
            .envs(more.iter().copied())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = process.stdout.take().context("the service has no output")?;
        let line = BufReader::new(output).lines().next_line().await?.context("the service ended at once")?;
        let (_, address) = line.rsplit_once(' ').context("the service does not say where it listens")?;
        Ok(Self { address: address.parse()?, process })
    }

    /// Process id.
    pub fn id(&self) -> anyhow::Result<u32> {
        self.process.id().context("the service has ended")
    }

    /// Ends it and waits.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        Ok(self.process.kill().await?)
    }
}
