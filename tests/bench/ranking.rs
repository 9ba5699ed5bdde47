//! Ranking a national selection by the service's own code, against ranking by the database.

use crate::{
    counting,
    crowd::{self, DATA},
    formations::{self, Formation},
    ground::Ground,
    memory,
    options::Options,
    pipe::Deaf,
    report::{Goal, Report},
};
use anyhow::{Context, ensure};
use contracts::{Access, recruitment::v1 as pb};
use futures::{StreamExt, TryStreamExt, stream};
use platform::{Actor, App, Clock, Kit, Scope, Tenant, grpc::Call, sensitive::Vault};
use recruitment::{
    commands,
    domain::{
        final_ranking::{FinalCandidate, rank_final_by, rank_rounded},
        identity::birth_date_of,
        integration::Integration,
        ranking,
        ruleset::SelectionRuleset,
        skb_outcome::SkbOutcome,
    },
    error::Error,
    rulesets::Rulebook,
    store::{
        finals::{self, FinalLine, Finalist},
        results,
    },
};
use sqlx::{AssertSqlSafe, PgConnection, PgPool};
use std::{collections::HashMap, sync::Arc, time::Duration, time::Instant};
use tonic::{Request, service::Routes};
use uuid::Uuid;

/// Transactions at once, on both sides.
const PARALLEL: usize = 4;
const BY_SERVICE: &str = "bench_ranking_service";
const BY_SQL: &str = "bench_ranking_sql";
/// An id of 16 bytes for each of a million applicants: less than that means that nobody is kept.
const FLAT: f64 = 15.0;

/// What the two sides that write do.
const WRITTEN: &str = "the service's own load, domain and write-back against UPDATEs from window functions: basic test, final \
    order (exact and as printed), each a transaction a formation, four at once, row-level security on, without the RPC's \
    audit row and lock; the passes for unfilled seats, a command an instansi with all that belongs to it, count for the \
    service only";

/// Ranks copies of the same data, then the same people without a database.
pub async fn run(ground: &Ground, options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let applicants: u64 = options.pick(4_000_000, 50_000);
    let file = options.formations.as_deref();
    let formations = formations::all(file, options.pick(usize::MAX, 4_000), applicants)?;
    let largest = formations.iter().map(|formation| formation.people.clone().count()).max();
    let whose = format!(
        "{applicants} made-up applicants of {} {} formations, {} for the most wanted",
        formations.len(),
        if file.is_some() { "real" } else { "made-up (no --formations)" },
        largest.unwrap_or_default(),
    );
    let ruleset = Rulebook::shipped()?.selection("cpns-2024")?.clone();
    crowd::prepare(ground, &formations, &ruleset).await?;
    let mut moved = None;
    if options.wants("ranking") {
        report.stage("ranking", &format!("{whose}; {WRITTEN}"));
        moved = Some(written(ground, &formations, &ruleset, report).await?);
    }
    if options.wants("counting") {
        report.stage("counting", &format!("{whose}; {}", counting::COUNTED));
        counting::run(ground, &formations, &ruleset, moved, report).await?;
    }
    Ok(())
}

/// Ranks through the database on both sides; returns how many people the passes moved.
async fn written(
    ground: &Ground,
    formations: &[Formation],
    ruleset: &SelectionRuleset,
    report: &mut Report,
) -> anyhow::Result<i64> {
    let integration = ruleset.integration()?;
    let service = by_service(ground, formations, ruleset, &integration, report).await?;
    let sql = by_sql(ground, formations, ruleset, &integration).await?;
    ensure!(service.checksum == sql.checksum, "the rankings differ");
    let (ours, theirs) = ((service.ranked + service.filled).as_secs_f64(), sql.ranked.as_secs_f64());
    report.add("by the service, without the passes", service.ranked.as_secs_f64(), "s", Goal::None);
    report.add("passes by the service", service.filled.as_secs_f64(), "s", Goal::None);
    report.add("by window functions", theirs, "s", Goal::None);
    report.add("service with passes / window functions", ours / theirs, "", Goal::AtMost(2.0));
    Ok(service.moved)
}

/// What one side did.
struct Side {
    ranked: Duration,
    filled: Duration,
    checksum: i64,
    moved: i64,
}

async fn by_service(
    ground: &Ground,
    formations: &[Formation],
    ruleset: &SelectionRuleset,
    integration: &Integration,
    report: &mut Report,
) -> anyhow::Result<Side> {
    let superuser = copy(ground, BY_SERVICE).await?;
    let pool = ground.role("recruitment", BY_SERVICE, PARALLEL as u32).await?;
    let kit = kit(ground).await?;
    let rank = |formation| rank(&pool, &kit.vault, ruleset, integration, formation);
    let (mut ranked, mut peaks) = (Duration::ZERO, Vec::new());
    memory::forget(std::process::id())?;
    for part in parts(formations) {
        let began = Instant::now();
        stream::iter(part.iter().map(rank)).buffer_unordered(PARALLEL).try_collect::<Vec<()>>().await?;
        ranked += began.elapsed();
        let people = part.last().map_or(0, |last| last.people.end) as f64 / 1e6;
        peaks.push((people, memory::peak(std::process::id())?));
        report.add(
            format!("peak memory when {people:.3} million were ranked"),
            peaks[peaks.len() - 1].1,
            "MiB",
            Goal::None,
        );
    }
    if let [(few, before), .., (many, after)] = peaks[..] {
        report.add("growth of the peak a million", (after - before) / (many - few), "MiB", Goal::AtMost(FLAT));
    }
    let checksum = checksum(&superuser).await?;
    // Seats are filled from and into results that are public and certain; nobody can object to these.
    sqlx::query("UPDATE recruitment.vacancies SET state = 'published'").execute(&superuser).await?;
    memory::forget(std::process::id())?;
    let began = Instant::now();
    let moved = fill(&kit, formations).await?;
    let filled = began.elapsed();
    report.add("peak memory in the passes", memory::peak(std::process::id())?, "MiB", Goal::None);
    superuser.close().await;
    Ok(Side { ranked, filled, checksum, moved })
}

/// A quarter, another one, and the rest of the people: with all, one, two and four million.
fn parts(formations: &[Formation]) -> [&[Formation]; 3] {
    let people = formations.last().map_or(0, |last| last.people.end);
    let until = |quarters: u64| formations.partition_point(|one| one.people.end <= people * quarters / 4);
    let (one, two) = (until(1), until(2));
    [&formations[..one], &formations[one..two], &formations[two..]]
}

/// What the service holds, on the copy of the data; the streams are those of the original.
async fn kit(ground: &Ground) -> anyhow::Result<Kit> {
    let mut settings = ground.settings(&recruitment::SERVICE, BY_SERVICE)?;
    settings.nats.prefix = DATA.to_owned();
    settings.database.pool = PARALLEL as u32;
    let app = App::build(&recruitment::SERVICE, &settings, Clock::System, Deaf, |_| Routes::default()).await?;
    Ok(app.kit().clone())
}

async fn rank(
    pool: &PgPool,
    vault: &Vault,
    ruleset: &SelectionRuleset,
    integration: &Integration,
    formation: &Formation,
) -> anyhow::Result<()> {
    let (quota, id) = (formation.seats.unsigned_abs(), formation.id);
    let mark = ruleset.mark_of(formation.kind, &formation.title).context("no pass mark")?;
    let mut tx = pool.begin_with(AssertSqlSafe(begin(formation))).await?;
    let outcomes = results::skd_of(&mut tx, id).await?;
    let scored: Vec<_> = outcomes.iter().filter_map(|(id, outcome)| Some((*id, (*outcome)?))).collect();
    let placings = ranking::rank_skd(quota, ruleset.multiplier, mark, &scored);
    results::save_skd_ranking(&mut tx, &placings).await?;
    tx.commit().await?;
    let mut tx = pool.begin_with(AssertSqlSafe(begin(formation))).await?;
    rank_final(&mut tx, vault, ruleset, integration, (quota, id)).await?;
    Ok(tx.commit().await?)
}

/// What the command of the same name does between its lock and its audit row.
async fn rank_final(
    connection: &mut PgConnection,
    vault: &Vault,
    ruleset: &SelectionRuleset,
    integration: &Integration,
    (quota, id): (u32, Uuid),
) -> anyhow::Result<()> {
    let finalists = finals::finalists(connection, id).await?;
    let candidates: anyhow::Result<Vec<_>> =
        finalists.iter().map(|finalist| candidate(vault, integration, finalist)).collect();
    let (candidates, denominator) = (candidates?, integration.denominator());
    let exact = rank_final_by(&ruleset.tie_breaks, quota, &candidates);
    let rounded = rank_rounded(&ruleset.tie_breaks, quota, denominator, &candidates);
    let points: HashMap<Uuid, _> = candidates.iter().map(|one| (one.id, one.points)).collect();
    let rounded: HashMap<Uuid, _> = rounded.into_iter().map(|placing| (placing.id, placing)).collect();
    let lines = exact.into_iter().map(|placing| FinalLine {
        points: points[&placing.id],
        rounded: rounded[&placing.id],
        placing,
    });
    Ok(finals::save_ranking(connection, denominator, &lines.collect::<Vec<_>>()).await?)
}

fn candidate(vault: &Vault, integration: &Integration, finalist: &Finalist) -> anyhow::Result<FinalCandidate<Uuid>> {
    let Some(SkbOutcome::Marked(scores)) = &finalist.skb else { anyhow::bail!("a finalist without a mark") };
    let record = vault.open(finalist.id.as_bytes(), &finalist.identity)?;
    Ok(FinalCandidate {
        id: finalist.id,
        points: integration.final_points(finalist.skd.total(), scores)?,
        skd: finalist.skd,
        gpa: finalist.gpa,
        birth_date: birth_date_of(&String::from_utf8_lossy(&record)).context("no birth date")?,
    })
}

/// The command itself for every instansi, one after the other; returns how many people moved.
async fn fill(kit: &Kit, formations: &[Formation]) -> anyhow::Result<i64> {
    let rulebook = Rulebook::shipped()?;
    let actor = Arc::new(Actor { subject: "bench".into(), roles: Vec::new(), tenants: vec!["-".to_owned()] });
    let mut moved = 0;
    for of_instansi in formations.chunk_by(|left, right| left.tenant == right.tenant) {
        let tenant: Tenant = of_instansi[0].tenant.parse()?;
        let mut request = Request::new(pb::FillUnfilledSeatsRequest::default());
        let access = Access::Permission("bench");
        request.extensions_mut().insert(Call { method: "/bench/Fill", access, actor: actor.clone() });
        let parse = |_: &pb::FillUnfilledSeatsRequest| Ok((Scope::of(tenant, "bench"), ()));
        let command = async |work: &mut platform::Work<'_>, ()| {
            let filled = commands::fill_unfilled_seats(work, crowd::PERIOD.to_owned(), &rulebook).await?;
            Ok::<_, Error>(pb::FillUnfilledSeatsResponse { moved: filled.moved as i32, ..Default::default() })
        };
        moved += i64::from(kit.write(request, parse, command).await?.into_inner().moved);
    }
    Ok(moved)
}

async fn by_sql(
    ground: &Ground,
    formations: &[Formation],
    ruleset: &SelectionRuleset,
    integration: &Integration,
) -> anyhow::Result<Side> {
    let superuser = copy(ground, BY_SQL).await?;
    let pool = ground.role("recruitment", BY_SQL, PARALLEL as u32).await?;
    let statements = [update_skd(ruleset), update_final(ruleset, integration)];
    let rank = |formation: &Formation| {
        let (pool, statements, begin, id) = (pool.clone(), statements.each_ref(), begin(formation), formation.id);
        async move {
            for sql in statements {
                let mut tx = pool.begin_with(AssertSqlSafe(begin.as_str())).await?;
                sqlx::query(AssertSqlSafe(sql.as_str())).bind(id).execute(&mut *tx).await?;
                tx.commit().await?;
            }
            anyhow::Ok(())
        }
    };
    let began = Instant::now();
    stream::iter(formations.iter().map(rank)).buffer_unordered(PARALLEL).try_collect::<Vec<()>>().await?;
    let ranked = began.elapsed();
    let checksum = checksum(&superuser).await?;
    superuser.close().await;
    Ok(Side { ranked, filled: Duration::ZERO, checksum, moved: 0 })
}

async fn copy(ground: &Ground, name: &str) -> anyhow::Result<PgPool> {
    let pool = ground.copy(name, DATA).await?;
    ground.settle().await?;
    Ok(pool)
}

fn begin(formation: &Formation) -> String {
    format!("BEGIN; SET LOCAL app.instansi = '{}'", formation.tenant)
}

/// The same ranking as the domain's, told to the database.
fn update_skd(ruleset: &SelectionRuleset) -> String {
    format!(
        "UPDATE recruitment.applications
         SET skd_code = ranked.code, skd_rank = ranked.rank, version = version + 1
         FROM (SELECT application_id,
                      CASE WHEN skd_attendance = 'absent' THEN 'TH' WHEN NOT passes THEN 'TL'
                           WHEN rank <= seats * {multiplier} THEN 'P/L' ELSE 'P' END AS code,
                      CASE WHEN passes THEN rank END AS rank
               FROM (SELECT application_id, skd_attendance, passes, seats,
                            (rank() OVER (PARTITION BY passes
                                          ORDER BY twk + tiu + tkp DESC, tkp DESC, tiu DESC, twk DESC))::int AS rank
                     FROM (SELECT applications.*, seats, skd_attendance = 'present' AND {meets} AS passes
                           FROM recruitment.applications JOIN recruitment.vacancies USING (vacancy_id)
                                JOIN bench_marks USING (kind)
                           WHERE vacancy_id = $1) AS marked) AS ordered) AS ranked
         WHERE applications.application_id = ranked.application_id",
        multiplier = ruleset.multiplier,
        meets = crowd::MEETS,
    )
}

fn update_final(ruleset: &SelectionRuleset, integration: &Integration) -> String {
    let (points, denominator) = (crowd::points(ruleset, integration), integration.denominator());
    format!(
        "UPDATE recruitment.applications
         SET final_points = ranked.points, final_denominator = {denominator}, final_rank = ranked.rank,
             decision = ranked.decision, rounded_rank = ranked.printed_rank, rounded_decision = ranked.printed_decision,
             rounding_alert = (ranked.rank, ranked.decision) <> (ranked.printed_rank, ranked.printed_decision),
             version = version + 1
         FROM (SELECT application_id, points, rank, printed_rank, {decision} AS decision, {printed_decision} AS printed_decision
               FROM (SELECT application_id, points, seats, {ranks}
                     FROM (SELECT applications.*, seats, {points} AS points
                           FROM recruitment.applications JOIN recruitment.vacancies USING (vacancy_id)
                           WHERE vacancy_id = $1 AND skd_code = 'P/L') AS pointed
                     {windows}) AS ordered) AS ranked
         WHERE applications.application_id = ranked.application_id",
        decision = crowd::decision("rank", "upto"),
        printed_decision = crowd::decision("printed_rank", "printed_upto"),
        ranks = crowd::RANKS,
        windows = crowd::windows("", denominator),
    )
}

/// The same number for the same ranking.
async fn checksum(pool: &PgPool) -> anyhow::Result<i64> {
    let sum = sqlx::query_scalar(
        "SELECT sum(hashtext(concat_ws('|', application_id, skd_code, skd_rank, final_points, final_denominator, final_rank,
                                       decision, rounded_rank, rounded_decision, rounding_alert)))::bigint
         FROM recruitment.applications",
    );
    Ok(sum.fetch_one(pool).await?)
}
