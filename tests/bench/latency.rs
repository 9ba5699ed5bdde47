//! How long after its commit an event has taken effect elsewhere.

use crate::{
    ground::Ground,
    options::Options,
    pipe::{Pipe, tell, until},
    report::{Goal, Report},
};
use anyhow::ensure;
use hdrhistogram::Histogram;
use std::time::Duration;
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};

const RATE: i64 = 1_000;

/// Open loop: a unit of work each millisecond, whatever became of those before.
pub async fn run(ground: &Ground, options: &Options, report: &mut Report) -> anyhow::Result<()> {
    report.stage(
        "latency",
        "commit to applied at 1,000 events/s, open loop: a made-up aggregate and one inserted row at the consumer, the kit's \
         unit of work, outbox, relay, JetStream (sync always) and inbox between them, by the commit timestamps of Postgres",
    );
    let seconds = options.pick(10, 2);
    let pipe = Pipe::lay(ground, "bench_latency").await?;
    let kit = pipe.producer.kit().clone();
    let running =
        [tokio::spawn(pipe.producer.run(pipe.stop.clone())), tokio::spawn(pipe.consumer.run(pipe.stop.clone()))];
    ground.settle().await?;
    let mut ticks = interval(Duration::from_millis(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut told = JoinSet::new();
    // The first second only warms up.
    for n in 0..RATE * (seconds + 1) {
        ticks.tick().await;
        told.spawn(tell(kit.clone(), n));
    }
    while let Some(ended) = told.join_next().await {
        ended??;
    }
    until(&pipe.pool, "SELECT count(*) FROM career.bench_applied", RATE * (seconds + 1)).await?;
    // The audit row is written by the transaction that told the event.
    let delays: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT (extract(epoch FROM pg_xact_commit_timestamp(ledger.xmin) - pg_xact_commit_timestamp(told.xmin)) * 1e6)::bigint,
                (extract(epoch FROM pg_xact_commit_timestamp(applied.xmin) - pg_xact_commit_timestamp(told.xmin)) * 1e6)::bigint
         FROM recruitment.audit AS told JOIN recruitment.ledger ON ledger.event_id = told.events[1]
         JOIN career.bench_applied AS applied USING (event_id) ORDER BY told.id OFFSET $1",
    )
    .bind(RATE)
    .fetch_all(&pipe.pool)
    .await?;
    ensure!(delays.len() == usize::try_from(RATE * seconds)?, "{} events of {}", delays.len(), RATE * seconds);
    let (mut numbered, mut applied) = (Histogram::<u64>::new(3)?, Histogram::<u64>::new(3)?);
    for (until_numbered, until_applied) in delays {
        numbered.record(u64::try_from(until_numbered)?)?;
        applied.record(u64::try_from(until_applied)?)?;
    }
    let ms = |microseconds: u64| microseconds as f64 / 1000.0;
    report.add("commit to numbered, p50", ms(numbered.value_at_quantile(0.5)), "ms", Goal::None);
    report.add("commit to numbered, p99", ms(numbered.value_at_quantile(0.99)), "ms", Goal::None);
    report.add("commit to applied, p50", ms(applied.value_at_quantile(0.5)), "ms", Goal::None);
    report.add("commit to applied, p99", ms(applied.value_at_quantile(0.99)), "ms", Goal::AtMost(15.0));
    report.add("commit to applied, longest", ms(applied.max()), "ms", Goal::None);
    pipe.stop.cancel();
    for ended in running {
        ended.await??;
    }
    pipe.pool.close().await;
    Ok(())
}
