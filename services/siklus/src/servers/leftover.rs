//! Servers whose owner was killed: found by the process id they left in their folder, and stopped.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, bail};

use super::process::{LAST_PATIENCE, PID, TICK};

/// Sends a signal by way of the shell, which has `kill` built in everywhere.
pub fn signal(process: u32, name: &str) -> anyhow::Result<()> {
    let status = Command::new("sh")
        .args(["-c", "kill -\"$0\" \"$1\" 2>/dev/null", name, &process.to_string()])
        .status()
        .context("cannot run a shell")?;
    if !status.success() {
        bail!("process {process} cannot be sent the signal {name}");
    }
    Ok(())
}

/// Stops the server whose process id stands in the folder, if it still runs there without an owner.
pub async fn stop(folder: &Path) -> anyhow::Result<()> {
    let file = folder.join(PID);
    let Some(process) = fs::read_to_string(&file).ok().and_then(|text| text.trim().parse().ok()) else {
        return Ok(());
    };
    let deadline = Instant::now() + LAST_PATIENCE;
    let mut asked = false;
    while serves(process, folder) {
        if !asked {
            tracing::warn!(process, folder = %folder.display(), "stopping a server that was left running");
            signal(process, "INT")?;
            asked = true;
        } else if Instant::now() > deadline {
            signal(process, "KILL")?;
        }
        tokio::time::sleep(TICK).await;
    }
    let _ = fs::remove_file(file);
    Ok(())
}

/// Says whether this process works in this folder: the id in a file may long belong to another program.
pub fn serves(process: u32, folder: &Path) -> bool {
    command_line(process).is_some_and(|line| line.contains(&format!("{}/", folder.display())))
}

/// Says whether a process with this id exists that we may signal.
pub fn is_alive(process: u32) -> bool {
    signal(process, "0").is_ok()
}

fn command_line(process: u32) -> Option<String> {
    if let Ok(line) = fs::read(format!("/proc/{process}/cmdline")) {
        return Some(String::from_utf8_lossy(&line).into_owned());
    }
    let listed = Command::new("ps").args(["-o", "command=", "-p", &process.to_string()]).output().ok()?;
    Some(String::from_utf8_lossy(&listed.stdout).into_owned())
}
