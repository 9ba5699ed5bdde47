//! `career.onboarding_tasks`.

use crate::{
    domain::onboarding_task::{OnboardingTask, Owner},
    store::unknown,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds a task.
pub async fn insert(connection: &mut PgConnection, task: &OnboardingTask) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.onboarding_tasks (task_id, servant_id, code, title, owner, due_date, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        task.id,
        task.servant,
        task.code,
        task.title,
        task.owner.as_str(),
        task.due_date.to_sqlx() as _,
        task.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    task_id: Uuid,
    servant_id: Uuid,
    code: String,
    title: String,
    owner: String,
    due_date: jiff_sqlx::Date,
    done_date: Option<jiff_sqlx::Date>,
    done_by: String,
    lapse_date: Option<jiff_sqlx::Date>,
    version: i64,
}

impl TryFrom<Row> for OnboardingTask {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.task_id,
            servant: row.servant_id,
            code: row.code,
            title: row.title,
            owner: Owner::parse(&row.owner).ok_or_else(|| unknown("owner of a task", &row.owner))?,
            due_date: row.due_date.to_jiff(),
            done_date: row.done_date.map(jiff_sqlx::Date::to_jiff),
            done_by: row.done_by,
            lapse_date: row.lapse_date.map(jiff_sqlx::Date::to_jiff),
            version: row.version,
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT task_id, servant_id, code, title, owner, due_date, done_date, done_by, lapse_date, version
             FROM career.onboarding_tasks " + $rest,
            $($argument),*
        )
    };
}

/// Reads a task.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<OnboardingTask>> {
    let row = select!("WHERE task_id = $1", id);
    row.fetch_optional(connection).await?.map(OnboardingTask::try_from).transpose()
}

/// Reads a task and holds its row until the transaction ends. Lock the servant first.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<OnboardingTask>> {
    let row = select!("WHERE task_id = $1 FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(OnboardingTask::try_from).transpose()
}

/// Saves a task under its next version, with its note.
pub async fn update(connection: &mut PgConnection, task: &mut OnboardingTask, note: &Sealed) -> sqlx::Result<()> {
    task.version += 1;
    sqlx::query!(
        "UPDATE career.onboarding_tasks
         SET done_date = $2, done_by = $3, note_key = $4, note_sealed = $5, version = $6 WHERE task_id = $1",
        task.id,
        task.done_date.map(ToSqlx::to_sqlx) as _,
        task.done_by,
        note.key,
        note.data,
        task.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends the open tasks of a servant who leaves, whose row is held.
pub async fn lapse(connection: &mut PgConnection, servant: Uuid, day: Date) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.onboarding_tasks SET lapse_date = $2, version = version + 1
         WHERE servant_id = $1 AND done_date IS NULL AND lapse_date IS NULL",
        servant,
        day.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Which tasks are wanted; what is none means any.
#[derive(Clone, Copy, Debug, Default)]
pub struct WantedTasks {
    /// Whose first year.
    pub servant: Option<Uuid>,
    /// Who sees to it.
    pub owner: Option<Owner>,
    /// Only those that are not done.
    pub open: bool,
    /// Only those due on this day or before.
    pub due_by: Option<Date>,
}

/// Lists tasks in the order they were opened in.
pub async fn list(
    connection: &mut PgConnection,
    wanted: WantedTasks,
    page: &Page,
) -> sqlx::Result<Vec<OnboardingTask>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND task_id > $1
           AND ($2::uuid IS NULL OR servant_id = $2) AND ($3 = '' OR owner = $3)
           AND (NOT $4 OR done_date IS NULL AND lapse_date IS NULL) AND ($5::date IS NULL OR due_date <= $5)
         ORDER BY task_id LIMIT $6",
        page.after.1,
        wanted.servant,
        wanted.owner.map_or("", Owner::as_str),
        wanted.open,
        wanted.due_by.map(ToSqlx::to_sqlx) as _,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(OnboardingTask::try_from).collect()
}

/// The notes of these tasks, where there are some.
pub async fn notes(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Sealed>> {
    let rows = sqlx::query!(
        "SELECT task_id, note_key, note_sealed FROM career.onboarding_tasks
         WHERE task_id = ANY ($1) AND note_key <> ''",
        ids,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.task_id, Sealed { key: row.note_key, data: row.note_sealed })).collect())
}
