//! `career.training_sessions`.

use crate::{
    domain::training_session::{SessionState, TrainingSession},
    store::unknown,
};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a session.
pub async fn insert(connection: &mut PgConnection, session: &TrainingSession) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.training_sessions (session_id, course_id, state, start_date, end_date, capacity, venue, version,
                                               create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        session.id,
        session.course,
        session.state.as_str(),
        session.start.to_sqlx() as _,
        session.end.to_sqlx() as _,
        session.capacity,
        session.venue,
        session.version,
        session.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    session_id: Uuid,
    course_id: Uuid,
    state: String,
    start_date: jiff_sqlx::Date,
    end_date: jiff_sqlx::Date,
    capacity: i32,
    venue: String,
    reason: String,
    taken: i32,
    waiting: i32,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for TrainingSession {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.session_id,
            course: row.course_id,
            state: SessionState::parse(&row.state).ok_or_else(|| unknown("session state", &row.state))?,
            start: row.start_date.to_jiff(),
            end: row.end_date.to_jiff(),
            capacity: row.capacity,
            venue: row.venue,
            reason: row.reason,
            taken: row.taken,
            waiting: row.waiting,
            version: row.version,
            create_time: row.create_time.to_jiff(),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT session_id, course_id, state, start_date, end_date, capacity, venue, reason, version, create_time,
                      (SELECT count(*)::int FROM career.training_participants AS one
                       WHERE one.session_id = training_sessions.session_id
                         AND one.state IN ('enrolled', 'passed', 'failed')) AS "taken!",
                      (SELECT count(*)::int FROM career.training_participants AS one
                       WHERE one.session_id = training_sessions.session_id AND one.state = 'waiting') AS "waiting!"
               FROM career.training_sessions "# + $rest,
            $($argument),*
        )
    };
}

/// Reads a session.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<TrainingSession>> {
    let row = select!("WHERE session_id = $1", id);
    row.fetch_optional(connection).await?.map(TrainingSession::try_from).transpose()
}

/// Reads a session and holds its row until the transaction ends. People are counted after the lock is held: whoever was in
/// front may have brought some in. Lock a session before its participants, and both before servants.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<TrainingSession>> {
    let held =
        sqlx::query_scalar!("SELECT session_id FROM career.training_sessions WHERE session_id = $1 FOR UPDATE", id);
    if held.fetch_optional(&mut *connection).await?.is_none() {
        return Ok(None);
    }
    get(connection, id).await
}

/// Holds the rows of sessions until the transaction ends, in one order for everybody.
pub async fn hold(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<()> {
    let held = sqlx::query_scalar!(
        "SELECT session_id FROM career.training_sessions WHERE session_id = ANY ($1) ORDER BY session_id FOR UPDATE",
        ids,
    );
    held.fetch_all(connection).await?;
    Ok(())
}

/// Saves a session under its next version.
pub async fn update(connection: &mut PgConnection, session: &mut TrainingSession) -> sqlx::Result<()> {
    session.version += 1;
    sqlx::query!(
        "UPDATE career.training_sessions SET state = $2, reason = $3, version = $4 WHERE session_id = $1",
        session.id,
        session.state.as_str(),
        session.reason,
        session.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists sessions, oldest first; no course or state means any.
pub async fn list(
    connection: &mut PgConnection,
    course: Option<Uuid>,
    state: Option<SessionState>,
    page: &Page,
) -> sqlx::Result<Vec<TrainingSession>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, session_id) > ($1, $2)
           AND ($3::uuid IS NULL OR course_id = $3) AND ($4::text IS NULL OR state = $4)
         ORDER BY create_time, session_id LIMIT $5",
        page.after_time().to_sqlx() as _,
        page.after.1,
        course,
        state.map(SessionState::as_str),
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(TrainingSession::try_from).collect()
}
