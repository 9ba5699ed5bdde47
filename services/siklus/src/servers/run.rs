//! Runs one command with both servers beside it: how the tests get theirs.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use anyhow::Context;
use tokio::process::{Child, Command};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{Servers, leftover, temporary_folder};

/// The environment variable that holds the superuser's address of the database `postgres`.
pub const TEST_POSTGRES: &str = "SIKLUS_TEST_POSTGRES";
/// The environment variable that holds the address of nats-server.
pub const TEST_NATS: &str = "SIKLUS_TEST_NATS";

/// Starts both servers on free ports, runs the command with their addresses in its environment, stops them and
/// returns how the command ended. Without a folder a temporary one is used and deleted.
pub async fn run_with(durable: bool, dir: Option<PathBuf>, command: Vec<OsString>) -> anyhow::Result<ExitStatus> {
    match dir {
        Some(folder) => run_in(&folder, durable, &command).await,
        None => {
            let folder = temporary_folder()?;
            let ended = run_in(&folder, durable, &command).await;
            std::fs::remove_dir_all(&folder).with_context(|| format!("cannot delete {}", folder.display()))?;
            ended
        }
    }
}

async fn run_in(folder: &Path, durable: bool, command: &[OsString]) -> anyhow::Result<ExitStatus> {
    let (program, arguments) = command.split_first().context("no command to run was given")?;
    let mut servers = Servers::start(folder, durable).await?;
    // Before the command runs: from then on it, and not a signal to us, decides when this is over.
    let (interrupt, terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let child = Command::new(program)
        .args(arguments)
        .env(TEST_POSTGRES, servers.postgres.url("postgres"))
        .env(TEST_NATS, servers.nats.url())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("cannot run {}", program.display()))?;
    let ended = wait(child, interrupt, terminate).await;
    servers.stop().await?;
    ended
}

/// Waits for the command. A request to stop is passed on to it, and the servers stay up until it has ended.
async fn wait(mut child: Child, mut interrupt: Signal, mut terminate: Signal) -> anyhow::Result<ExitStatus> {
    // The terminal sends Ctrl-C to the command as well, and many programs take a second one for "at once".
    let at_terminal = std::io::stdin().is_terminal();
    loop {
        let name = tokio::select! {
            ended = child.wait() => return Ok(ended?),
            _ = interrupt.recv() => "INT",
            _ = terminate.recv() => "TERM",
        };
        if let Some(id) = child.id().filter(|_| name == "TERM" || !at_terminal) {
            // It may have ended this moment; the loop finds out.
            let _ = leftover::signal(id, name);
        }
    }
}
