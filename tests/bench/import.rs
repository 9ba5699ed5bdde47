//! Taking official results in: the RPC at size, and its write to the table in two ways.

use crate::{
    formations::person,
    ground::{Ground, TENANT},
    memory,
    options::Options,
    report::{Goal, Report},
    served::Served,
};
use anyhow::ensure;
use contracts::recruitment::v1::{self as pb, import_skd_results_request::Part, skd_row::Attendance};
use recruitment::{
    domain::{ranking::SkdOutcome, skd::SkdScore},
    store::results,
};
use siklus::calls::Calls;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use std::{
    collections::BTreeMap,
    fmt::Write,
    ops::Range,
    time::{Duration, Instant},
};
use uuid::Uuid;

const DATABASE: &str = "bench_import";
const VACANCIES: i64 = 1_000;
/// Rows that the service checks and writes at once.
const CHUNK: usize = 1_000;

/// An id of 16 bytes for each of a million rows: less than that means that no row is kept.
const FLAT: f64 = 15.0;

/// Imports two files of the basic test's results, the second four times the first; then only writes.
pub async fn run(ground: &Ground, options: &Options, report: &mut Report) -> anyhow::Result<()> {
    report.stage(
        "import",
        "ImportSkdResults over gRPC, one message a row: every row checked, written to its application and logged, in one \
         transaction; and the write alone, in turns by the service's statement (arrays, 1,000 rows each) and by COPY into a \
         temporary table that an UPDATE reads",
    );
    let (first, turn): (u64, u64) = options.pick((100_000, 25_000), (2_000, 10_000));
    let (second, written) = (4 * first, 6 * turn);
    let pool = ground.database(DATABASE, &[&recruitment::SERVICE]).await?;
    fill(&pool, first + second + written).await?;
    let settings = ground.settings(&recruitment::SERVICE, DATABASE)?;
    let served = Served::start_with(&settings, &[("SIKLUS__SERVER__TIMEOUT_SECONDS", "900")]).await?;
    ground.settle().await?;
    let mut peaks = Vec::new();
    for people in [1..first + 1, first + 1..first + second + 1] {
        let (rows, began) = (people.end - people.start, Instant::now());
        import(ground, &served, people).await?;
        let seconds = began.elapsed().as_secs_f64();
        report.add(format!("an import of {rows} rows"), rows as f64 / seconds, "rows/s", Goal::None);
        peaks.push(memory::peak(served.id()?)?);
    }
    let growth = (peaks[1] - peaks[0]) / ((second - first) as f64 / 1e6);
    report.add("growth of the service's peak memory a million rows", growth, "MiB", Goal::AtMost(FLAT));
    served.stop().await?;
    let role = ground.role("recruitment", DATABASE, 1).await?;
    let ways = writes(&mut *role.acquire().await?, first + second + 1, turn).await?;
    for (way, time) in ["arrays, 1,000 rows each", "COPY, 1,000 rows each", "COPY, all rows at once"].iter().zip(ways) {
        report.add(format!("written by {way}"), 2.0 * turn as f64 / time.as_secs_f64(), "rows/s", Goal::None);
    }
    let (arrays, copy) = (ways[0].as_secs_f64(), ways[1].min(ways[2]).as_secs_f64());
    report.add("time of the better COPY / of arrays", copy / arrays, "", Goal::None);
    pool.close().await;
    Ok(())
}

/// Vacancies that take results, and eligible applicants without any.
async fn fill(pool: &PgPool, applicants: u64) -> anyhow::Result<()> {
    sqlx::query(
        "INSERT INTO recruitment.vacancies (vacancy_id, instansi, state, need, position, position_title, unit_path, kind,
                                            seats, education, year, period, ruleset, programme, open_time, close_time,
                                            version, create_time, update_time)
         SELECT lpad(to_hex(n), 32, '0')::uuid, $1, 'administration_announced', n, n, 'Penyuluh Kesehatan', '', 'UMUM', 2, '{}',
                2024, '2024', 'cpns-2024', 'cpns', now(), now(), 3, now(), now()
         FROM generate_series(1, $2::bigint) AS n",
    )
    .bind(TENANT)
    .bind(VACANCIES)
    .execute(pool)
    .await?;
    sqlx::query(
        "INSERT INTO recruitment.applications (application_id, instansi, vacancy_id, period, participant_number, person_index,
                                               identity_key, identity_sealed, education, gpa_thousandths, submit_time,
                                               verdict, version)
         SELECT lpad(to_hex(n), 32, '0')::uuid, $1, lpad(to_hex(1 + n % $2::bigint), 32, '0')::uuid, '2024',
                lpad(n::text, 20, '0'), sha256(int8send(n)), decode(repeat('5a', 60), 'hex'),
                decode(repeat('5a', 74), 'hex'), 'S-1', 3450, now(), 'eligible', 2
         FROM generate_series(1, $3::bigint) AS n",
    )
    .bind(TENANT)
    .bind(VACANCIES)
    .bind(i64::try_from(applicants)?)
    .execute(pool)
    .await?;
    sqlx::raw_sql("VACUUM ANALYZE recruitment.applications").execute(pool).await?;
    Ok(())
}

async fn import(ground: &Ground, served: &Served, people: Range<u64>) -> anyhow::Result<()> {
    let calls = Calls::to_addresses(&BTreeMap::from([("recruitment", served.address)]), ground.issuer.clone())?;
    let header =
        pb::ImportHeader { parent: format!("instansi/{TENANT}"), strict: true, request_id: Uuid::new_v4().to_string() };
    let rows = people.end - people.start;
    let parts = std::iter::once(Part::Header(header)).chain(people.map(|n| Part::Row(row(n))));
    let messages = parts.map(|part| pb::ImportSkdResultsRequest { part: Some(part) });
    let taken = calls.applications("integration").import_skd_results(tokio_stream::iter(messages)).await?;
    let accepted = taken.into_inner().accepted;
    ensure!(accepted.unsigned_abs() == rows, "{accepted} rows of {rows} were taken");
    Ok(())
}

fn row(n: u64) -> pb::SkdRow {
    let (attendance, score) = outcome(n);
    let attendance = if attendance == "present" { Attendance::Present } else { Attendance::Absent };
    pb::SkdRow {
        participant_number: format!("{n:020}"),
        attendance: attendance.into(),
        twk: score.twk.into(),
        tiu: score.tiu.into(),
        tkp: score.tkp.into(),
        ..Default::default()
    }
}

fn outcome(n: u64) -> (&'static str, SkdScore) {
    match person(n).outcome {
        SkdOutcome::Scored(score) => ("present", score),
        SkdOutcome::Absent | SkdOutcome::Disqualified => ("absent", SkdScore { twk: 0, tiu: 0, tkp: 0 }),
    }
}

/// Writes twice in each way, in turns so that what drifts is in all; every row is written once.
async fn writes(connection: &mut PgConnection, mut next: u64, turn: u64) -> anyhow::Result<[Duration; 3]> {
    let mut ways = [Duration::ZERO; 3];
    for _ in 0..2 {
        for (way, time) in ways.iter_mut().enumerate() {
            let people: Vec<u64> = (next..next + turn).collect();
            next += turn;
            let mut tx =
                connection.begin_with(AssertSqlSafe(format!("BEGIN; SET LOCAL app.instansi = '{TENANT}'"))).await?;
            let began = Instant::now();
            match way {
                0 => by_arrays(&mut tx, &people).await?,
                1 => by_copy(&mut tx, &people, CHUNK).await?,
                _ => by_copy(&mut tx, &people, people.len()).await?,
            }
            *time += began.elapsed();
            tx.commit().await?;
        }
    }
    Ok(ways)
}

async fn by_arrays(connection: &mut PgConnection, people: &[u64]) -> anyhow::Result<()> {
    for chunk in people.chunks(CHUNK) {
        let taken: Vec<_> = chunk.iter().map(|n| (Uuid::from_u128((*n).into()), person(*n).outcome)).collect();
        results::save_skd(connection, &taken).await?;
    }
    Ok(())
}

async fn by_copy(connection: &mut PgConnection, people: &[u64], rows: usize) -> anyhow::Result<()> {
    // Row-level security takes no COPY: nothing but a table of one's own can be filled by it.
    sqlx::raw_sql(
        "CREATE TEMPORARY TABLE arrived (application_id uuid, attendance text, twk int, tiu int, tkp int) ON COMMIT DROP",
    )
    .execute(&mut *connection)
    .await?;
    for (nth, chunk) in people.chunks(rows).enumerate() {
        if nth > 0 {
            sqlx::raw_sql("TRUNCATE arrived").execute(&mut *connection).await?;
        }
        let mut text = String::new();
        for n in chunk {
            let (attendance, SkdScore { twk, tiu, tkp }) = outcome(*n);
            writeln!(text, "{}\t{attendance}\t{twk}\t{tiu}\t{tkp}", Uuid::from_u128((*n).into()))?;
        }
        let mut copy = connection.copy_in_raw("COPY arrived FROM STDIN").await?;
        copy.send(text.into_bytes()).await?;
        copy.finish().await?;
        let updated = sqlx::query(
            "UPDATE recruitment.applications
             SET skd_attendance = new.attendance, twk = new.twk, tiu = new.tiu, tkp = new.tkp, version = version + 1
             FROM arrived AS new WHERE applications.application_id = new.application_id",
        );
        ensure!(updated.execute(&mut *connection).await?.rows_affected() == chunk.len() as u64, "rows were lost");
    }
    Ok(())
}
