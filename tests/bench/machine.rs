//! What the figures were measured on.

use crate::ground::Ground;
use serde_json::{Value, json};
use std::{
    fmt, fs,
    io::{Seek, Write},
    path::Path,
    time::{Duration, Instant},
};

/// The machine and its disk.
pub struct Machine {
    cores: usize,
    processor: String,
    memory_gib: f64,
    kernel: String,
    postgres: String,
    syncs_per_second: f64,
}

/// Looks around; probes the disk that the servers write to for a second.
pub async fn describe(ground: &Ground) -> anyhow::Result<Machine> {
    let kib = field("/proc/meminfo", "MemTotal");
    let kib: f64 = kib.split_whitespace().next().and_then(|kib| kib.parse().ok()).unwrap_or_default();
    Ok(Machine {
        cores: std::thread::available_parallelism()?.get(),
        processor: field("/proc/cpuinfo", "model name"),
        memory_gib: kib / 1024.0 / 1024.0,
        kernel: fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim().to_owned(),
        postgres: sqlx::query_scalar("SHOW server_version").fetch_one(&ground.admin).await?,
        syncs_per_second: probe(&ground.folder.join("probe"))?,
    })
}

/// Blocks of 4 kB written and synced one after the other, as pg_test_fsync does.
fn probe(file: &Path) -> anyhow::Result<f64> {
    let mut opened = fs::File::create(file)?;
    let (block, began, mut syncs) = ([7; 4096], Instant::now(), 0_u32);
    while began.elapsed() < Duration::from_secs(1) {
        opened.rewind()?;
        opened.write_all(&block)?;
        opened.sync_data()?;
        syncs += 1;
    }
    Ok(f64::from(syncs) / began.elapsed().as_secs_f64())
}

fn field(file: &str, name: &str) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.split_once(':'));
    line.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

impl Machine {
    /// The same for the report.
    pub fn json(&self) -> Value {
        json!({
            "cores": self.cores, "processor": self.processor, "memory_gib": self.memory_gib, "kernel": self.kernel,
            "postgres": self.postgres, "fdatasync_4kb_per_second": self.syncs_per_second,
        })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} cores ({}), {:.0} GiB, Linux {}, PostgreSQL {}, {:.0} fdatasync of 4 kB a second; load generator, services \
             and servers share the cores",
            self.cores, self.processor, self.memory_gib, self.kernel, self.postgres, self.syncs_per_second
        )
    }
}
