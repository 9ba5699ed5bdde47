//! What is late: lists and figures over `evaluation.complaints`.

use crate::domain::{
    complaint::Complaint,
    timeliness::{Timeliness, day_of_number},
};
use crate::store::complaints;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// The day that a page by days begins after.
fn after_day(page: &Page) -> Date {
    day_of_number(page.after.0)
}

/// Lists complaints handled here that have no answer, or none to a reply, although the day for it lies before `today`, the oldest day
/// first; no unit means any.
pub async fn overdue(
    connection: &mut PgConnection,
    unit: Option<Uuid>,
    today: Date,
    page: &Page,
) -> sqlx::Result<Vec<Complaint>> {
    let ids = sqlx::query_scalar!(
        "SELECT complaint_id FROM evaluation.complaints
         WHERE instansi = current_setting('app.instansi') AND open_due < $1 AND is_handled_here
           AND ($2::uuid IS NULL OR unit_id = $2)
           AND (open_due, complaint_id) > ($3, $4)
         ORDER BY open_due, complaint_id LIMIT $5",
        today.to_sqlx() as _,
        unit,
        after_day(page).to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    let ids = ids.fetch_all(&mut *connection).await?;
    complaints::in_order(connection, &ids).await
}

/// Lists complaints that are not verified although the day for it lies before `today`, the oldest first; no unit means any.
pub async fn unverified(
    connection: &mut PgConnection,
    unit: Option<Uuid>,
    today: Date,
    page: &Page,
) -> sqlx::Result<Vec<Complaint>> {
    let ids = sqlx::query_scalar!(
        "SELECT complaint_id FROM evaluation.complaints
         WHERE instansi = current_setting('app.instansi') AND verify_due < $1 AND state = 'received' AND merged_into IS NULL
           AND is_handled_here AND ($2::uuid IS NULL OR unit_id = $2)
           AND (verify_due, complaint_id) > ($3, $4)
         ORDER BY verify_due, complaint_id LIMIT $5",
        today.to_sqlx() as _,
        unit,
        after_day(page).to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    let ids = ids.fetch_all(&mut *connection).await?;
    complaints::in_order(connection, &ids).await
}

/// What became of the complaints whose deadline lay in a period, and of what was due before they were opened again, by unit in
/// the order of ids. What has no answer counts as late once its day is before `today`; what another system handles and has not ended does
/// not count. Reporters of duplicates are reporters of
/// the whole.
pub async fn by_unit(
    connection: &mut PgConnection,
    period: (Date, Date),
    today: Date,
    page: &Page,
) -> sqlx::Result<Vec<Timeliness>> {
    let rows = sqlx::query!(
        r#"WITH current AS (
               SELECT complaint_id, unit_id, due_date, answer_date, is_handled_here, verify_due, verify_date
               FROM evaluation.complaints
               WHERE instansi = current_setting('app.instansi') AND due_date BETWEEN $1 AND $2 AND merged_into IS NULL
                 AND state NOT IN ('rejected', 'archived') AND (is_handled_here OR answer_date IS NOT NULL)
                 AND unit_id > $3
           ), promised AS (
               SELECT unit_id, due_date, answer_date, is_handled_here, verify_due, verify_date FROM current
               UNION ALL
               SELECT unit_id, due_date, answer_date, false, NULL, NULL FROM evaluation.complaint_rounds
               WHERE instansi = current_setting('app.instansi') AND due_date BETWEEN $1 AND $2 AND unit_id > $3
           ), rated AS (
               SELECT whole.unit_id, count(*) FILTER (WHERE satisfaction = 1) AS one,
                      count(*) FILTER (WHERE satisfaction = 2) AS two, count(*) FILTER (WHERE satisfaction = 3) AS three,
                      count(*) FILTER (WHERE satisfaction = 4) AS four
               FROM evaluation.complaint_reporters AS reporter
               JOIN evaluation.complaints AS own ON own.complaint_id = reporter.complaint_id
               JOIN current AS whole ON whole.complaint_id = coalesce(own.merged_into, own.complaint_id)
               GROUP BY whole.unit_id
           ), counted AS (
               SELECT unit_id, count(*) AS due, count(*) FILTER (WHERE coalesce(answer_date, $4) > due_date) AS overdue,
                      count(*) FILTER (WHERE is_handled_here) AS verified,
                      count(*) FILTER (WHERE is_handled_here AND coalesce(verify_date, $4) > verify_due) AS verified_late
               FROM promised GROUP BY unit_id
           )
           SELECT unit_id AS "unit!", due AS "due!", overdue AS "overdue!", verified AS "verified!",
                  verified_late AS "verified_late!", coalesce(one, 0) AS "one!", coalesce(two, 0) AS "two!",
                  coalesce(three, 0) AS "three!", coalesce(four, 0) AS "four!"
           FROM counted LEFT JOIN rated USING (unit_id) ORDER BY unit_id LIMIT $5"#,
        period.0.to_sqlx() as _,
        period.1.to_sqlx() as _,
        page.after.1,
        today.to_sqlx() as _,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| Timeliness {
        unit: row.unit,
        due: row.due,
        overdue: row.overdue,
        verified: row.verified,
        verified_late: row.verified_late,
        satisfaction: [row.one, row.two, row.three, row.four],
    });
    Ok(rows.collect())
}
