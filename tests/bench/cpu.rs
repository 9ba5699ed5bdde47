//! Processor time of processes, from /proc.

use anyhow::Context;
use std::{fs, process::Command};

/// Processor time so far, in milliseconds.
#[derive(Clone, Copy, Default)]
pub struct Cpu {
    /// The load generator: this process.
    pub client: f64,
    /// The service's process.
    pub service: f64,
    /// The cluster: its first process, all it has and all it had.
    pub postgres: f64,
    /// Everything on the machine.
    pub machine: f64,
}

/// The processes to look at.
pub struct Watch {
    service: u32,
    postmaster: u32,
    tick_ms: f64,
}

impl Watch {
    /// Watches a service and the cluster that one of its backends belongs to.
    pub fn new(service: u32, backend: u32) -> anyhow::Result<Self> {
        let ticks = Command::new("getconf").arg("CLK_TCK").output()?.stdout;
        let ticks: f64 = String::from_utf8_lossy(&ticks).trim().parse().unwrap_or(100.0);
        Ok(Self { service, postmaster: Stat::read(backend)?.parent, tick_ms: 1000.0 / ticks })
    }

    /// Processor time up to now.
    pub fn now(&self) -> anyhow::Result<Cpu> {
        Ok(Cpu {
            client: Stat::read(std::process::id())?.own * self.tick_ms,
            service: Stat::read(self.service)?.own * self.tick_ms,
            postgres: self.cluster()? * self.tick_ms,
            machine: machine()? * self.tick_ms,
        })
    }

    fn cluster(&self) -> anyhow::Result<f64> {
        loop {
            let before = Stat::read(self.postmaster)?;
            let mut backends = 0.0;
            for entry in fs::read_dir("/proc")?.flatten() {
                let process = entry.file_name().to_str().and_then(|name| name.parse().ok());
                let stat = process.and_then(|process| Stat::read(process).ok());
                backends += stat.filter(|stat| stat.parent == self.postmaster).map_or(0.0, |stat| stat.own);
            }
            let after = Stat::read(self.postmaster)?;
            // One that ended meanwhile may be missing on both sides.
            if before.ended_children == after.ended_children {
                return Ok(after.own + after.ended_children + backends);
            }
        }
    }
}

impl std::ops::Sub for Cpu {
    type Output = Self;

    fn sub(self, earlier: Self) -> Self {
        Self {
            client: self.client - earlier.client,
            service: self.service - earlier.service,
            postgres: self.postgres - earlier.postgres,
            machine: self.machine - earlier.machine,
        }
    }
}

impl std::ops::AddAssign for Cpu {
    fn add_assign(&mut self, more: Self) {
        self.client += more.client;
        self.service += more.service;
        self.postgres += more.postgres;
        self.machine += more.machine;
    }
}

impl Cpu {
    /// What nobody of ours used: whoever else is busy on the machine.
    pub fn others(&self) -> f64 {
        self.machine - self.client - self.service - self.postgres
    }
}

/// All processors' ticks but for those they idled away.
fn machine() -> anyhow::Result<f64> {
    let text = fs::read_to_string("/proc/stat")?;
    let line = text.lines().next().context("no processors")?;
    let ticks: Vec<f64> = line.split_whitespace().skip(1).filter_map(|field| field.parse().ok()).collect();
    // user, nice, system, idle, waiting for the disk, interrupts …; guests are counted in user and nice.
    Ok(ticks.iter().take(8).enumerate().filter(|(nth, _)| ![3, 4].contains(nth)).map(|(_, ticks)| ticks).sum())
}

struct Stat {
    parent: u32,
    /// In clock ticks.
    own: f64,
    ended_children: f64,
}

impl Stat {
    fn read(process: u32) -> anyhow::Result<Self> {
        let text = fs::read_to_string(format!("/proc/{process}/stat"))?;
        // The name, in brackets, may hold spaces.
        let (_, fields) = text.rsplit_once(") ").context("no stat")?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let ticks = |nth: usize| fields.get(nth).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
        Ok(Self {
            parent: fields.get(1).and_then(|parent| parent.parse().ok()).unwrap_or_default(),
            own: ticks(11) + ticks(12),
            ended_children: ticks(13) + ticks(14),
        })
    }
}
