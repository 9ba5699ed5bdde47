//! People in service taken into records: `ImportServants` at two sizes, each person with a seat, a rank and a diploma.

use crate::{
    ground::Ground,
    options::Options,
    report::{Goal, Report},
};
use anyhow::ensure;
use contracts::{
    career::v1::{ImportServantsRequest, ServantImportHeader, ServantRow, import_servants_request::Part},
    google::r#type::Date,
};
use platform::{Clock, Settings};
use siklus::calls::Calls;
use sqlx::PgPool;
use std::{collections::BTreeMap, time::Instant};
use tokio_util::sync::CancellationToken;

const DATABASE: &str = "bench_careers_import";
/// Seats of each position.
const SEATS: i64 = 10;
/// Units of an instansi, so that many positions have the same title.
const UNITS: i64 = 500;

const POSITIONS: &str = "INSERT INTO career.positions (position, instansi, version, title, unit, unit_path, job_type)
     SELECT 'instansi/' || $1 || '/positions/' || md5($1 || '-' || p)::uuid, $1, 1, 'Jabatan ' || p / $3,
            'instansi/' || $1 || '/units/' || md5(p::text)::uuid, 'UNIT ' || p % $3, 'pelaksana'
     FROM generate_series(0, $2::bigint - 1) AS p";

/// Imports two files into an instansi each: a row of the larger one takes hardly longer.
pub async fn run(ground: &Ground, options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let sizes: &[i64] = options.pick(&[10_000, 40_000], &[500, 2_000]);
    let pool = ground.database(DATABASE, &[&career::SERVICE]).await?;
    let settings: Settings<career::config::Rules> = ground.settings_of(&career::SERVICE, DATABASE)?;
    let app = career::app::build(&settings, Clock::System).await?;
    let (address, stop) = (app.address()?, CancellationToken::new());
    let running = tokio::spawn(app.run(stop.clone()));
    let calls = Calls::to_addresses(&BTreeMap::from([("career", address)]), ground.issuer.clone())?;
    ground.settle().await?;
    let mut each = Vec::new();
    for (tenant, rows) in (1000_i64..).zip(sizes) {
        let seconds = import(&pool, &calls, tenant, *rows).await?;
        report.add(format!("an import of {rows} servants"), *rows as f64 / seconds, "rows/s", Goal::None);
        each.push(seconds / *rows as f64);
    }
    if let [first, .., last] = each.as_slice() {
        report.add("a row of the largest import against one of the smallest", last / first, "", Goal::AtMost(1.3));
    }
    stop.cancel();
    running.await??;
    pool.close().await;
    Ok(())
}

async fn import(pool: &PgPool, calls: &Calls, tenant: i64, rows: i64) -> anyhow::Result<f64> {
    let told = sqlx::query(POSITIONS).bind(tenant.to_string()).bind(rows / SEATS + 1).bind(UNITS);
    told.execute(pool).await?;
    sqlx::raw_sql("VACUUM ANALYZE career.positions").execute(pool).await?;
    let header = ServantImportHeader { parent: format!("instansi/{tenant}"), strict: true, ..Default::default() };
    let parts = std::iter::once(Part::Header(header)).chain((0..rows).map(move |n| Part::Row(row(tenant, n))));
    let messages = parts.map(|part| ImportServantsRequest { part: Some(part) });
    let began = Instant::now();
    let taken = calls.record_exchange("hr_officer").import_servants(tokio_stream::iter(messages)).await?.into_inner();
    ensure!(taken.accepted == rows && taken.warnings.is_empty(), "{} of {rows} servants were taken", taken.accepted);
    Ok(began.elapsed().as_secs_f64())
}

/// A made-up person: the numbers tell the birth date, the month of appointment and a sequence.
fn row(tenant: i64, n: i64) -> ServantRow {
    let (day, sequence) = (n / 999, n % 999 + 1);
    let (year, month, day) = (1980 + (tenant - 1000) % 10, day / 28 % 12 + 1, day % 28 + 1);
    let position = n / SEATS;
    let on = |year, month, day| Some(Date { year, month, day });
    ServantRow {
        nip: format!("{year:04}{month:02}{day:02}2010011{sequence:03}"),
        nik: format!("990000{day:02}{month:02}{:02}{sequence:04}", year % 100),
        full_name: format!("Pegawai {n}"),
        birth_date: on(year as i32, month as i32, day as i32),
        employment: "PNS".into(),
        appointment_date: on(2010, 1, 1),
        rank: "III/b".into(),
        rank_start_date: on(2022, 4, 1),
        service_years: 12,
        education: "S1".into(),
        graduation_year: 2005,
        unit_path: format!("UNIT {}", position % UNITS),
        title: format!("Jabatan {}", position / UNITS),
        post_start_date: on(2015, 3, 1),
        ..Default::default()
    }
}
