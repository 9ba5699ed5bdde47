//! What the public said into signals: complaints, surveys and late answers of every public service tested, from rows in Postgres
//! to every signal and event written.

use crate::{
    ground::Ground,
    options::Options,
    report::{Goal, Report},
    signals_rows as rows,
};
use anyhow::ensure;
use contracts::evaluation::v1::JudgeServicesRequest;
use futures::{StreamExt, TryStreamExt, stream};
use platform::{Clock, Settings};
use siklus::calls::Calls;
use std::{collections::BTreeMap, net::SocketAddr, time::Instant};
use tokio_util::sync::CancellationToken;

/// Regional governments.
const TENANTS: i64 = 8;
/// Instansi tested at once: two a core, because whoever commits waits for the disk.
const PARALLEL: usize = 4;
/// Services of one call.
const MOST: i32 = 1_000;

/// Tests the services of two sizes of province.
pub async fn run(ground: &Ground, options: &Options, report: &mut Report) -> anyhow::Result<()> {
    report.stage(
        "signals",
        "JudgeServices over gRPC for 8 instansi, four at once: 36 months of use and complaints, two published surveys and two \
         quarters of deadlines of each service; in a tenth the complaints rise, in another tenth an element stays bad, in a \
         third answers are late; every month, survey and quarter tested, every signal and event written",
    );
    // 60 services an instansi have 100,000 complaints and 1,000,000 survey answers in all; 625 are 5,000 services.
    let sizes: &[i64] = options.pick(&[6, 60, 625], &[2]);
    let mut each = Vec::new();
    for services in sizes {
        let (complaints, answers, first, again) = province(ground, *services).await?;
        let what = format!("{complaints} complaints and {answers} survey answers");
        let goal = if *services == 60 { Goal::AtMost(3.0) } else { Goal::None };
        report.add(format!("{what} into signals"), first, "s", goal);
        report.add(format!("{what}: a sweep that has nothing to tell"), again, "s", Goal::None);
        each.push(first / *services as f64);
    }
    if let [first, .., last] = each.as_slice() {
        report.add("a service of the larger against one of the smaller", last / first, "", Goal::AtMost(1.2));
    }
    Ok(())
}

/// Returns how many complaints and survey answers there were, and the seconds of the first and of a second sweep.
async fn province(ground: &Ground, services: i64) -> anyhow::Result<(i64, i64, f64, f64)> {
    let database = format!("bench_signals_{services}");
    let pool = ground.database(&database, &[&evaluation::SERVICE]).await?;
    let (complaints, answers) = rows::fill(&pool, TENANTS, services).await?;
    let settings: Settings<evaluation::config::Rules> = ground.settings_of(&evaluation::SERVICE, &database)?;
    let app = evaluation::app::build(&settings, Clock::System).await?;
    let (address, stop) = (app.address()?, CancellationToken::new());
    let running = tokio::spawn(app.run(stop.clone()));
    ground.settle().await?;
    let addresses: BTreeMap<&'static str, SocketAddr> = BTreeMap::from([("evaluation", address)]);
    let calls = Calls::to_addresses(&addresses, ground.issuer.clone())?;
    let (first, told) = sweep(&calls).await?;
    ensure!(told == rows::falls(TENANTS, services), "{told} falls were told");
    let (again, told) = sweep(&calls).await?;
    ensure!(told == 0, "{told} falls were told twice");
    stop.cancel();
    running.await??;
    pool.close().await;
    Ok((complaints, answers, first, again))
}

/// One test of everything: how long it took, and how many falls it told.
async fn sweep(calls: &Calls) -> anyhow::Result<(f64, i64)> {
    let began = Instant::now();
    let told = stream::iter((0..TENANTS).map(|tenant| judge(calls, tenant)));
    let told: i64 = told.buffer_unordered(PARALLEL).try_fold(0, async |sum, one| Ok(sum + one)).await?;
    Ok((began.elapsed().as_secs_f64(), told))
}

/// Returns how many falls were told.
async fn judge(calls: &Calls, tenant: i64) -> anyhow::Result<i64> {
    let mut client = calls.quality_signals("analyst");
    let (parent, mut fell, mut after) = (format!("instansi/{}", 1000 + tenant), 0, String::new());
    loop {
        let request = JudgeServicesRequest { parent: parent.clone(), after, most: MOST, ..Default::default() };
        let done = client.judge_services(request).await?.into_inner();
        fell += done.fell;
        after = done.last;
        if done.left == 0 {
            return Ok(fell);
        }
    }
}
