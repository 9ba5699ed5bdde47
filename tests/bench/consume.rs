//! How fast a log that waits is folded.

use crate::{
    ground::Ground,
    options::Options,
    pipe::{Pipe, until},
    relay::PUBLISHED,
    report::{Goal, Report},
};

/// Publishes events first, then lets one consumer loose.
pub async fn run(ground: &Ground, options: &Options, report: &mut Report) -> anyhow::Result<()> {
    report.stage(
        "consume",
        "events that wait in the stream until the watermark has passed them: one inserted row, its audit row and the \
         watermark each, one partition, with the start",
    );
    let events: i32 = options.pick(30_000, 3_000);
    let pipe = Pipe::lay(ground, "bench_consume").await?;
    pipe.preload(events.into()).await?;
    let producer = tokio::spawn(pipe.producer.run(pipe.stop.clone()));
    until(&pipe.pool, PUBLISHED, events.into()).await?;
    ground.settle().await?;
    let consumer = tokio::spawn(pipe.consumer.run(pipe.stop.clone()));
    let folded = "SELECT coalesce(max(sequence), 0) FROM career.inbox WHERE producer = 'recruitment'";
    let time = until(&pipe.pool, folded, events.into()).await?;
    report.add("folded", f64::from(events) / time.as_secs_f64(), "events/s", Goal::None);
    pipe.stop.cancel();
    producer.await??;
    consumer.await??;
    pipe.pool.close().await;
    Ok(())
}
