//! Open loop: calls are made when they are due, whatever became of those before, and are measured from when they were due. A
//! service that stands still for a second has kept everybody waiting who came in it.

use hdrhistogram::Histogram;
use std::time::{Duration, Instant};
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval_at},
};

/// Later than this after it was due, an answer is a miss.
const PATIENCE: Duration = Duration::from_secs(1);

/// What those who came met with.
pub struct Met {
    /// From when a call was due to its answer, in microseconds; failed ones are left out.
    pub latency: Histogram<u64>,
    /// Calls that were due.
    pub due: u64,
    /// Calls that failed.
    pub failed: u64,
    /// Answers that came too late.
    pub late: u64,
    /// Why the first that failed did.
    pub reason: Option<String>,
}

/// Makes `rate` calls a second for this long and waits for all answers.
pub async fn at_rate<F>(rate: u32, time: Duration, call: impl Fn(u64) -> F) -> anyhow::Result<Met>
where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    let (step, due) = (Duration::from_secs(1) / rate, u64::from(rate) * time.as_secs());
    let began = tokio::time::Instant::now() + Duration::from_millis(50);
    let mut ticks = interval_at(began, step);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut running = JoinSet::new();
    for n in 0..due {
        let scheduled: Instant = ticks.tick().await.into_std();
        let call = call(n);
        running.spawn(async move { (call.await, scheduled.elapsed()) });
    }
    let mut met = Met { latency: Histogram::new(3)?, due, failed: 0, late: 0, reason: None };
    while let Some(ended) = running.join_next().await {
        match ended? {
            (Ok(()), waited) => {
                met.latency.record(u64::try_from(waited.as_micros())?)?;
                met.late += u64::from(waited > PATIENCE);
            }
            (Err(error), _) => {
                met.failed += 1;
                met.reason.get_or_insert(format!("{error:#}"));
            }
        }
    }
    Ok(met)
}

impl Met {
    /// How long the share of all who were answered waited at most, in milliseconds.
    pub fn quantile(&self, share: f64) -> f64 {
        self.latency.value_at_quantile(share) as f64 / 1000.0
    }

    /// Calls that failed or were answered too late.
    pub fn missed(&self) -> u64 {
        self.failed + self.late
    }
}
