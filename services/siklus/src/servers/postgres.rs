//! A private PostgreSQL: one cluster in one folder, on the loopback address only.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use sqlx::{Connection, PgConnection};

use super::Binaries;
use super::account::Account;
use super::folder::Folder;
use super::leftover;
use super::ports;
use super::process::Process;

/// Recovery after a crash replays the log first.
const START_PATIENCE: Duration = Duration::from_secs(60);
const BACKENDS_END: Duration = Duration::from_millis(50);
/// A fast shutdown writes a checkpoint.
const STOP_PATIENCE: Duration = Duration::from_secs(60);

/// What a private PostgreSQL should be like.
#[derive(Debug, Clone, Default)]
pub struct PostgresOptions {
    /// Where log, lock and data are kept; made if missing.
    pub dir: PathBuf,
    /// A free one if `None`.
    pub port: Option<u16>,
    /// Without it a power cut may lose or damage data: for tests, which it makes two to three times faster.
    pub durable: bool,
    /// Further settings of postgresql.conf, which win over ours.
    pub extra: Vec<(String, String)>,
}

/// A running private PostgreSQL; dropping it stops the server.
#[derive(Debug)]
pub struct Postgres {
    // Before `folder`: the server must have ended when the lock is released.
    process: Option<Process>,
    folder: Folder,
    programs: PathBuf,
    account: Option<Account>,
    port: u16,
    options: PostgresOptions,
}

impl Postgres {
    /// Makes the cluster if the folder has none, starts the server and waits until it answers.
    pub async fn start(binaries: &Binaries, options: &PostgresOptions) -> anyhow::Result<Self> {
        let account = Account::needed()?;
        let folder = Folder::claim_for(&options.dir, account).await?;
        let programs = binaries.postgres_for(account)?.join("bin");
        let port = options.port.map_or_else(ports::free, Ok)?;
        ports::require(port, "PostgreSQL")?;
        let mut postgres = Self { process: None, folder, programs, account, port, options: options.clone() };
        postgres.make_cluster().await?;
        postgres.forget_stranger()?;
        postgres.launch().await?;
        Ok(postgres)
    }

    /// The address of a database, as the superuser.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// The port the server listens on; it stays the same over a restart.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends all connections, writes everything down and stops the server.
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

    /// Starts the server again on the same port and data, after stopping it if it runs.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        self.stop().await?;
        self.launch().await
    }

    /// The folder that holds the log, the lock and the cluster.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn cluster(&self) -> PathBuf {
        self.folder.path().join("cluster")
    }

    fn data(&self) -> PathBuf {
        self.cluster().join("data")
    }

    /// Runs initdb beside the final place, so that one that was interrupted leaves no half cluster behind.
    async fn make_cluster(&self) -> anyhow::Result<()> {
        if self.data().join("PG_VERSION").exists() {
            return Ok(());
        }
        let unfinished = self.cluster().join("unfinished");
        fs::create_dir_all(self.cluster())?;
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)?;
        }
        if let Some(account) = self.account {
            account.own(&self.cluster())?;
        }
        let mut initdb = self.program("initdb");
        initdb.arg("-D").arg(&unfinished).args(["-U", "postgres", "-A", "trust", "-E", "UTF8"]);
        initdb.args(["--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"]);
        if !self.options.durable {
            initdb.arg("--no-sync");
        }
        let output =
            tokio::process::Command::from(initdb).kill_on_drop(true).output().await.context("cannot run initdb")?;
        if !output.status.success() {
            bail!("initdb in {} failed:\n{}", unfinished.display(), String::from_utf8_lossy(&output.stderr).trim());
        }
        fs::rename(unfinished, self.data()).context("cannot put the new cluster in its place")
    }

    /// After the machine was restarted the id in postmaster.pid may belong to another program, which PostgreSQL would
    /// take for a running server. What belongs to none is left for PostgreSQL, which also looks for living backends.
    fn forget_stranger(&self) -> anyhow::Result<()> {
        let file = self.data().join("postmaster.pid");
        let Some(owner) = fs::read_to_string(&file).ok().and_then(|text| text.lines().next()?.trim().parse().ok())
        else {
            return Ok(());
        };
        if leftover::serves(owner, self.folder.path()) {
            bail!("process {owner} already serves {}: stop it first", self.data().display());
        }
        if leftover::is_alive(owner) {
            fs::remove_file(&file)?;
        }
        Ok(())
    }

    async fn launch(&mut self) -> anyhow::Result<()> {
        let deadline = Instant::now() + START_PATIENCE;
        let mut process = Process::start("PostgreSQL", self.server(), self.folder.path())?;
        while !self.answers().await {
            match process.give_time(deadline).await {
                Ok(()) => {}
                // The backends of a killed server need a moment to notice that it is gone.
                Err(_) if process.last_words().contains("still in use") && Instant::now() < deadline => {
                    tokio::time::sleep(BACKENDS_END).await;
                    process = Process::start("PostgreSQL", self.server(), self.folder.path())?;
                }
                Err(error) => return Err(error),
            }
        }
        self.process = Some(process);
        Ok(())
    }

    fn server(&self) -> Command {
        let mut server = self.program("postgres");
        server.arg("-D").arg(self.data()).args(["-p", &self.port.to_string()]);
        let mut set = |name: &str, value: &str| {
            server.arg("-c").arg(format!("{name}={value}"));
        };
        set("listen_addresses", "127.0.0.1");
        set("unix_socket_directories", "");
        set("max_connections", "200");
        set("track_commit_timestamp", "on");
        set("timezone", "UTC");
        set("log_timezone", "UTC");
        if !self.options.durable {
            set("fsync", "off");
            set("synchronous_commit", "off");
            set("full_page_writes", "off");
            // Of thousands of databases that live for a second each, none is worth cleaning up.
            set("autovacuum", "off");
        }
        for (name, value) in &self.options.extra {
            set(name, value);
        }
        server
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.env("LC_ALL", "C").env_remove("PGDATA").current_dir(self.folder.path());
        if let Some(account) = self.account {
            account.apply(&mut command);
        }
        command
    }

    /// Asks for the data folder: another server may have taken the port, and then ours is about to give up.
    async fn answers(&self) -> bool {
        let Ok(mut connection) = PgConnection::connect(&self.url("postgres")).await else {
            return false;
        };
        let folder = sqlx::query_scalar::<_, String>("SHOW data_directory").fetch_one(&mut connection).await;
        let _ = connection.close().await;
        folder.is_ok_and(|folder| Path::new(&folder) == self.data())
    }
}
