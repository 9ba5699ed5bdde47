//! Ranking the basic test by the service's domain, against ranking by the database.

use crate::{
    ground::{Ground, TENANT},
    options::Options,
    report::{Goal, Report},
};
use anyhow::{Context, ensure};
use flate2::read::GzDecoder;
use futures::{StreamExt, TryStreamExt, stream};
use recruitment::{
    domain::{ranking, ruleset::SelectionRuleset, skd::NeedKind},
    rulesets::Rulebook,
    store::results,
};
use sqlx::{AssertSqlSafe, PgPool};
use std::{
    fs::File,
    path::Path,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// Formations of the CPNS selection of 2024, as far as they were collected.
const FORMATIONS: u64 = 94_476;
/// Transactions at once, on both sides.
const PARALLEL: usize = 4;
const DATA: &str = "bench_ranking_data";

/// A row of competition.
type Formation = (Uuid, i32);

/// Ranks copies of the same data.
pub async fn run(ground: &Ground, options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let applicants: i32 = options.pick(1_000_000, 50_000);
    let (mut formations, source) = match &options.formations {
        Some(file) => (read(file)?, "real"),
        None => (made_up(), "made-up (no --formations)"),
    };
    formations.truncate(options.pick(usize::MAX, 4_000));
    let what = format!(
        "{applicants} made-up applicants of {} {source} formations; the service's own load, domain ranking and write-back \
         against one UPDATE from a window function, both a transaction a formation, {PARALLEL} at once, row-level security on, \
         without the RPC's audit row and lock; the same for all formations in one statement is only told",
        formations.len()
    );
    report.stage("ranking", &what);
    let ruleset = Rulebook::shipped()?.selection("cpns-2024")?.clone();
    prepare(ground, &formations, applicants).await?;
    let (service, by_service) = by_service(ground, &formations, &ruleset).await?;
    let (sql, by_sql) = by_sql(ground, &formations, &ruleset).await?;
    let (whole, by_whole) = whole(ground, &ruleset).await?;
    ensure!(by_service == by_sql && by_sql == by_whole, "the rankings differ");
    report.add("by the service", service.as_secs_f64(), "s", Goal::None);
    report.add("by a window function, formation by formation", sql.as_secs_f64(), "s", Goal::None);
    report.add("service / window function", service.as_secs_f64() / sql.as_secs_f64(), "", Goal::AtMost(2.0));
    report.add("by one statement for all", whole.as_secs_f64(), "s", Goal::None);
    report.add("service / one statement for all", service.as_secs_f64() / whole.as_secs_f64(), "", Goal::None);
    Ok(())
}

fn read(file: &Path) -> anyhow::Result<Vec<Formation>> {
    let file = File::open(file).with_context(|| format!("opening {}", file.display()))?;
    let mut rows = csv::Reader::from_reader(GzDecoder::new(file));
    let header = rows.headers()?.clone();
    let column =
        |name: &str| header.iter().position(|other| other == name).with_context(|| format!("no column {name}"));
    let (id, seats) = (column("formasi_id")?, column("jumlah_formasi")?);
    let formation = |row: csv::StringRecord| Ok((row[id].parse()?, row[seats].parse::<i32>()?.max(1)));
    rows.records().map(|row| formation(row?)).collect()
}

/// As many, with as many seats.
fn made_up() -> Vec<Formation> {
    let seats = |n: u64| if n.is_multiple_of(9) { 11 } else { 1 };
    (1..=FORMATIONS).map(|n| (Uuid::from_u128(n.into()), seats(n))).collect()
}

/// A database to copy: vacancies that are closed, and applications with the official results of the basic test.
async fn prepare(ground: &Ground, formations: &[Formation], applicants: i32) -> anyhow::Result<()> {
    let pool = ground.database(DATA, &[&recruitment::SERVICE]).await?;
    let ids: Vec<Uuid> = formations.iter().map(|(id, _)| *id).collect();
    let seats: Vec<i32> = formations.iter().map(|(_, seats)| *seats).collect();
    sqlx::query(
        "INSERT INTO recruitment.vacancies (vacancy_id, instansi, state, need, position, position_title, unit_path, kind,
                                            seats, education, year, period, ruleset, open_time, close_time, version,
                                            create_time, update_time)
         SELECT id, $1, 'administration_announced', id, id, '', '', 'UMUM', seats, '{}', 2025, 'cpns-2024', 'cpns-2024',
                now(), now(), 3, now(), now()
         FROM unnest($2::uuid[], $3::int[]) AS formation (id, seats)",
    )
    .bind(TENANT)
    .bind(&ids)
    .bind(&seats)
    .execute(&pool)
    .await?;
    // Every second applicant prefers what all prefer: some formations have hundreds of applicants, many have a few.
    sqlx::query(
        "INSERT INTO recruitment.applications (application_id, instansi, vacancy_id, period, participant_number, person_index,
                                               identity_key, identity_sealed, education, gpa_thousandths, submit_time,
                                               verdict, skd_attendance, twk, tiu, tkp, version)
         SELECT uuidv7(), $1, ($2::uuid[])[1 + floor(cardinality($2::uuid[]) * CASE n % 2 WHEN 0 THEN lot ELSE lot ^ 3 END)],
                'cpns-2024', lpad(n::text, 20, '0'), sha256(int4send(n)), decode(repeat('5a', 60), 'hex'),
                decode(repeat('5a', 74), 'hex'), 'S-1', 3450, now(), 'eligible', CASE WHEN n % 33 = 0 THEN 'absent' ELSE 'present' END,
                5 * (n % 33 <> 0)::int * random(8, 30), 5 * (n % 33 <> 0)::int * random(10, 35),
                (n % 33 <> 0)::int * random(130, 225), 2
         FROM (SELECT n, random() AS lot FROM generate_series(1, $3) AS n) AS person",
    )
    .bind(TENANT)
    .bind(&ids)
    .bind(applicants)
    .execute(&pool)
    .await?;
    sqlx::raw_sql("VACUUM ANALYZE recruitment.applications").execute(&pool).await?;
    pool.close().await;
    Ok(())
}

async fn by_service(
    ground: &Ground,
    formations: &[Formation],
    ruleset: &SelectionRuleset,
) -> anyhow::Result<(Duration, i64)> {
    let superuser = copy(ground, "bench_ranking_service").await?;
    let pool = ground.role("recruitment", "bench_ranking_service", PARALLEL as u32).await?;
    let mark = ruleset.pass_mark(NeedKind::Umum).context("no pass mark")?;
    let rank = |(id, seats): Formation| {
        let pool = pool.clone();
        async move {
            let mut tx = pool.begin_with(AssertSqlSafe(begin())).await?;
            let outcomes = results::skd_of(&mut tx, id).await?;
            let scored: Vec<_> = outcomes.iter().filter_map(|(id, outcome)| Some((*id, (*outcome)?))).collect();
            let placings = ranking::rank_skd(seats.unsigned_abs(), ruleset.multiplier, mark, &scored);
            results::save_skd_ranking(&mut tx, &placings).await?;
            anyhow::Ok(tx.commit().await?)
        }
    };
    let began = Instant::now();
    stream::iter(formations.iter().copied().map(rank)).buffer_unordered(PARALLEL).try_collect::<Vec<()>>().await?;
    Ok((began.elapsed(), checksum(superuser).await?))
}

async fn by_sql(
    ground: &Ground,
    formations: &[Formation],
    ruleset: &SelectionRuleset,
) -> anyhow::Result<(Duration, i64)> {
    let superuser = copy(ground, "bench_ranking_sql").await?;
    let pool = ground.role("recruitment", "bench_ranking_sql", PARALLEL as u32).await?;
    let sql = update(ruleset, "WHERE vacancy_id = $1")?;
    let rank = |(id, _): Formation| {
        let (pool, sql) = (pool.clone(), sql.as_str());
        async move {
            let mut tx = pool.begin_with(AssertSqlSafe(begin())).await?;
            sqlx::query(AssertSqlSafe(sql)).bind(id).execute(&mut *tx).await?;
            anyhow::Ok(tx.commit().await?)
        }
    };
    let began = Instant::now();
    stream::iter(formations.iter().copied().map(rank)).buffer_unordered(PARALLEL).try_collect::<Vec<()>>().await?;
    Ok((began.elapsed(), checksum(superuser).await?))
}

async fn whole(ground: &Ground, ruleset: &SelectionRuleset) -> anyhow::Result<(Duration, i64)> {
    let superuser = copy(ground, "bench_ranking_whole").await?;
    let pool = ground.role("recruitment", "bench_ranking_whole", 1).await?;
    let sql = update(ruleset, "")?;
    let began = Instant::now();
    let mut tx = pool.begin_with(AssertSqlSafe(begin())).await?;
    sqlx::query(AssertSqlSafe(sql)).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok((began.elapsed(), checksum(superuser).await?))
}

async fn copy(ground: &Ground, name: &str) -> anyhow::Result<PgPool> {
    let pool = ground.copy(name, DATA).await?;
    ground.settle().await?;
    Ok(pool)
}

fn begin() -> String {
    format!("BEGIN; SET LOCAL app.instansi = '{TENANT}'")
}

/// The same ranking as the domain's, told to the database.
fn update(ruleset: &SelectionRuleset, which: &str) -> anyhow::Result<String> {
    let mark = ruleset.pass_mark(NeedKind::Umum).context("no pass mark")?;
    let part = |name: &str, least: Option<u16>| format!("{name} >= {}", least.unwrap_or_default());
    let passes = [part("twk", mark.twk), part("tiu", mark.tiu), part("tkp", mark.tkp)].join(" AND ");
    let total = mark.total.unwrap_or_default();
    Ok(format!(
        "UPDATE recruitment.applications
         SET skd_code = ranked.code, skd_rank = ranked.rank, version = version + 1
         FROM (SELECT application_id,
                      CASE WHEN skd_attendance = 'absent' THEN 'TH' WHEN NOT passes THEN 'TL'
                           WHEN rank <= seats * {multiplier} THEN 'P/L' ELSE 'P' END AS code,
                      CASE WHEN passes THEN rank END AS rank
               FROM (SELECT application_id, vacancy_id, skd_attendance, passes,
                            (rank() OVER (PARTITION BY vacancy_id, passes
                                          ORDER BY twk + tiu + tkp DESC, tkp DESC, tiu DESC, twk DESC))::int AS rank
                     FROM (SELECT *, skd_attendance = 'present' AND {passes} AND twk + tiu + tkp >= {total} AS passes
                           FROM recruitment.applications {which}) AS marked) AS ordered
               JOIN recruitment.vacancies USING (vacancy_id)) AS ranked
         WHERE applications.application_id = ranked.application_id",
        multiplier = ruleset.multiplier,
    ))
}

/// The same number for the same ranking; frees the superuser's connections.
async fn checksum(pool: PgPool) -> anyhow::Result<i64> {
    let sum = sqlx::query_scalar(
        "SELECT sum(hashtext(application_id::text || skd_code || coalesce(skd_rank, 0)::text))::bigint
         FROM recruitment.applications",
    );
    let sum = sum.fetch_one(&pool).await?;
    pool.close().await;
    Ok(sum)
}
