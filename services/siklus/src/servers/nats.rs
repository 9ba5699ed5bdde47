//! A private nats-server with JetStream: one store in one folder, on the loopback address only.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::Binaries;
use super::folder::Folder;
use super::ports;
use super::process::Process;

/// A big store is read through at the start.
const START_PATIENCE: Duration = Duration::from_secs(60);
const STOP_PATIENCE: Duration = Duration::from_secs(30);
const MAX_PAYLOAD: usize = 1 << 20;

/// What a private nats-server should be like.
#[derive(Debug, Clone, Default)]
pub struct NatsOptions {
    /// Where log, lock, configuration and store are kept; made if missing.
    pub dir: PathBuf,
    /// A free one if `None`.
    pub port: Option<u16>,
    /// Writes to the disk before it acknowledges. The default of nats-server is every two minutes, and what it
    /// acknowledged before a power cut may then be lost.
    pub durable: bool,
}

/// A running private nats-server; dropping it stops the server.
#[derive(Debug)]
pub struct Nats {
    // Before `folder`: the server must have ended when the lock is released.
    process: Option<Process>,
    folder: Folder,
    program: PathBuf,
    port: u16,
}

impl Nats {
    /// Writes the configuration, starts the server and waits until JetStream answers.
    pub async fn start(binaries: &Binaries, options: &NatsOptions) -> anyhow::Result<Self> {
        let folder = Folder::claim(&options.dir).await?;
        let port = options.port.map_or_else(ports::free, Ok)?;
        ports::require(port, "nats-server")?;
        let mut nats = Self { process: None, folder, program: binaries.nats_server().to_path_buf(), port };
        fs::write(nats.configuration(), nats.settings(options.durable)).context("cannot write nats.conf")?;
        nats.launch().await?;
        Ok(nats)
    }

    /// The address of the server.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// The port the server listens on; it stays the same over a restart.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Stops the server in good order.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        match self.process.take() {
            Some(mut process) => process.stop(STOP_PATIENCE).await,
            None => Ok(()),
        }
    }

    /// Kills the server without notice, for tests of faults.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        self.process.take().map_or(Ok(()), |mut process| process.kill())
    }

    /// Starts the server again on the same port and store, after stopping it if it runs.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        self.stop().await?;
        self.launch().await
    }

    /// Deletes all streams of a stopped server, as the loss of its disk would.
    pub fn wipe(&self) -> anyhow::Result<()> {
        if self.process.is_some() {
            bail!("stop nats-server before its store is wiped");
        }
        let store = self.store();
        if store.exists() {
            fs::remove_dir_all(&store).with_context(|| format!("cannot delete {}", store.display()))?;
        }
        Ok(())
    }

    /// The folder that holds the log, the lock and the store.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn configuration(&self) -> PathBuf {
        self.folder.path().join("nats.conf")
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// Tells our server from another one that was quicker to take the port.
    fn name(&self) -> String {
        format!("siklus-{}-{}", std::process::id(), self.port)
    }

    fn settings(&self, durable: bool) -> String {
        let sync_interval = if durable { "always" } else { "\"2m\"" };
        // Streams set their greatest size aside:
        // thousands of tests would run out of what a disk has, and use next to nothing of it.
        let limit = if durable { "" } else { "  max_file_store: 1TB\n" };
        // JSON strings are strings of this format too, with the same escapes.
        let store = serde_json::Value::from(self.store().display().to_string());
        format!(
            "# Written anew at every start.\n\
             server_name: \"{}\"\n\
             listen: \"127.0.0.1:{}\"\n\
             max_payload: {MAX_PAYLOAD}\n\
             jetstream {{\n  store_dir: {store}\n  sync_interval: {sync_interval}\n{limit}}}\n",
            self.name(),
            self.port,
        )
    }

    async fn launch(&mut self) -> anyhow::Result<()> {
        let mut server = Command::new(&self.program);
        server.arg("-c").arg(self.configuration());
        let mut process = Process::start("nats-server", server, self.folder.path())?;
        let deadline = Instant::now() + START_PATIENCE;
        while !self.answers().await {
            process.give_time(deadline).await?;
        }
        self.process = Some(process);
        Ok(())
    }

    async fn answers(&self) -> bool {
        let Ok(client) = async_nats::connect(self.url()).await else {
            return false;
        };
        let server = client.server_info();
        server.jetstream && server.server_name == self.name()
    }
}
