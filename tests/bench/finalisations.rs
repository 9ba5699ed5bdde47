//! The last week of January: accepted ratings of several instansi become final, and each is told.

use crate::{
    ground::Ground,
    options::Options,
    report::{Goal, Report},
};
use anyhow::ensure;
use contracts::evaluation::v1::{FinaliseAppraisalsRequest, finalise_appraisals_request::Item};
use futures::{StreamExt, TryStreamExt, stream};
use platform::{Clock, Settings};
use siklus::calls::Calls;
use sqlx::PgPool;
use std::{collections::BTreeMap, net::SocketAddr, time::Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Regional governments.
const TENANTS: i64 = 8;
/// Calls at once.
const PARALLEL: usize = 4;
/// Ratings of one call, as many as it takes.
const MOST: usize = 1_000;

const SERVANTS: &str = "INSERT INTO evaluation.servants (servant, instansi, position, appointment_date)
     SELECT 'instansi/' || (1000 + tenant) || '/servants/' || uuidv7(), (1000 + tenant)::text, 'x', '2015-03-01'
     FROM generate_series(0, $1 - 1) AS tenant, generate_series(1, $2)";

/// All are accepted; half of the ratings come from plans, the others were given without one.
const RATINGS: &str =
    "INSERT INTO evaluation.appraisals (appraisal_id, instansi, state, servant, year, result, behaviour, stage, superior, unit,
                                        approach, ruleset, object_until, version, create_time, update_time)
     SELECT uuidv7(), instansi, 'rated', servant, 2025, 'meets', 'meets', 'accepted', 'x', 'x',
            CASE WHEN planned THEN 'quantitative' ELSE '' END, 'skp-permenpanrb-6-2022', '2026-01-20', 2, now(), now()
     FROM (SELECT servant, instansi, row_number() OVER (ORDER BY servant) % 2 = 0 AS planned FROM evaluation.servants) AS who";

/// Makes the ratings of a province final.
pub async fn run(ground: &Ground, options: &Options, report: &mut Report) -> anyhow::Result<()> {
    report.stage(
        "finalisations",
        "FinaliseAppraisals over gRPC for 8 instansi, four calls at once, a thousand ratings a call, half of them of \
         plans: each locked, checked, saved under its next version with its last step, and told in the outbox",
    );
    let ratings = options.pick(75_000, 4_000);
    let seconds = province(ground, ratings).await?;
    report.add(format!("{ratings} ratings made final"), seconds, "s", Goal::None);
    report.add("ratings made final", ratings as f64 / seconds, "/s", Goal::AtLeast(500.0));
    Ok(())
}

async fn province(ground: &Ground, ratings: i64) -> anyhow::Result<f64> {
    let database = "bench_finalisations";
    let pool = ground.database(database, &[&evaluation::SERVICE]).await?;
    sqlx::query(SERVANTS).bind(TENANTS).bind(ratings / TENANTS).execute(&pool).await?;
    sqlx::query(RATINGS).execute(&pool).await?;
    sqlx::raw_sql("VACUUM ANALYZE evaluation.appraisals").execute(&pool).await?;
    let requests = requests(&pool).await?;
    let settings: Settings<evaluation::config::Rules> = ground.settings_of(&evaluation::SERVICE, database)?;
    let app = evaluation::app::build(&settings, Clock::System).await?;
    let (address, stop) = (app.address()?, CancellationToken::new());
    let running = tokio::spawn(app.run(stop.clone()));
    ground.settle().await?;
    let seconds = measure(ground, address, requests, ratings).await?;
    stop.cancel();
    running.await??;
    let told: i64 =
        sqlx::query_scalar("SELECT count(*) FROM evaluation.appraisals WHERE state = 'final'").fetch_one(&pool).await?;
    ensure!(told == ratings, "{told} ratings are final");
    pool.close().await;
    Ok(seconds)
}

/// A request for each thousand ratings of an instansi.
async fn requests(pool: &PgPool) -> anyhow::Result<Vec<FinaliseAppraisalsRequest>> {
    let rows: Vec<(String, Uuid)> =
        sqlx::query_as("SELECT instansi, appraisal_id FROM evaluation.appraisals ORDER BY instansi, appraisal_id")
            .fetch_all(pool)
            .await?;
    let mut of_tenant: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    for (tenant, id) in rows {
        let name = format!("instansi/{tenant}/appraisals/{id}");
        of_tenant.entry(tenant).or_default().push(Item { name, etag: "\"2\"".to_owned() });
    }
    let mut requests = Vec::new();
    for (tenant, items) in of_tenant {
        for part in items.chunks(MOST) {
            let (parent, items) = (format!("instansi/{tenant}"), part.to_vec());
            requests.push(FinaliseAppraisalsRequest { parent, items, request_id: Uuid::now_v7().to_string() });
        }
    }
    Ok(requests)
}

async fn measure(
    ground: &Ground,
    address: SocketAddr,
    requests: Vec<FinaliseAppraisalsRequest>,
    ratings: i64,
) -> anyhow::Result<f64> {
    let addresses: BTreeMap<&'static str, SocketAddr> = BTreeMap::from([("evaluation", address)]);
    let calls = Calls::to_addresses(&addresses, ground.issuer.clone())?;
    let began = Instant::now();
    let finalised: i64 = stream::iter(requests)
        .map(|request| finalise(&calls, request))
        .buffer_unordered(PARALLEL)
        .try_fold(0, async |sum, one| Ok(sum + one))
        .await?;
    let seconds = began.elapsed().as_secs_f64();
    ensure!(finalised == ratings, "{finalised} ratings became final");
    Ok(seconds)
}

async fn finalise(calls: &Calls, request: FinaliseAppraisalsRequest) -> anyhow::Result<i64> {
    let done = calls.appraisals("integration").finalise_appraisals(request).await?.into_inner();
    Ok(done.finalised)
}
