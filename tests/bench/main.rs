//! Rates, latencies and costs of the release build, on a PostgreSQL and a NATS that keep what they are told.
//!
//! `bench [--quick] [--only STAGE,STAGE] [--formations FILE]`
//!
//! Every machine has other numbers, so nearly every goal is a ratio between two things measured in the same run. `FILE` is
//! a gzipped CSV of formations as `formations.rs` reads it; without it as many are made up. What was measured is printed and
//! written to `bench/report.json` in cargo's target folder.

mod announce;
mod arrivals;
mod capture;
mod careers;
mod careers_import;
mod careers_rows;
mod consume;
mod counting;
mod cpu;
mod crowd;
mod finalisations;
mod formations;
mod ground;
mod import;
mod latency;
mod load;
mod machine;
mod memory;
mod needs;
mod options;
mod pgbench;
mod pipe;
mod ranking;
mod relay;
mod report;
mod served;
mod signals;
mod signals_rows;
mod submit;
mod surveys;

use ground::Ground;
use options::Options;
use platform::{config, telemetry};
use report::Report;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // The service under load is this program once more, in a process of its own.
    if served::is_wanted() {
        return served::main().await;
    }
    let options = Options::read(std::env::args().skip(1))?;
    let lines = config::Telemetry { endpoint: String::new(), log: "warn".to_owned() };
    telemetry::start("bench", &lines)?;
    let ground = Ground::start().await?;
    let mut report = Report::begin(machine::describe(&ground).await?, options.quick);
    let outcome = stages(&ground, &options, &mut report).await;
    report.write()?;
    ground.stop().await?;
    outcome
}

async fn stages(ground: &Ground, options: &Options, report: &mut Report) -> anyhow::Result<()> {
    if options.wants("submit") {
        submit::run(ground, options, report).await?;
    }
    if options.wants("latency") {
        latency::run(ground, options, report).await?;
    }
    if options.wants("relay") {
        relay::run(ground, options, report).await?;
    }
    if options.wants("consume") {
        consume::run(ground, options, report).await?;
    }
    if options.wants("needs") {
        needs::run(ground, options, report).await?;
    }
    if options.wants("careers") {
        careers::run(ground, options, report).await?;
        careers_import::run(ground, options, report).await?;
    }
    if options.wants("signals") {
        signals::run(ground, options, report).await?;
    }
    if options.wants("surveys") {
        surveys::run(ground, options, report).await?;
    }
    if options.wants("finalisations") {
        finalisations::run(ground, options, report).await?;
    }
    if options.wants("ranking") || options.wants("counting") {
        ranking::run(ground, options, report).await?;
    }
    if options.wants("import") {
        import::run(ground, options, report).await?;
    }
    if options.wants("announce") {
        announce::run(ground, options, report).await?;
    }
    Ok(())
}
