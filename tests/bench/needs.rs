//! A province's workload sheets, from rows in Postgres to every need written.

use crate::{
    ground::Ground,
    options::Options,
    report::{Goal, Report},
};
use anyhow::ensure;
use contracts::needs::v1::{ComputeAllRequest, workload_service_client::WorkloadServiceClient};
use futures::{StreamExt, TryStreamExt, stream};
use platform::{Clock, Settings};
use sqlx::{AssertSqlSafe, PgPool};
use std::{collections::BTreeMap, net::SocketAddr, time::Instant};
use tokio_util::sync::CancellationToken;

/// Regional governments of the largest provinces.
const TENANTS: i64 = 38;
/// Lines of a sheet.
const LINES: i64 = 10;
/// Instansi computed at once: two a core, because whoever commits waits for the disk.
const PARALLEL: usize = 4;

/// Computes provinces of three sizes.
pub async fn run(ground: &Ground, options: &Options, report: &mut Report) -> anyhow::Result<()> {
    report.stage(
        "needs",
        "ComputeAll over gRPC for 38 instansi, four at once: all task rows read, summed exactly and rounded once, every need, \
         its step for Explain and an audit row written",
    );
    let sizes: &[i64] = options.pick(&[10_000, 100_000, 1_000_000], &[10_000]);
    let mut each = Vec::new();
    for tasks in sizes {
        let seconds = province(ground, *tasks).await?;
        let goal = if *tasks == 1_000_000 { Goal::AtMost(2.0) } else { Goal::None };
        let positions = tasks / LINES / TENANTS * TENANTS;
        report.add(format!("{} task rows, {positions} positions", positions * LINES), seconds, "s", goal);
        each.push(seconds / *tasks as f64);
    }
    if let (Some(first), Some(last)) = (each.first(), each.last()) {
        report.add("a row in the largest against one in the smallest", last / first, "", Goal::None);
    }
    Ok(())
}

async fn province(ground: &Ground, tasks: i64) -> anyhow::Result<f64> {
    let database = format!("bench_needs_{tasks}");
    let pool = ground.database(&database, &[&::needs::SERVICE]).await?;
    fill(&pool, tasks).await?;
    let mut settings: Settings<::needs::config::Rules> = ground.settings_of(&::needs::SERVICE, &database)?;
    settings.server.timeout_seconds = 600;
    let app = ::needs::app::build(&settings, Clock::System).await?;
    let (address, stop) = (app.address()?, CancellationToken::new());
    let running = tokio::spawn(app.run(stop.clone()));
    ground.settle().await?;
    let began = Instant::now();
    let calls = (0..TENANTS).map(|tenant| compute(ground, address, tenant));
    let computed: i64 =
        stream::iter(calls).buffer_unordered(PARALLEL).try_fold(0, async |sum, one| Ok(sum + one)).await?;
    let seconds = began.elapsed().as_secs_f64();
    ensure!(computed == tasks / LINES / TENANTS * TENANTS, "{computed} positions were computed");
    stop.cancel();
    running.await??;
    pool.close().await;
    Ok(seconds)
}

async fn compute(ground: &Ground, address: SocketAddr, tenant: i64) -> anyhow::Result<i64> {
    let addresses = BTreeMap::from([("needs", address)]);
    let mut client: WorkloadServiceClient<_> =
        siklus::calls::Calls::to_addresses(&addresses, ground.issuer.clone())?.workloads("analyst");
    let request = ComputeAllRequest { parent: format!("instansi/{}", 1000 + tenant), ..Default::default() };
    Ok(client.compute_all(request).await?.into_inner().positions_changed)
}

/// One unit, positions and sheets for every tenant; no need is computed yet.
async fn fill(pool: &PgPool, tasks: i64) -> anyhow::Result<()> {
    let positions = tasks / LINES / TENANTS;
    sqlx::query(
        "WITH tenant AS (
             SELECT n, (1000 + n)::text AS instansi, gen_random_uuid() AS unit_id FROM generate_series(0, $1 - 1) AS n
         ), unit AS (
             INSERT INTO needs.units (unit_id, instansi, path, display_name, create_time)
             SELECT unit_id, instansi, 'PEMERINTAH', 'PEMERINTAH', now() FROM tenant
         )
         INSERT INTO needs.positions (position_id, instansi, unit_id, title, job_class, incumbents, version, create_time, update_time)
         SELECT gen_random_uuid(), instansi, unit_id, 'Jabatan ' || p, 7, 1, 1, now(), now()
         FROM tenant, generate_series(1, $2) AS p",
    )
    .bind(TENANTS)
    .bind(positions)
    .execute(pool)
    .await?;
    sqlx::query(
        "INSERT INTO needs.workload_tasks (position_id, n, instansi, description, result_unit, volume, period, minutes)
         SELECT position_id, n, instansi, 'Tugas ' || n, 'berkas', (n * 37)::text || '.5', 'month', (n * 11)::text
         FROM needs.positions, generate_series(1, $1) AS n",
    )
    .bind(LINES)
    .execute(pool)
    .await?;
    for table in ["needs.positions", "needs.workload_tasks"] {
        sqlx::raw_sql(AssertSqlSafe(format!("VACUUM ANALYZE {table}"))).execute(pool).await?;
    }
    Ok(())
}
