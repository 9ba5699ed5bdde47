//! `career.mentoring_sessions`.

use crate::domain::mentorship::MentoringSession;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a session with its sealed notes.
pub async fn insert(
    connection: &mut PgConnection,
    session: &MentoringSession,
    notes: &Sealed,
    recorded_by: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.mentoring_sessions (session_id, mentorship_id, session_date, minutes, notes_key, notes_sealed,
                                                recorded_by, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        session.id,
        session.mentorship,
        session.date.to_sqlx() as _,
        session.minutes,
        notes.key,
        notes.data,
        recorded_by,
        session.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    session_id: Uuid,
    mentorship_id: Uuid,
    session_date: jiff_sqlx::Date,
    minutes: i64,
    notes_key: Vec<u8>,
    notes_sealed: Vec<u8>,
    create_time: jiff_sqlx::Timestamp,
    withdrawn_time: Option<jiff_sqlx::Timestamp>,
    reason_key: Vec<u8>,
    reason_sealed: Vec<u8>,
}

/// What is sealed of a session.
pub struct SessionTexts {
    /// What was talked about.
    pub notes: Sealed,
    /// Why it was taken back.
    pub reason: Option<Sealed>,
}

impl Row {
    fn split(self) -> (MentoringSession, SessionTexts) {
        let session = MentoringSession {
            id: self.session_id,
            mentorship: self.mentorship_id,
            date: self.session_date.to_jiff(),
            minutes: self.minutes,
            create_time: self.create_time.to_jiff(),
            withdrawn_time: self.withdrawn_time.map(jiff_sqlx::Timestamp::to_jiff),
        };
        let reason = Sealed { key: self.reason_key, data: self.reason_sealed };
        let reason = session.withdrawn_time.is_some().then_some(reason);
        (session, SessionTexts { notes: Sealed { key: self.notes_key, data: self.notes_sealed }, reason })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT session_id, mentorship_id, session_date, minutes, notes_key, notes_sealed, create_time, withdrawn_time,
                    reason_key, reason_sealed
             FROM career.mentoring_sessions " + $rest,
            $($argument),*
        )
    };
}

/// The pair of a session.
pub async fn pair_of(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!("SELECT mentorship_id FROM career.mentoring_sessions WHERE session_id = $1", id)
        .fetch_optional(connection)
        .await
}

/// Every session of a pair, those that were taken back among them, in the order in which they were written down.
pub async fn of_pair(connection: &mut PgConnection, pair: Uuid) -> sqlx::Result<Vec<MentoringSession>> {
    let rows = select!("WHERE mentorship_id = $1 ORDER BY session_id", pair);
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| row.split().0).collect())
}

/// Reads a session with its notes. The pair's row has to be locked.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<(MentoringSession, SessionTexts)>> {
    let row = select!("WHERE session_id = $1", id);
    Ok(row.fetch_optional(connection).await?.map(Row::split))
}

/// Saves that a session was taken back, and why.
pub async fn withdraw(connection: &mut PgConnection, session: &MentoringSession, reason: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.mentoring_sessions SET withdrawn_time = $2, reason_key = $3, reason_sealed = $4
         WHERE session_id = $1",
        session.id,
        session.withdrawn_time.map(ToSqlx::to_sqlx) as _,
        reason.key,
        reason.data,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Sessions of a pair with their notes, in the order in which they were written down. The page's key is the session's id.
pub async fn list(
    connection: &mut PgConnection,
    pair: Uuid,
    page: &Page,
) -> sqlx::Result<Vec<(MentoringSession, SessionTexts)>> {
    let rows = select!(
        "WHERE mentorship_id = $1 AND session_id > $2 ORDER BY session_id LIMIT $3",
        pair,
        page.after.1,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(Row::split).collect())
}

/// Minutes written down for a day of a pair.
pub async fn minutes_on(connection: &mut PgConnection, pair: Uuid, day: jiff::civil::Date) -> sqlx::Result<i64> {
    let minutes = sqlx::query_scalar!(
        r#"SELECT coalesce(sum(minutes), 0)::bigint AS "minutes!" FROM career.mentoring_sessions
           WHERE mentorship_id = $1 AND session_date = $2 AND withdrawn_time IS NULL"#,
        pair,
        day.to_sqlx() as _,
    );
    minutes.fetch_one(connection).await
}
