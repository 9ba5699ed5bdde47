//! Seats of a position as places that somebody can be promoted into.

use sqlx::PgConnection;

/// The highest seat of a position that anybody ever held definitively; 0 where nobody did.
pub async fn highest_seat(connection: &mut PgConnection, position: &str) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        r#"SELECT coalesce(max(seat), 0) AS "seat!" FROM career.placements
           WHERE position = $1 AND assignment = 'definitive' AND superseded_time IS NULL"#,
        position,
    )
    .fetch_one(connection)
    .await
}
