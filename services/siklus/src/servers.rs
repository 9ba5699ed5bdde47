//! The private PostgreSQL and nats-server that `siklus up`, `siklus demo` and the tests run on.
//!
//! Both are child processes on the loopback address, from the programs that `make tools` installs. A folder has one
//! user at a time, and no server outlives the process that started it.

mod account;
mod binaries;
mod folder;
mod leftover;
pub mod nats;
pub mod ports;
pub mod postgres;
mod process;
mod run;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

pub use binaries::Binaries;
pub use nats::{Nats, NatsOptions};
pub use postgres::{Postgres, PostgresOptions};
pub use run::{TEST_NATS, TEST_POSTGRES, run_with};

/// Both servers, in the folders `postgres` and `nats` of one folder.
#[derive(Debug)]
pub struct Servers {
    pub postgres: Postgres,
    pub nats: Nats,
}

impl Servers {
    /// Starts both on free ports.
    pub async fn start(dir: &Path, durable: bool) -> anyhow::Result<Self> {
        let binaries = Binaries::find()?;
        let postgres = PostgresOptions { dir: dir.join("postgres"), durable, ..Default::default() };
        let nats = NatsOptions { dir: dir.join("nats"), port: None, durable };
        let (postgres, nats) = tokio::try_join!(Postgres::start(&binaries, &postgres), Nats::start(&binaries, &nats))?;
        Ok(Self { postgres, nats })
    }

    /// Stops both, the second also when the first gives trouble.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        let (postgres, nats) = tokio::join!(self.postgres.stop(), self.nats.stop());
        postgres.and(nats)
    }
}

/// Makes a new empty folder under the system's temporary directory, which every account may enter.
pub fn temporary_folder() -> anyhow::Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("siklus-{}", uuid::Uuid::now_v7().simple()));
    fs::create_dir(&folder)?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
    Ok(folder)
}
