//! Which of `evaluation.complaints` a sweep over all of them concerns, and how many came of late.

use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// Answered complaints that wait for a reply since before `today`, in the order of ids.
pub async fn silent_after(
    connection: &mut PgConnection,
    after: Uuid,
    most: i64,
    today: Date,
) -> sqlx::Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT complaint_id FROM evaluation.complaints
         WHERE instansi = current_setting('app.instansi') AND state = 'followed_up' AND complaint_id > $1
           AND merged_into IS NULL AND reply_until < $2
         ORDER BY complaint_id LIMIT $3",
        after,
        today.to_sqlx() as _,
        most,
    );
    ids.fetch_all(connection).await
}

/// How many of them come after one in the order of ids.
pub async fn count_silent(connection: &mut PgConnection, after: Uuid, today: Date) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM evaluation.complaints
           WHERE instansi = current_setting('app.instansi') AND state = 'followed_up' AND complaint_id > $1
             AND merged_into IS NULL AND reply_until < $2"#,
        after,
        today.to_sqlx() as _,
    );
    count.fetch_one(connection).await
}

/// Unanswered complaints whose deadline another calendar counted, or reaches into a year without holidays, in the order of ids.
pub async fn recountable_after(
    connection: &mut PgConnection,
    after: Uuid,
    most: i64,
    calendar: &str,
) -> sqlx::Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT complaint_id FROM evaluation.complaints
         WHERE instansi = current_setting('app.instansi') AND open_due IS NOT NULL AND answer_date IS NULL
           AND complaint_id > $1 AND due_from IS NOT NULL AND (NOT due_is_certain OR calendar <> $3)
         ORDER BY complaint_id LIMIT $2",
        after,
        most,
        calendar,
    );
    ids.fetch_all(connection).await
}

/// Complaints among these that nobody looked at yet and that stand by themselves, in the order of ids.
pub async fn untouched(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT complaint_id FROM evaluation.complaints
         WHERE complaint_id = ANY($1) AND state = 'received' AND merged_into IS NULL AND is_handled_here
         ORDER BY complaint_id FOR UPDATE",
        ids,
    );
    ids.fetch_all(connection).await
}

/// How many complaints the public desk, or everybody else, filed after `since`, about one service or in the instansi, counted up
/// to `most`.
pub async fn count_filed(
    connection: &mut PgConnection,
    is_by_desk: bool,
    service: Option<Uuid>,
    since: Timestamp,
    most: i64,
) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (
               SELECT FROM evaluation.complaints
               WHERE instansi = current_setting('app.instansi') AND external_id IS NULL AND create_time > $2
                 AND ($1::uuid IS NULL OR service_id = $1) AND is_by_desk = $4 LIMIT $3) AS recent"#,
        service,
        since.to_sqlx() as _,
        most,
        is_by_desk,
    );
    count.fetch_one(connection).await
}
