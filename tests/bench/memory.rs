//! Resident memory of processes, from /proc.

use anyhow::Context;

/// The most that a process held since it began, or since [`forget`], in MiB.
pub fn peak(process: u32) -> anyhow::Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    let kib: f64 = line.split_whitespace().next().context("no size")?.parse()?;
    Ok(kib / 1024.0)
}

/// Lets the peak begin again from what the process holds now.
pub fn forget(process: u32) -> anyhow::Result<()> {
    Ok(std::fs::write(format!("/proc/{process}/clear_refs"), "5")?)
}
