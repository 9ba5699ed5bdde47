//! One server as a child process: started in a group of its own, stopped when its owner goes, by whatever way.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::leftover::signal;

const LOG: &str = "log";
/// Names the file that holds the process id of the running server.
pub const PID: &str = "server.pid";
/// How often a server is looked at while it starts or stops.
pub const TICK: Duration = Duration::from_millis(10);
/// A server that is dropped, not stopped, gets this long before it is killed.
pub const LAST_PATIENCE: Duration = Duration::from_secs(10);

/// A running server; dropping it stops the server.
#[derive(Debug)]
pub struct Process {
    name: &'static str,
    folder: PathBuf,
    child: Child,
    guard: Child,
}

impl Process {
    /// Starts the command. Its output goes to `log` in the folder, its process id to `server.pid`.
    pub fn start(name: &'static str, mut command: Command, folder: &Path) -> anyhow::Result<Self> {
        let log = new_log(folder)?;
        // A group of its own: Ctrl-C in the terminal reaches us only, and we stop the servers in order.
        command.current_dir(folder).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).process_group(0);
        let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        let guard = match start_guard(child.id()) {
            Ok(guard) => guard,
            Err(error) => {
                child.kill()?;
                child.wait()?;
                return Err(error);
            }
        };
        let process = Self { name, folder: folder.to_path_buf(), child, guard };
        fs::write(folder.join(PID), process.child.id().to_string())?;
        Ok(process)
    }

    /// Waits a moment for a server that does not answer yet; fails with its last words when it ended or is late.
    pub async fn give_time(&mut self, deadline: Instant) -> anyhow::Result<()> {
        if self.has_ended()? {
            bail!("{} ended before it was ready. Its last words:\n{}", self.name, self.last_words());
        }
        if Instant::now() > deadline {
            bail!("{} takes too long to be ready. Its last words:\n{}", self.name, self.last_words());
        }
        tokio::time::sleep(TICK).await;
        Ok(())
    }

    /// Asks the server to stop and waits; a server that does not is killed, which is an error.
    pub async fn stop(&mut self, patience: Duration) -> anyhow::Result<()> {
        if self.has_ended()? {
            return Ok(());
        }
        signal(self.child.id(), "INT")?;
        let deadline = Instant::now() + patience;
        while !self.has_ended()? {
            if Instant::now() > deadline {
                self.kill()?;
                bail!("{} had not stopped after {patience:?} and was killed", self.name);
            }
            tokio::time::sleep(TICK).await;
        }
        Ok(())
    }

    /// Kills the server at once, as a power cut would.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        self.end_guard();
        Ok(())
    }

    /// The end of what the server wrote since it was started.
    pub fn last_words(&self) -> String {
        let log = fs::read(self.folder.join(LOG)).unwrap_or_default();
        let text = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }

    fn has_ended(&mut self) -> anyhow::Result<bool> {
        let ended = self.child.try_wait()?.is_some();
        if ended {
            self.end_guard();
        }
        Ok(ended)
    }

    /// The guard goes with the server, before the system can give the server's process id to another program.
    fn end_guard(&mut self) {
        let _ = self.guard.kill();
        let _ = self.guard.wait();
        let file = self.folder.join(PID);
        // A successor may have written its own by now.
        if fs::read_to_string(&file).is_ok_and(|id| id == self.child.id().to_string()) {
            let _ = fs::remove_file(&file);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.has_ended(), Ok(true)) {
            return;
        }
        let _ = signal(self.child.id(), "INT");
        let deadline = Instant::now() + LAST_PATIENCE;
        while Instant::now() < deadline {
            if matches!(self.has_ended(), Ok(true)) {
                return;
            }
            std::thread::sleep(TICK);
        }
        let _ = self.kill();
    }
}

/// Starts a shell that waits on a pipe from us and stops the server when the pipe closes: that happens however this
/// process ends, by `kill -9` too.
fn start_guard(server: u32) -> anyhow::Result<Child> {
    let mut guard = Command::new("sh");
    guard.args(["-c", "read -r _; kill -INT \"$0\" 2>/dev/null", &server.to_string()]);
    guard.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    guard.spawn().context("cannot start a shell to guard the server")
}

fn new_log(folder: &Path) -> anyhow::Result<File> {
    let log = folder.join(LOG);
    if log.exists() {
        fs::rename(&log, folder.join("log.before"))?;
    }
    File::options().append(true).create(true).open(&log).with_context(|| format!("cannot write {}", log.display()))
}
