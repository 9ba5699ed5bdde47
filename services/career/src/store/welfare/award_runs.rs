//! `career.award_runs`.

use crate::domain::award::AwardRun;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a run.
pub async fn insert(connection: &mut PgConnection, run: &AwardRun) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.award_runs (run_id, year, award_rupiah, budget_rupiah, considered, awarded, cost_rupiah, ruleset,
                                        fingerprint, version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        run.id,
        run.year,
        run.award_rupiah,
        run.budget_rupiah,
        run.considered,
        run.awarded,
        run.cost_rupiah,
        run.ruleset,
        run.fingerprint,
        run.version,
        run.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    run_id: Uuid,
    year: i32,
    award_rupiah: i64,
    budget_rupiah: i64,
    considered: i32,
    awarded: i32,
    cost_rupiah: i64,
    ruleset: String,
    fingerprint: Vec<u8>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    approve_time: Option<jiff_sqlx::Timestamp>,
}

impl From<Row> for AwardRun {
    fn from(row: Row) -> Self {
        Self {
            id: row.run_id,
            year: row.year,
            award_rupiah: row.award_rupiah,
            budget_rupiah: row.budget_rupiah,
            considered: row.considered,
            awarded: row.awarded,
            cost_rupiah: row.cost_rupiah,
            ruleset: row.ruleset,
            fingerprint: row.fingerprint,
            version: row.version,
            create_time: row.create_time.to_jiff(),
            approve_time: row.approve_time.map(jiff_sqlx::Timestamp::to_jiff),
        }
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT run_id, year, award_rupiah, budget_rupiah, considered, awarded, cost_rupiah, ruleset, fingerprint, version,
                    create_time, approve_time
             FROM career.award_runs " + $rest,
            $($argument),*
        )
    };
}

/// Reads a run.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<AwardRun>> {
    let row = select!("WHERE run_id = $1", id);
    Ok(row.fetch_optional(connection).await?.map(AwardRun::from))
}

/// Reads a run and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<AwardRun>> {
    let row = select!("WHERE run_id = $1 FOR UPDATE", id);
    Ok(row.fetch_optional(connection).await?.map(AwardRun::from))
}

/// Saves a run under its next version. The index `one_approved_run_a_year` refuses a second approved one.
pub async fn update(connection: &mut PgConnection, run: &mut AwardRun) -> sqlx::Result<()> {
    run.version += 1;
    sqlx::query!(
        "UPDATE career.award_runs SET approve_time = $2, version = $3 WHERE run_id = $1",
        run.id,
        run.approve_time.map(ToSqlx::to_sqlx) as _,
        run.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists runs, oldest first.
pub async fn list(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<AwardRun>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, run_id) > ($1, $2)
         ORDER BY create_time, run_id LIMIT $3",
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(AwardRun::from).collect())
}
