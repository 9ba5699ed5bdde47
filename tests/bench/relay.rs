//! How fast a ledger that waits is published.

use crate::{
    ground::Ground,
    options::Options,
    pipe::{Pipe, until},
    report::{Goal, Report},
};

/// What the relay has been told is stored.
pub const PUBLISHED: &str = "SELECT published FROM recruitment.relay WHERE partition = 0";

/// Preloads the outbox and lets one relay loose.
pub async fn run(ground: &Ground, options: &Options, report: &mut Report) -> anyhow::Result<()> {
    report.stage(
        "relay",
        "rows that wait in the outbox until the broker has confirmed all of them (sync always), one partition, with the start",
    );
    let events: i32 = options.pick(100_000, 10_000);
    let pipe = Pipe::lay(ground, "bench_relay").await?;
    pipe.preload(events.into()).await?;
    ground.settle().await?;
    let running = tokio::spawn(pipe.producer.run(pipe.stop.clone()));
    let time = until(&pipe.pool, PUBLISHED, events.into()).await?;
    report.add("published", f64::from(events) / time.as_secs_f64(), "events/s", Goal::AtLeast(20_000.0));
    pipe.stop.cancel();
    running.await??;
    pipe.pool.close().await;
    Ok(())
}
