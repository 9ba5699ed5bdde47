//! `siklus demo`: the loop on real formations of four cities, driven through the public API from the position map to the
//! complaint that opens the question of need again.

mod data;
mod figures;
mod loop_closes;
mod people;
mod plan;
mod recruit;
mod report;
mod work;

use crate::{calls::Calls, system::System};
use data::Region;
use report::Report;
use std::time::{Duration, Instant};

/// Calls in flight at once.
const PARALLEL: usize = 16;
/// Longest wait for an effect in another service.
const PATIENCE: Duration = Duration::from_secs(60);

/// Drives the whole loop and returns what happened. The error names the step that failed.
pub async fn run(system: &System) -> anyhow::Result<String> {
    let calls = Calls::to(system)?;
    let regions = data::regions()?;
    let mut report = Report::default();
    plan::import_positions(&calls, &regions, &mut report).await?;
    plan::import_workload(&calls, &regions, &mut report).await?;
    plan::determine_needs(&calls, &regions, &mut report).await?;
    let vacancies = recruit::open_vacancies(&calls, &regions, &mut report).await?;
    let applications = recruit::submit_applications(&calls, &vacancies, &mut report).await?;
    let vacancies = recruit::screen(&calls, vacancies, &applications, &mut report).await?;
    let vacancies = recruit::rank_skd(&calls, vacancies, &applications, &mut report).await?;
    let vacancies = recruit::rank_final(&calls, vacancies, &applications, &mut report).await?;
    let appointed = recruit::appoint(&calls, &vacancies, &mut report).await?;
    work::assign_numbers(&calls, &regions, appointed, &mut report).await?;
    work::rate(&calls, &regions, &mut report).await?;
    loop_closes::complain(&calls, &mut report).await?;
    loop_closes::reassess(&calls, &regions, &mut report).await?;
    loop_closes::explain(&calls, &mut report).await?;
    Ok(report.to_string())
}

/// Asks again and again until there is an answer, within [`PATIENCE`].
async fn until<T>(what: &str, probe: impl AsyncFn() -> anyhow::Result<Option<T>>) -> anyhow::Result<T> {
    let began = Instant::now();
    loop {
        if let Some(answer) = probe().await? {
            return Ok(answer);
        }
        anyhow::ensure!(began.elapsed() < PATIENCE, "{what} did not happen within {} s", PATIENCE.as_secs());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The cities by tenant code.
fn parent(region: &Region) -> String {
    format!("instansi/{}", region.tenant)
}
