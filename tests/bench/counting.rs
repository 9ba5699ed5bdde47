//! The same selection without writing anything: the service's domain over people in memory, against window functions over a
//! bare table of the same people.

use crate::{
    crowd::{self, DATA},
    formations::{Formation, Person, person},
    ground::Ground,
    report::{Goal, Report},
};
use anyhow::{Context, ensure};
use recruitment::domain::{
    final_ranking::{FinalCandidate, FinalOutcome, FinalPlacing, rank_final_by, rank_rounded},
    integration::{FinalPoints, Integration, SkbScores},
    ranking::{SkdOutcome, rank_skd},
    result_code::SkdCode,
    ruleset::SelectionRuleset,
    skd::NeedKind,
    unfilled_seats::{Row, Rules, RunnerUp, fill},
};
use sqlx::{AssertSqlSafe, PgPool};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// What the two sides do.
pub const COUNTED: &str = "nothing is written: marks, 3x, final order (exact and as printed) and the passes by the domain on \
    one core with the people in memory, against window functions over a bare table of the same people, parallel plans \
    and 1 GB a sort, without the passes";

/// Counts both ways; `moved` is how many the service itself moved, where it ran.
pub async fn run(
    ground: &Ground,
    formations: &[Formation],
    ruleset: &SelectionRuleset,
    moved: Option<i64>,
    report: &mut Report,
) -> anyhow::Result<()> {
    let integration = ruleset.integration()?;
    let (sums, sql) = by_sql(ground, ruleset, &integration).await?;
    let people: Vec<Vec<Person>> = formations.iter().map(|one| one.people.clone().map(person).collect()).collect();
    let (mut counted, mut at) = (Counted::default(), 0);
    let began = Instant::now();
    for of_instansi in formations.chunk_by(|left, right| left.tenant == right.tenant) {
        let people = &people[at..at + of_instansi.len()];
        at += of_instansi.len();
        instansi(&mut counted, ruleset, &integration, of_instansi, people)?;
    }
    let domain = began.elapsed();
    ensure!(counted.sums == sums, "the rankings in memory differ: {:?}, {sums:?}", counted.sums);
    ensure!(moved.is_none_or(|moved| moved == counted.moved), "{} moved in memory, {moved:?} written", counted.moved);
    report.add("people whom the passes moved", counted.moved as f64, "", Goal::None);
    let (domain, sql) = (domain.as_secs_f64(), sql.as_secs_f64());
    report.add("in memory: marks, 3x, final order, passes", domain, "s", Goal::AtMost(5.0));
    report.add("window functions over a bare table, nothing written", sql, "s", Goal::None);
    report.add("in memory / window functions", domain / sql, "", Goal::AtMost(2.0));
    Ok(())
}

/// What came out, and sums that are the same for the same ranks.
#[derive(Default)]
struct Counted {
    sums: (i64, i64),
    moved: i64,
}

/// Ranks every row of an instansi, then fills its free seats. One core, one row after the other.
fn instansi(
    counted: &mut Counted,
    ruleset: &SelectionRuleset,
    integration: &Integration,
    formations: &[Formation],
    people: &[Vec<Person>],
) -> anyhow::Result<()> {
    let general = ruleset.pass_mark(NeedKind::Umum).context("no general mark")?;
    let (mut rows, mut runners_up) = (Vec::with_capacity(formations.len()), Vec::new());
    for (at, (formation, people)) in formations.iter().zip(people).enumerate() {
        let (free, left) = rank(counted, ruleset, integration, formation, people)?;
        rows.push(Row {
            title: &formation.title,
            unit_path: &formation.unit,
            kind: formation.kind,
            education: &formation.education,
            general_mark: general,
            free,
        });
        runners_up.extend(left.into_iter().map(|(candidate, person)| RunnerUp {
            id: candidate.id,
            row: at,
            education: &formation.education[person.degree % formation.education.len()],
            points: FinalPoints { points: candidate.points, denominator: integration.denominator() },
            tie_breakers: candidate.tie_breakers(),
        }));
    }
    let rules = Rules { passes: &ruleset.passes, tie_breaks: &ruleset.tie_breaks };
    counted.moved += fill(&rules, &rows, &runners_up).moved.len() as i64;
    Ok(())
}

type Left<'a> = Vec<(FinalCandidate<Uuid>, &'a Person)>;

/// Ranks a row; returns its free seats and who got none.
fn rank<'a>(
    counted: &mut Counted,
    ruleset: &SelectionRuleset,
    integration: &Integration,
    formation: &Formation,
    people: &'a [Person],
) -> anyhow::Result<(u32, Left<'a>)> {
    let quota = formation.seats.unsigned_abs();
    let mark = ruleset.mark_of(formation.kind, &formation.title).context("no pass mark")?;
    let scored: Vec<(Uuid, SkdOutcome)> = people.iter().map(|person| (person.id, person.outcome)).collect();
    let first = formation.people.start;
    let of = |id: Uuid| &people[(number(id) - first) as usize];
    let mut candidates = Vec::new();
    for (id, code, rank) in rank_skd(quota, ruleset.multiplier, mark, &scored) {
        counted.sums.0 += weight(id) * (i64::from(rank.unwrap_or_default()) * 5 + code as i64);
        let (person, SkdOutcome::Scored(skd)) = (of(id), of(id).outcome) else { continue };
        if code == SkdCode::PassedToSkb {
            let points = integration.final_points(skd.total(), &SkbScores::cat_only(person.skb))?;
            candidates.push(FinalCandidate { id, points, skd, gpa: person.gpa, birth_date: person.birth_date });
        }
    }
    let exact = rank_final_by(&ruleset.tie_breaks, quota, &candidates);
    let printed = rank_rounded(&ruleset.tie_breaks, quota, integration.denominator(), &candidates);
    counted.sums.1 += final_sum(&exact) + 7 * final_sum(&printed);
    let outcome = |wanted| exact.iter().filter(move |placing| placing.outcome == wanted).map(|placing| placing.id);
    // While somebody waits for a decision, no seat of the row is free.
    let tied = outcome(FinalOutcome::NeedsDecision).next().is_some();
    let free = if tied { 0 } else { quota - outcome(FinalOutcome::Selected).count() as u32 };
    let mut by_id: Vec<FinalCandidate<Uuid>> = candidates;
    by_id.sort_unstable_by_key(|candidate| candidate.id);
    let left = outcome(FinalOutcome::NotSelected).filter_map(|id| {
        let at = by_id.binary_search_by_key(&id, |candidate| candidate.id).ok()?;
        Some((by_id[at], of(id)))
    });
    Ok((free, left.collect()))
}

fn final_sum(placings: &[FinalPlacing<Uuid>]) -> i64 {
    let of = |placing: &FinalPlacing<Uuid>| weight(placing.id) * (i64::from(placing.rank) * 3 + placing.outcome as i64);
    placings.iter().map(of).sum()
}

fn number(id: Uuid) -> u64 {
    id.as_u64_pair().1
}

/// Two people who change places change the sum.
fn weight(id: Uuid) -> i64 {
    (number(id) % 1_000_003).cast_signed()
}

/// The bare table is made first and not timed.
async fn by_sql(
    ground: &Ground,
    ruleset: &SelectionRuleset,
    integration: &Integration,
) -> anyhow::Result<((i64, i64), Duration)> {
    let pool = ground.superuser(DATA).await?;
    sqlx::raw_sql(BARE).execute(&pool).await?;
    sqlx::raw_sql("VACUUM ANALYZE bench_bare").execute(&pool).await?;
    let counted = count(&pool, &ranks(ruleset, integration)).await?;
    pool.close().await;
    Ok(counted)
}

async fn count(pool: &PgPool, sql: &str) -> anyhow::Result<((i64, i64), Duration)> {
    let mut tx = pool.begin().await?;
    // Enough that no sort goes to the disk.
    sqlx::raw_sql("SET LOCAL work_mem = '1GB'").execute(&mut *tx).await?;
    let began = Instant::now();
    let sums = sqlx::query_as(AssertSqlSafe(sql)).fetch_one(&mut *tx).await?;
    Ok((sums, began.elapsed()))
}

const BARE: &str = "
    CREATE UNLOGGED TABLE bench_bare AS
    SELECT participant_number::bigint AS n, vacancy_id, seats, kind, skd_attendance = 'present' AS present, twk, tiu, tkp,
           skb_thousandths, gpa_thousandths, bench_born
    FROM recruitment.applications JOIN recruitment.vacancies USING (vacancy_id)";

/// Both orders, added up so that no row has to be sent. Codes and outcomes are numbers in the order of the domain's.
fn ranks(ruleset: &SelectionRuleset, integration: &Integration) -> String {
    format!(
        "WITH skd AS MATERIALIZED (
             SELECT *, rank() OVER (PARTITION BY vacancy_id, passes
                                    ORDER BY twk + tiu + tkp DESC, tkp DESC, tiu DESC, twk DESC) AS skd_rank
             FROM (SELECT *, present AND {meets} AS passes
                   FROM bench_bare JOIN recruitment.bench_marks USING (kind)) AS marked
         ), final AS (
             SELECT n, seats, {ranks}
             FROM (SELECT *, {points} AS points FROM skd WHERE passes AND skd_rank <= seats * {multiplier}) AS pointed
             {windows}
         )
         SELECT (SELECT sum(n % 1000003 * CASE WHEN NOT present THEN 3 WHEN NOT passes THEN 2
                                               ELSE skd_rank * 5 + (skd_rank > seats * {multiplier})::int END)::bigint FROM skd),
                (SELECT coalesce(sum(n % 1000003 * (rank * 3 + {exact} + 7 * (printed_rank * 3 + {printed}))), 0)::bigint
                 FROM final)",
        meets = crowd::MEETS,
        ranks = crowd::RANKS,
        points = crowd::points(ruleset, integration),
        multiplier = ruleset.multiplier,
        windows = crowd::windows("PARTITION BY vacancy_id", integration.denominator()),
        exact = outcome("rank", "upto"),
        printed = outcome("printed_rank", "printed_upto"),
    )
}

fn outcome(rank: &str, upto: &str) -> String {
    format!("CASE WHEN {upto} <= seats THEN 0 WHEN {rank} <= seats THEN 2 ELSE 1 END")
}
