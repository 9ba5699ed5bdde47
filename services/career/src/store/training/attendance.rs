//! `career.training_attendance`.

use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Notes who was there on a day; a later note replaces an earlier one.
pub async fn note(
    connection: &mut PgConnection,
    session: Uuid,
    day: Date,
    participants: &[Uuid],
    present: &[bool],
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.training_attendance (participant_id, session_id, day, present)
         SELECT participant_id, $1, $2::date, present FROM unnest($3::uuid[], $4::boolean[]) AS one (participant_id, present)
         ON CONFLICT (participant_id, day) DO UPDATE SET present = excluded.present",
        session,
        day.to_sqlx() as _,
        participants,
        present,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// On how many days of a session somebody's attendance was noted.
pub async fn days_held(connection: &mut PgConnection, session: Uuid) -> sqlx::Result<i64> {
    let days = sqlx::query_scalar!(
        r#"SELECT count(DISTINCT day) AS "days!" FROM career.training_attendance WHERE session_id = $1"#,
        session,
    );
    days.fetch_one(connection).await
}

/// One day of one participant.
pub struct Attended {
    /// Participant.
    pub participant: Uuid,
    /// Who that is.
    pub servant: Uuid,
    /// Day.
    pub day: Date,
    /// Whether the person was there.
    pub present: bool,
    /// Days from 1970 to it.
    pub key: i64,
}

/// Lists attendance of a session, earliest day first.
pub async fn list(connection: &mut PgConnection, session: Uuid, page: &Page) -> sqlx::Result<Vec<Attended>> {
    let rows = sqlx::query!(
        r#"SELECT participant_id, servant_id, day, present, (day - DATE '1970-01-01')::bigint AS "key!"
           FROM career.training_attendance AS attendance JOIN career.training_participants USING (participant_id)
           WHERE attendance.session_id = $1 AND ((day - DATE '1970-01-01')::bigint, participant_id) > ($2, $3)
           ORDER BY day, participant_id LIMIT $4"#,
        session,
        page.after.0,
        page.after.1,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows
        .map(|row| Attended {
            participant: row.participant_id,
            servant: row.servant_id,
            day: row.day.to_jiff(),
            present: row.present,
            key: row.key,
        })
        .collect())
}
