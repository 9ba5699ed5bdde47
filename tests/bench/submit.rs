//! Taking applications, against the same SQL by pgbench; and what one application costs.

use crate::{
    capture,
    cpu::{Cpu, Watch},
    ground::Ground,
    load::{self, Seen},
    options::Options,
    pgbench::Pgbench,
    report::{Goal, Report},
    served::Served,
};
use anyhow::{Context, ensure};
use sqlx::PgPool;
use std::time::Duration;

/// The service's database, and that of pgbench.
const SERVICE: &str = "bench_submit";
const SQL: &str = "bench_sql";

/// Alternates between service and pgbench, so that what drifts on the machine is in both.
pub async fn run(ground: &Ground, options: &Options, report: &mut Report) -> anyhow::Result<()> {
    report.stage(
        "submit",
        "SubmitApplication over gRPC (closed loop; the recruitment service in a process of its own, settings as shipped, \
         no trace collector) against its own SQL statements by pgbench -M prepared, in turns on one cluster",
    );
    let pgbench = pgbench(ground).await?;
    let pool = ground.database(SERVICE, &[&recruitment::SERVICE]).await?;
    load::open_vacancies(&pool).await?;
    let served = Served::start(&ground.settings(&recruitment::SERVICE, SERVICE)?).await?;
    let watch = Watch::new(served.id()?, backend(&pool).await?)?;
    let (rounds, time) = options.pick((4, Duration::from_secs(3)), (1, Duration::from_secs(1)));
    load::submit(ground, served.address, 8, time).await?;
    pgbench.run(8, time).await?;
    // Once and not before each round: after a checkpoint every page is logged whole when it first changes.
    ground.settle().await?;
    load::submit(ground, served.address, 8, time).await?;
    pgbench.run(8, time).await?;
    for clients in [1, 8, 32] {
        let mut sides = Sides::default();
        for _ in 0..rounds {
            let before = watch.now()?;
            let seen = load::submit(ground, served.address, clients, time).await?;
            sides.service(&seen, watch.now()? - before)?;
            let before = watch.now()?;
            let rate = pgbench.run(clients, time).await?;
            sides.sql(rate, time, watch.now()? - before);
        }
        sides.tell(clients, report);
    }
    served.stop().await?;
    pool.close().await;
    must_have_applied(ground).await
}

/// Every transaction of pgbench must have left what an application leaves: else the two sides did not do the same.
async fn must_have_applied(ground: &Ground) -> anyhow::Result<()> {
    let pool = ground.superuser(SQL).await?;
    let left = sqlx::query_as(
        "SELECT (SELECT count(*) FROM recruitment.applications), (SELECT count(*) FROM recruitment.log_leaves),
                (SELECT count(*) FROM recruitment.requests WHERE response <> ''),
                (SELECT count(*) FROM recruitment.audit)",
    );
    let (applications, leaves, answers, audited): (i64, i64, i64, i64) = left.fetch_one(&pool).await?;
    pool.close().await;
    let same = [leaves, answers, audited].iter().all(|rows| *rows == applications);
    ensure!(same, "{applications} applications, {leaves} leaves, {answers} answers, {audited} audit rows");
    Ok(())
}

/// Lets a service on a database of its own take a few applications while the server logs, and writes pgbench's script.
async fn pgbench(ground: &Ground) -> anyhow::Result<Pgbench> {
    let pool = ground.database(SQL, &[&recruitment::SERVICE]).await?;
    load::open_vacancies(&pool).await?;
    ground.execute(&format!("ALTER ROLE recruitment IN DATABASE {SQL} SET log_statement = 'all'")).await?;
    let served = Served::start(&ground.settings(&recruitment::SERVICE, SQL)?).await?;
    load::submit(ground, served.address, 1, Duration::from_millis(300)).await?;
    served.stop().await?;
    ground.execute(&format!("ALTER ROLE recruitment IN DATABASE {SQL} RESET log_statement")).await?;
    pool.close().await;
    Pgbench::new(ground, SQL, &capture::last_submission(&ground.log()?)?)
}

async fn backend(pool: &PgPool) -> anyhow::Result<u32> {
    let id: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(pool).await?;
    u32::try_from(id).context("a process id")
}

/// Both sides at one number of clients.
#[derive(Default)]
struct Sides {
    service_rates: Vec<f64>,
    sql_rates: Vec<f64>,
    time: Duration,
    taken: f64,
    transactions: f64,
    service_cpu: Cpu,
    sql_cpu: Cpu,
    medians: Vec<f64>,
    tails: Vec<f64>,
}

impl Sides {
    fn service(&mut self, seen: &Seen, cpu: Cpu) -> anyhow::Result<()> {
        let taken = f64::from(u32::try_from(seen.taken)?);
        self.service_rates.push(taken / seen.time.as_secs_f64());
        self.taken += taken;
        self.time += seen.time;
        self.service_cpu += cpu;
        self.medians.push(seen.latency.value_at_quantile(0.5) as f64 / 1000.0);
        self.tails.push(seen.latency.value_at_quantile(0.99) as f64 / 1000.0);
        Ok(())
    }

    fn sql(&mut self, rate: f64, time: Duration, cpu: Cpu) {
        self.sql_rates.push(rate);
        self.transactions += rate * time.as_secs_f64();
        self.sql_cpu += cpu;
    }

    fn tell(self, clients: u64, report: &mut Report) {
        let (service, sql) = (mean(&self.service_rates), mean(&self.sql_rates));
        report.add(format!("{clients} clients: service"), service, "/s", Goal::None);
        report.add(format!("{clients} clients: pgbench"), sql, "/s", Goal::None);
        report.add(format!("{clients} clients: service / pgbench"), service / sql, "", Goal::AtLeast(0.7));
        report.add(format!("{clients} clients: a call, p50"), mean(&self.medians), "ms", Goal::None);
        report.add(format!("{clients} clients: a call, p99"), mean(&self.tails), "ms", Goal::None);
        let (own, postgres) = (self.service_cpu.service / self.taken, self.service_cpu.postgres / self.taken);
        report.add(format!("{clients} clients: CPU of the service, each"), own, "ms", Goal::None);
        report.add(format!("{clients} clients: CPU of Postgres, each"), postgres, "ms", Goal::None);
        report.add(format!("{clients} clients: CPU of both, each"), own + postgres, "ms", Goal::AtMost(0.35));
        let client = self.service_cpu.client / self.taken;
        report.add(format!("{clients} clients: CPU of the load generator, each"), client, "ms", Goal::None);
        let others = self.service_cpu.others() / self.time.as_secs_f64() / 10.0;
        report.add(format!("{clients} clients: CPU of others beside the service"), others, "% of one", Goal::None);
        let bare = self.sql_cpu.postgres / self.transactions;
        report.add(format!("{clients} clients: CPU of Postgres under pgbench, each"), bare, "ms", Goal::None);
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}
