//! `career.exams`: what was examined, as evidence.

use crate::{
    domain::{
        credit::Level,
        exam::{ExamKind, ExamTaken},
    },
    store::unknown,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds an examination. The index `one_exam_a_number` refuses the same certificate twice.
pub async fn insert(connection: &mut PgConnection, exam: &ExamTaken) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.exams (exam_id, servant_id, kind, level, passed, held_date, number, issuer, record_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        exam.id,
        exam.servant,
        exam.kind.as_str(),
        exam.level.map_or("", Level::as_str),
        exam.passed,
        exam.date.to_sqlx() as _,
        exam.number,
        exam.issuer,
        exam.record_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    exam_id: Uuid,
    servant_id: Uuid,
    kind: String,
    level: String,
    passed: bool,
    held_date: jiff_sqlx::Date,
    number: String,
    issuer: String,
    record_time: jiff_sqlx::Timestamp,
    superseded_time: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for ExamTaken {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.exam_id,
            servant: row.servant_id,
            kind: ExamKind::parse(&row.kind).ok_or_else(|| unknown("examination", &row.kind))?,
            level: Level::parse(&row.level),
            passed: row.passed,
            date: row.held_date.to_jiff(),
            number: row.number,
            issuer: row.issuer,
            record_time: row.record_time.to_jiff(),
            superseded_time: row.superseded_time.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

/// Every examination of a servant, oldest row first; with `superseded` also those that another row took the place of.
pub async fn list(
    connection: &mut PgConnection,
    servant: Uuid,
    superseded: bool,
    page: &Page,
) -> sqlx::Result<Vec<ExamTaken>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT exam_id, servant_id, kind, level, passed, held_date, number, issuer, record_time, superseded_time
         FROM career.exams
         WHERE servant_id = $1 AND ($2 OR superseded_time IS NULL) AND exam_id > $3 ORDER BY exam_id LIMIT $4",
        servant,
        superseded,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(ExamTaken::try_from).collect()
}

/// The competency tests of a servant that stand.
pub async fn level_tests(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Vec<ExamTaken>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT exam_id, servant_id, kind, level, passed, held_date, number, issuer, record_time, superseded_time
         FROM career.exams
         WHERE servant_id = $1 AND kind = 'level_test' AND superseded_time IS NULL ORDER BY exam_id",
        servant,
    );
    rows.fetch_all(connection).await?.into_iter().map(ExamTaken::try_from).collect()
}

/// Notes that another row takes the place of this one. Returns whether it stood in this servant's record.
pub async fn supersede(connection: &mut PgConnection, servant: Uuid, id: Uuid, now: Timestamp) -> sqlx::Result<bool> {
    let superseded = sqlx::query!(
        "UPDATE career.exams SET superseded_time = $3 WHERE exam_id = $2 AND servant_id = $1 AND superseded_time IS NULL",
        servant,
        id,
        now.to_sqlx() as _,
    );
    Ok(superseded.execute(connection).await?.rows_affected() == 1)
}
