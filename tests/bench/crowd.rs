//! A database with a whole selection in it, before anybody is ranked; and what SQL needs to rank it.

use crate::{
    formations::{Formation, person},
    ground::Ground,
};
use anyhow::ensure;
use platform::sensitive::{Sealed, Vault};
use recruitment::domain::{
    integration::Integration,
    ranking::SkdOutcome,
    ruleset::SelectionRuleset,
    skd::{PassMark, SkdScore},
};
use sqlx::{PgPool, postgres::PgPoolCopyExt};
use std::fmt::Write;

/// The database, to be copied.
pub const DATA: &str = "bench_ranking_data";
/// Period of the ruleset.
pub const PERIOD: &str = "2024";
/// People sent at once.
const BATCH: usize = 10_000;

/// Whether a score meets the mark of its kind of need.
pub const MEETS: &str = "twk >= least_twk AND tiu >= least_tiu AND tkp >= least_tkp AND twk + tiu + tkp >= least_total";
/// Exact rank and number of those not behind, and the same by printed points; over [`windows`].
pub const RANKS: &str = "(rank() OVER exact)::int AS rank, count(*) OVER exact AS upto, \
                         (rank() OVER printed)::int AS printed_rank, count(*) OVER printed AS printed_upto";

/// The final order, exact and by three decimals, in units of 1 ÷ denominator.
pub fn windows(partition: &str, denominator: i64) -> String {
    let ties = "twk + tiu + tkp DESC, tkp DESC, tiu DESC, twk DESC, gpa_thousandths DESC, bench_born";
    format!(
        "WINDOW exact AS ({partition} ORDER BY points DESC, {ties}),
                printed AS ({partition} ORDER BY (points * 2000 + {denominator}) / ({denominator} * 2) DESC, {ties})"
    )
}

/// Final points: both tests, exact.
pub fn points(ruleset: &SelectionRuleset, integration: &Integration) -> String {
    let denominator = integration.denominator();
    let skd = i64::from(ruleset.skd_weight) * denominator / i64::from(ruleset.skd.total_max());
    // Thousandths by a weight in percent, all of it the computer test's.
    let skb = i64::from(ruleset.skb_weight) * denominator / (1_000 * i64::from(ruleset.skb_cat_max));
    format!("({skd} * (twk + tiu + tkp)::bigint + {skb} * skb_thousandths::bigint)")
}

/// Who gets a seat.
pub fn decision(rank: &str, upto: &str) -> String {
    format!(
        "CASE WHEN {upto} <= seats THEN 'selected' WHEN {rank} <= seats THEN 'needs_decision' ELSE 'not_selected' END"
    )
}

/// Makes the database: vacancies whose results are all there, and their applications with sealed identities. The states are
/// those of the end, for no state is looked at before the passes.
pub async fn prepare(ground: &Ground, formations: &[Formation], ruleset: &SelectionRuleset) -> anyhow::Result<()> {
    let pool = ground.database(DATA, &[&recruitment::SERVICE]).await?;
    vacancies(&pool, formations).await?;
    marks(&pool, ruleset).await?;
    // What SQL ranks by in place of the sealed birth date.
    sqlx::raw_sql("ALTER TABLE recruitment.applications ADD COLUMN bench_born date").execute(&pool).await?;
    people(&pool, &Vault::new(crate::ground::DATA_KEY)?, formations).await?;
    sqlx::raw_sql("VACUUM ANALYZE recruitment.vacancies").execute(&pool).await?;
    sqlx::raw_sql("VACUUM ANALYZE recruitment.applications").execute(&pool).await?;
    pool.close().await;
    Ok(())
}

async fn vacancies(pool: &PgPool, formations: &[Formation]) -> anyhow::Result<()> {
    let texts = |text: fn(&Formation) -> String| formations.iter().map(text).collect::<Vec<String>>();
    sqlx::query(
        "INSERT INTO recruitment.vacancies (vacancy_id, instansi, state, need, position, position_title, unit_path, kind,
                                            seats, education, year, period, ruleset, programme, open_time, close_time,
                                            version, create_time, update_time)
         SELECT id, instansi, 'final_ranked', id, id, title, unit, kind, seats, string_to_array(education, '|'), 2024, $8,
                'cpns-2024', 'cpns', now(), now(), 3, now(), now()
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[])
              AS formation (id, instansi, title, unit, kind, seats, education)",
    )
    .bind(formations.iter().map(|one| one.id).collect::<Vec<_>>())
    .bind(texts(|one| one.tenant.clone()))
    .bind(texts(|one| one.title.clone()))
    .bind(texts(|one| one.unit.clone()))
    .bind(texts(|one| one.kind.as_str().to_owned()))
    .bind(formations.iter().map(|one| one.seats).collect::<Vec<_>>())
    .bind(texts(|one| one.education.join("|")))
    .bind(PERIOD)
    .execute(pool)
    .await?;
    Ok(())
}

/// The pass marks as a table: 0 where a part has none.
async fn marks(pool: &PgPool, ruleset: &SelectionRuleset) -> anyhow::Result<()> {
    ensure!(ruleset.post_marks.is_empty(), "the SQL side knows no marks of single posts");
    sqlx::raw_sql(
        "CREATE TABLE recruitment.bench_marks (kind text PRIMARY KEY, least_twk int NOT NULL, least_tiu int NOT NULL,
                                               least_tkp int NOT NULL, least_total int NOT NULL);
         GRANT SELECT ON recruitment.bench_marks TO recruitment",
    )
    .execute(pool)
    .await?;
    let part = |part: fn(&PassMark) -> Option<u16>| -> Vec<i32> {
        ruleset.pass_marks.iter().map(|(_, mark)| part(mark).unwrap_or_default().into()).collect()
    };
    sqlx::query(
        "INSERT INTO recruitment.bench_marks SELECT * FROM unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::int[])",
    )
    .bind(ruleset.pass_marks.iter().map(|(kind, _)| kind.as_str().to_owned()).collect::<Vec<_>>())
    .bind(part(|mark| mark.twk))
    .bind(part(|mark| mark.tiu))
    .bind(part(|mark| mark.tkp))
    .bind(part(|mark| mark.total))
    .execute(pool)
    .await?;
    sqlx::raw_sql("ANALYZE recruitment.bench_marks").execute(pool).await?;
    Ok(())
}

/// Everybody, by COPY, which only a superuser may do past row-level security.
async fn people(pool: &PgPool, vault: &Vault, formations: &[Formation]) -> anyhow::Result<()> {
    let mut copy = pool
        .copy_in_raw(
            "COPY recruitment.applications (application_id, instansi, vacancy_id, period, participant_number, person_index,
                                            identity_key, identity_sealed, education, gpa_thousandths, submit_time, verdict,
                                            skd_attendance, twk, tiu, tkp, skb_outcome, skb_thousandths, version, bench_born)
             FROM STDIN",
        )
        .await?;
    let mut everybody: Vec<u64> = formations.iter().flat_map(|one| one.people.clone()).collect();
    everybody.sort_by_cached_key(|n| person(*n).id);
    for some in everybody.chunks(BATCH) {
        let mut rows = String::new();
        for n in some {
            let at = formations.partition_point(|one| one.people.end <= *n);
            row(&mut rows, vault, &formations[at], *n)?;
        }
        copy.send(rows.into_bytes()).await?;
    }
    copy.finish().await?;
    Ok(())
}

fn row(rows: &mut String, vault: &Vault, formation: &Formation, n: u64) -> anyhow::Result<()> {
    let person = person(n);
    let (attendance, SkdScore { twk, tiu, tkp }) = match person.outcome {
        SkdOutcome::Scored(score) => ("present", score),
        SkdOutcome::Absent | SkdOutcome::Disqualified => ("absent", SkdScore { twk: 0, tiu: 0, tkp: 0 }),
    };
    let record = format!("{n:016}\n{}\nPelamar Contoh {n}", person.birth_date);
    let Sealed { key, data } = vault.seal(person.id.as_bytes(), record.as_bytes())?;
    let Formation { id, tenant, education, .. } = formation;
    let education = &education[person.degree % education.len()];
    write!(rows, "{}\t{tenant}\t{id}\t{PERIOD}\t{n:020}\t", person.id)?;
    let index: Vec<u8> = (20..24).flat_map(|salt| crate::formations::lot(n, salt).to_be_bytes()).collect();
    for bytes in [&index, &key, &data] {
        rows.push_str(r"\\x");
        bytes.iter().try_for_each(|byte| write!(rows, "{byte:02x}"))?;
        rows.push('\t');
    }
    let (gpa, skb, born) = (person.gpa.0, person.skb.0, person.birth_date);
    writeln!(
        rows,
        "{education}\t{gpa}\t2024-09-01\teligible\t{attendance}\t{twk}\t{tiu}\t{tkp}\tpresent\t{skb}\t2\t{born}"
    )?;
    Ok(())
}
