//! `evaluation.improvement_cases`, each with its decisions.

use crate::{
    domain::{
        improvement_case::{CoachingTime, ImprovementCase, Suited},
        improvement_stage::{CaseStage, CaseTask},
        rating::Predikat,
    },
    store::{improvement_decisions, unknown},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page, sensitive::Vault};
use sqlx::PgConnection;
use uuid::Uuid;

/// Opens a case with its first decision. The constraint `one_case_a_rating` refuses a second of the same rating.
pub async fn insert(
    connection: &mut PgConnection,
    vault: &Vault,
    case: ImprovementCase,
    next: Option<(CaseTask, Date)>,
) -> sqlx::Result<Locked<ImprovementCase>> {
    sqlx::query!(
        "INSERT INTO evaluation.improvement_cases (case_id, appraisal_id, servant, year, predikat, final_date, track, ruleset,
                                                   stage, stage_since, coach, task, due_date, version, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)",
        case.id,
        case.appraisal,
        case.servant,
        case.year,
        case.predikat.as_str(),
        case.final_date.to_sqlx() as _,
        case.track,
        case.ruleset,
        case.stage.as_str(),
        case.stage_since.to_sqlx() as _,
        case.coach,
        next.map(|(task, _)| task.as_str()),
        next.map(|(_, day)| day.to_sqlx()) as _,
        case.version,
        case.create_time.to_sqlx() as _,
    )
    .execute(&mut *connection)
    .await?;
    improvement_decisions::save(connection, vault, case.id, &case.decisions).await?;
    Ok(Locked::held(case))
}

struct Row {
    case_id: Uuid,
    appraisal_id: Uuid,
    servant: String,
    year: i32,
    predikat: String,
    final_date: jiff_sqlx::Date,
    track: String,
    ruleset: String,
    stage: String,
    stage_since: jiff_sqlx::Date,
    coach: String,
    coached_from: Option<jiff_sqlx::Date>,
    coached_until: Option<jiff_sqlx::Date>,
    coached_months: Option<i32>,
    suited: Option<String>,
    wait_until: Option<jiff_sqlx::Date>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for ImprovementCase {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let coaching = match (row.coached_from, row.coached_until, row.coached_months) {
            (Some(first), Some(last), Some(months)) => {
                Some(CoachingTime { first_day: first.to_jiff(), last_day: last.to_jiff(), months })
            }
            _ => None,
        };
        let suited = match row.suited {
            None => None,
            Some(text) => Some(Suited::parse(&text).ok_or_else(|| unknown("result of a test", &text))?),
        };
        Ok(Self {
            id: row.case_id,
            appraisal: row.appraisal_id,
            servant: row.servant,
            year: row.year,
            predikat: Predikat::parse(&row.predikat).ok_or_else(|| unknown("rating", &row.predikat))?,
            final_date: row.final_date.to_jiff(),
            track: row.track,
            ruleset: row.ruleset,
            stage: CaseStage::parse(&row.stage).ok_or_else(|| unknown("stage", &row.stage))?,
            stage_since: row.stage_since.to_jiff(),
            coach: row.coach,
            coaching,
            suited,
            wait_until: row.wait_until.map(jiff_sqlx::Date::to_jiff),
            decisions: Vec::new(),
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT case_id, appraisal_id, servant, year, predikat, final_date, track, ruleset, stage, stage_since, coach,
                    coached_from, coached_until, coached_months, suited, wait_until, version, create_time, update_time
             FROM evaluation.improvement_cases " + $rest,
            $($argument),*
        )
    };
}

/// Reads a case.
pub async fn get(connection: &mut PgConnection, vault: &Vault, id: Uuid) -> sqlx::Result<Option<ImprovementCase>> {
    let row = select!("WHERE case_id = $1", id).fetch_optional(&mut *connection).await?;
    one(connection, vault, row).await
}

/// Reads a case and holds its row until the transaction ends; its decisions change only with it.
pub async fn lock(
    connection: &mut PgConnection,
    vault: &Vault,
    id: Uuid,
) -> sqlx::Result<Option<Locked<ImprovementCase>>> {
    let row = select!("WHERE case_id = $1 FOR UPDATE", id).fetch_optional(&mut *connection).await?;
    Ok(one(connection, vault, row).await?.map(Locked::held))
}

/// Reads the cases of a servant and holds their rows until the transaction ends.
pub async fn lock_of_servant(
    connection: &mut PgConnection,
    vault: &Vault,
    servant: &str,
) -> sqlx::Result<Vec<Locked<ImprovementCase>>> {
    let rows = select!("WHERE servant = $1 ORDER BY case_id FOR UPDATE", servant).fetch_all(&mut *connection).await?;
    Ok(with_decisions(connection, vault, rows).await?.into_iter().map(Locked::held).collect())
}

/// Whether a rating has a case.
pub async fn is_there(connection: &mut PgConnection, appraisal: Uuid) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM evaluation.improvement_cases WHERE appraisal_id = $1) AS "found!""#,
        appraisal,
    );
    found.fetch_one(connection).await
}

async fn one(connection: &mut PgConnection, vault: &Vault, row: Option<Row>) -> sqlx::Result<Option<ImprovementCase>> {
    let rows = row.into_iter().collect();
    Ok(with_decisions(connection, vault, rows).await?.pop())
}

async fn with_decisions(
    connection: &mut PgConnection,
    vault: &Vault,
    rows: Vec<Row>,
) -> sqlx::Result<Vec<ImprovementCase>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.case_id).collect();
    let mut decisions = improvement_decisions::of_cases(connection, vault, &ids).await?;
    let mut cases = Vec::with_capacity(rows.len());
    for row in rows {
        let mut case = ImprovementCase::try_from(row)?;
        case.decisions = decisions.remove(&case.id).unwrap_or_default();
        cases.push(case);
    }
    Ok(cases)
}

/// Saves a case and its decisions under its next version.
pub async fn update(
    connection: &mut PgConnection,
    vault: &Vault,
    case: &mut Locked<ImprovementCase>,
    next: Option<(CaseTask, Date)>,
) -> sqlx::Result<()> {
    case.version += 1;
    sqlx::query!(
        "UPDATE evaluation.improvement_cases
         SET stage = $2, stage_since = $3, coach = $4, coached_from = $5, coached_until = $6, coached_months = $7, suited = $8,
             wait_until = $9, task = $10, due_date = $11, version = $12, update_time = $13
         WHERE case_id = $1",
        case.id,
        case.stage.as_str(),
        case.stage_since.to_sqlx() as _,
        case.coach,
        case.coaching.map(|coaching| coaching.first_day.to_sqlx()) as _,
        case.coaching.map(|coaching| coaching.last_day.to_sqlx()) as _,
        case.coaching.map(|coaching| coaching.months),
        case.suited.map(Suited::as_str),
        case.wait_until.map(ToSqlx::to_sqlx) as _,
        next.map(|(task, _)| task.as_str()),
        next.map(|(_, day)| day.to_sqlx()) as _,
        case.version,
        case.update_time.to_sqlx() as _,
    )
    .execute(&mut *connection)
    .await?;
    improvement_decisions::save(connection, vault, case.id, &case.decisions).await
}

/// Which cases are wanted; empty or none means any.
#[derive(Clone, Debug, Default)]
pub struct WantedCases {
    /// Of a servant.
    pub servant: String,
    /// Of a servant or under a coach.
    pub concerns: String,
    /// At a stage.
    pub stage: Option<CaseStage>,
    /// Whose next step is due by a day; of who left nothing is.
    pub due_by: Option<Date>,
}

/// Lists cases, oldest first.
pub async fn list(
    connection: &mut PgConnection,
    vault: &Vault,
    wanted: &WantedCases,
    page: &Page,
) -> sqlx::Result<Vec<ImprovementCase>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, case_id) > ($1, $2)
           AND ($3 = '' OR servant = $3) AND ($4 = '' OR servant = $4 OR coach = $4)
           AND ($5::text IS NULL OR stage = $5) AND ($6::date IS NULL OR (due_date <= $6 AND NOT EXISTS (
                SELECT FROM evaluation.servants AS gone
                WHERE gone.servant = improvement_cases.servant AND gone.left_date IS NOT NULL)))
         ORDER BY create_time, case_id LIMIT $7",
        page.after_time().to_sqlx() as _,
        page.after.1,
        wanted.servant,
        wanted.concerns,
        wanted.stage.map(CaseStage::as_str),
        wanted.due_by.map(ToSqlx::to_sqlx) as _,
        page.limit(),
    );
    let rows = rows.fetch_all(&mut *connection).await?;
    with_decisions(connection, vault, rows).await
}
