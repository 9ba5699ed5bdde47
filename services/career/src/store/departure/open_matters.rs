//! What is under way for a servant in other tables, and comes to nothing when the servant leaves.

use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// The promotion of a servant that is under way.
pub async fn promotion(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Option<Uuid>> {
    let id = sqlx::query_scalar!(
        "SELECT promotion_id FROM career.promotions WHERE servant_id = $1 AND state IN ('proposed', 'approved')",
        servant,
    );
    id.fetch_optional(connection).await
}

/// The transfer of a servant that is under way.
pub async fn transfer(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Option<Uuid>> {
    let id = sqlx::query_scalar!(
        "SELECT transfer_id FROM career.transfers WHERE servant_id = $1 AND state IN ('requested', 'checked')",
        servant,
    );
    id.fetch_optional(connection).await
}

/// Open sessions in which somebody of these servants takes part or waits, by id.
pub async fn sessions(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        r#"SELECT DISTINCT session.session_id AS "id!" FROM career.training_participants AS one
           JOIN career.training_sessions AS session USING (session_id)
           WHERE one.servant_id = ANY ($1) AND one.state IN ('waiting', 'enrolled') AND session.state = 'open'
           ORDER BY session.session_id"#,
        servants,
    );
    ids.fetch_all(connection).await
}

/// Who waits for a seat in one of these sessions.
pub async fn waiting(connection: &mut PgConnection, sessions: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT servant_id FROM career.training_participants WHERE session_id = ANY ($1) AND state = 'waiting'",
        sessions,
    );
    ids.fetch_all(connection).await
}

/// Whom these servants mentor, or are to mentor.
pub async fn mentees(connection: &mut PgConnection, mentors: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT mentee_id FROM career.mentorships WHERE mentor_id = ANY ($1) AND state IN ('proposed', 'active')",
        mentors,
    );
    ids.fetch_all(connection).await
}

/// Pairs of a servant on either side that are not over.
pub async fn pairs(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT mentorship_id FROM career.mentorships
         WHERE (mentee_id = $1 OR mentor_id = $1) AND state IN ('proposed', 'active') ORDER BY mentorship_id",
        servant,
    );
    ids.fetch_all(connection).await
}

/// Participations of a servant without a result in open sessions: those on a waiting list, and seats in what goes on after
/// `last_day`.
pub async fn seats(connection: &mut PgConnection, servant: Uuid, last_day: Date) -> sqlx::Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT one.participant_id FROM career.training_participants AS one
         JOIN career.training_sessions AS session USING (session_id)
         WHERE one.servant_id = $1 AND session.state = 'open'
           AND (one.state = 'waiting' OR one.state = 'enrolled' AND session.end_date > $2)
         ORDER BY session.session_id",
        servant,
        last_day.to_sqlx() as _,
    );
    ids.fetch_all(connection).await
}

/// What a servant learned elsewhere and nobody has looked at.
pub async fn submitted(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT training_id FROM career.external_trainings WHERE servant_id = $1 AND state = 'submitted'
         ORDER BY training_id",
        servant,
    );
    ids.fetch_all(connection).await
}

/// Nominations of a servant as a successor that stand.
pub async fn nominations(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT successor_id FROM career.successors WHERE servant_id = $1 AND state = 'nominated' ORDER BY successor_id",
        servant,
    );
    ids.fetch_all(connection).await
}
