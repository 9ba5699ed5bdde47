//! `career.nomination_runs` and `career.nominations`.

use crate::{
    domain::{
        training_nomination::{Nomination, NominationRun, VerdictKind},
        training_participant::GapThen,
    },
    store::unknown,
};
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Nominations written in one statement.
const CHUNK: usize = 1_000;

/// Adds a run with its nominations.
pub async fn insert(connection: &mut PgConnection, run: &NominationRun, lines: &[Nomination]) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.nomination_runs (run_id, session_id, ruleset, free_seats, version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6)",
        run.id,
        run.session,
        run.ruleset,
        run.free_seats,
        run.version,
        run.create_time.to_sqlx() as _,
    )
    .execute(&mut *connection)
    .await?;
    for lines in lines.chunks(CHUNK) {
        insert_lines(connection, run.id, lines).await?;
    }
    Ok(())
}

async fn insert_lines(connection: &mut PgConnection, run: Uuid, lines: &[Nomination]) -> sqlx::Result<()> {
    let numbers: Vec<i32> = lines.iter().map(|one| one.number).collect();
    let servants: Vec<Uuid> = lines.iter().map(|one| one.servant).collect();
    let gaps: Vec<Uuid> = lines.iter().map(|one| one.gap.gap).collect();
    let verdicts: Vec<String> = lines.iter().map(|one| one.verdict.as_str().to_owned()).collect();
    let explanations: Vec<String> = lines.iter().map(|one| one.explanation.clone()).collect();
    let priorities: Vec<i64> = lines.iter().map(|one| one.priority).collect();
    let standards: Vec<i32> = lines.iter().map(|one| one.gap.standard.into()).collect();
    let achieved: Vec<Option<i32>> = lines.iter().map(|one| one.gap.achieved.map(i32::from)).collect();
    let dates: Vec<jiff_sqlx::Date> = lines.iter().map(|one| one.open_date.to_sqlx()).collect();
    let hours: Vec<i64> = lines.iter().map(|one| one.hours).collect();
    sqlx::query!(
        "INSERT INTO career.nominations (run_id, n, servant_id, gap_id, verdict, explanation, priority, standard, achieved,
                                         open_date, hours)
         SELECT $1, n, servant_id, gap_id, verdict, explanation, priority, standard, achieved, open_date, hours
         FROM unnest($2::int[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::bigint[], $8::int[], $9::int[],
                     $10::date[], $11::bigint[])
              AS line (n, servant_id, gap_id, verdict, explanation, priority, standard, achieved, open_date, hours)",
        run,
        &numbers,
        &servants,
        &gaps,
        &verdicts,
        &explanations,
        &priorities,
        &standards,
        &achieved as &[Option<i32>],
        &dates as _,
        &hours,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    run_id: Uuid,
    session_id: Uuid,
    ruleset: String,
    free_seats: i32,
    confirm_time: Option<jiff_sqlx::Timestamp>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl From<Row> for NominationRun {
    fn from(row: Row) -> Self {
        Self {
            id: row.run_id,
            session: row.session_id,
            ruleset: row.ruleset,
            free_seats: row.free_seats,
            confirm_time: row.confirm_time.map(|time| time.to_jiff()),
            version: row.version,
            create_time: row.create_time.to_jiff(),
        }
    }
}

/// Reads a run.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<NominationRun>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT run_id, session_id, ruleset, free_seats, confirm_time, version, create_time
         FROM career.nomination_runs WHERE run_id = $1",
        id,
    );
    Ok(row.fetch_optional(connection).await?.map(NominationRun::from))
}

/// Reads a run and holds its row until the transaction ends. Lock its session first.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<NominationRun>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT run_id, session_id, ruleset, free_seats, confirm_time, version, create_time
         FROM career.nomination_runs WHERE run_id = $1 FOR UPDATE",
        id,
    );
    Ok(row.fetch_optional(connection).await?.map(NominationRun::from))
}

/// Saves a run under its next version.
pub async fn update(connection: &mut PgConnection, run: &mut NominationRun) -> sqlx::Result<()> {
    run.version += 1;
    sqlx::query!(
        "UPDATE career.nomination_runs SET confirm_time = $2, version = $3 WHERE run_id = $1",
        run.id,
        run.confirm_time.map(ToSqlx::to_sqlx) as _,
        run.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes what the person who confirmed made of the verdicts.
pub async fn update_verdicts(connection: &mut PgConnection, run: Uuid, lines: &[Nomination]) -> sqlx::Result<()> {
    let numbers: Vec<i32> = lines.iter().map(|one| one.number).collect();
    let verdicts: Vec<String> = lines.iter().map(|one| one.verdict.as_str().to_owned()).collect();
    let explanations: Vec<String> = lines.iter().map(|one| one.explanation.clone()).collect();
    sqlx::query!(
        "UPDATE career.nominations AS known SET verdict = line.verdict, explanation = line.explanation
         FROM unnest($2::int[], $3::text[], $4::text[]) AS line (n, verdict, explanation)
         WHERE known.run_id = $1 AND known.n = line.n AND (known.verdict, known.explanation)
               IS DISTINCT FROM (line.verdict, line.explanation)",
        run,
        &numbers,
        &verdicts,
        &explanations,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How many a run looked at, nominated for a seat, and for the waiting list.
pub async fn counts(connection: &mut PgConnection, run: Uuid) -> sqlx::Result<(i32, i32, i32)> {
    let row = sqlx::query!(
        r#"SELECT count(*)::int AS "candidates!", (count(*) FILTER (WHERE verdict = 'nominated'))::int AS "nominated!",
                  (count(*) FILTER (WHERE verdict = 'waiting'))::int AS "waiting!"
           FROM career.nominations WHERE run_id = $1"#,
        run,
    );
    let row = row.fetch_one(connection).await?;
    Ok((row.candidates, row.nominated, row.waiting))
}

struct Line {
    n: i32,
    servant_id: Uuid,
    gap_id: Uuid,
    verdict: String,
    explanation: String,
    priority: i64,
    standard: i32,
    achieved: Option<i32>,
    open_date: jiff_sqlx::Date,
    hours: i64,
}

impl TryFrom<Line> for Nomination {
    type Error = sqlx::Error;

    fn try_from(row: Line) -> sqlx::Result<Self> {
        let level = |level: i32| u8::try_from(level).map_err(|_| unknown("level", &level.to_string()));
        let (standard, achieved) = (level(row.standard)?, row.achieved.map(level).transpose()?);
        Ok(Self {
            number: row.n,
            servant: row.servant_id,
            gap: GapThen { gap: row.gap_id, standard, achieved },
            verdict: VerdictKind::parse(&row.verdict).ok_or_else(|| unknown("verdict", &row.verdict))?,
            explanation: row.explanation,
            priority: row.priority,
            open_date: row.open_date.to_jiff(),
            hours: row.hours,
        })
    }
}

/// Every nomination of a run in its order.
pub async fn lines(connection: &mut PgConnection, run: Uuid) -> sqlx::Result<Vec<Nomination>> {
    let rows = sqlx::query_as!(
        Line,
        "SELECT n, servant_id, gap_id, verdict, explanation, priority, standard, achieved, open_date, hours
         FROM career.nominations WHERE run_id = $1 ORDER BY n",
        run,
    );
    rows.fetch_all(connection).await?.into_iter().map(Nomination::try_from).collect()
}

/// Lists the nominations of a run in its order.
pub async fn list_lines(connection: &mut PgConnection, run: Uuid, page: &Page) -> sqlx::Result<Vec<Nomination>> {
    let rows = sqlx::query_as!(
        Line,
        "SELECT n, servant_id, gap_id, verdict, explanation, priority, standard, achieved, open_date, hours
         FROM career.nominations WHERE run_id = $1 AND (n::bigint, servant_id) > ($2, $3) ORDER BY n LIMIT $4",
        run,
        page.after.0,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Nomination::try_from).collect()
}

/// Keeps why somebody was left out.
pub async fn save_reason(connection: &mut PgConnection, run: Uuid, servant: Uuid, reason: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.nominations SET reason_key = $3, reason_sealed = $4 WHERE run_id = $1 AND servant_id = $2",
        run,
        servant,
        reason.key,
        reason.data,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Why people of a run were left out, by servant.
pub async fn reasons(connection: &mut PgConnection, run: Uuid) -> sqlx::Result<HashMap<Uuid, Sealed>> {
    let rows = sqlx::query!(
        "SELECT servant_id, reason_key, reason_sealed FROM career.nominations WHERE run_id = $1 AND reason_key <> ''",
        run,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.servant_id, Sealed { key: row.reason_key, data: row.reason_sealed })).collect())
}
