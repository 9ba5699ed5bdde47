//! `career.adaptation_follow_ups`, and which are due.

use crate::domain::adaptation::{DueFollowUp, FollowUp};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

struct Row {
    follow_up_id: Uuid,
    servant_id: Uuid,
    months: i32,
    due_date: jiff_sqlx::Date,
    ruleset: String,
    create_time: jiff_sqlx::Timestamp,
}

impl From<Row> for FollowUp {
    fn from(row: Row) -> Self {
        Self {
            id: row.follow_up_id,
            servant: row.servant_id,
            months: row.months,
            due_date: row.due_date.to_jiff(),
            ruleset: row.ruleset,
            create_time: row.create_time.to_jiff(),
        }
    }
}

/// Adds a follow-up. Lock the servant first, so that no two sides begin it.
pub async fn insert(connection: &mut PgConnection, one: &FollowUp) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.adaptation_follow_ups (follow_up_id, servant_id, months, due_date, ruleset, create_time)
         VALUES ($1, $2, $3, $4, $5, $6)",
        one.id,
        one.servant,
        one.months,
        one.due_date.to_sqlx() as _,
        one.ruleset,
        one.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The follow-up of a servant after so many months, if a side has answered.
pub async fn of(connection: &mut PgConnection, servant: Uuid, months: i32) -> sqlx::Result<Option<FollowUp>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT follow_up_id, servant_id, months, due_date, ruleset, create_time FROM career.adaptation_follow_ups
         WHERE servant_id = $1 AND months = $2",
        servant,
        months,
    );
    Ok(row.fetch_optional(connection).await?.map(FollowUp::from))
}

/// Lists follow-ups, first answered first; no servant means any.
pub async fn list(connection: &mut PgConnection, servant: Option<Uuid>, page: &Page) -> sqlx::Result<Vec<FollowUp>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT follow_up_id, servant_id, months, due_date, ruleset, create_time FROM career.adaptation_follow_ups
         WHERE instansi = current_setting('app.instansi') AND (create_time, follow_up_id) > ($1, $2)
           AND ($3::uuid IS NULL OR servant_id = $3)
         ORDER BY create_time, follow_up_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        servant,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(FollowUp::from).collect())
}

/// Follow-ups that are due on a day and that a side has still to answer: by months, then by servant.
pub async fn due(
    connection: &mut PgConnection,
    day: Date,
    months: &[i32],
    page: &Page,
) -> sqlx::Result<Vec<DueFollowUp>> {
    let rows = sqlx::query!(
        r#"SELECT due.servant_id AS "servant_id!", due.months AS "months!", due.due_date AS "due_date!: jiff_sqlx::Date",
                  due.rater AS "rater!", due.servant AS "servant!"
           FROM (
               SELECT one.servant_id, step.months, (one.first_day + make_interval(months => step.months))::date AS due_date,
                      EXISTS (SELECT FROM career.adaptation_follow_ups AS told
                              JOIN career.adaptation_sides AS side ON side.follow_up_id = told.follow_up_id
                              WHERE told.servant_id = one.servant_id AND told.months = step.months
                                AND side.side = 'rater') AS rater,
                      EXISTS (SELECT FROM career.adaptation_follow_ups AS told
                              JOIN career.adaptation_sides AS side ON side.follow_up_id = told.follow_up_id
                              WHERE told.servant_id = one.servant_id AND told.months = step.months
                                AND side.side = 'servant') AS servant
               FROM career.onboardings AS one
               JOIN career.servants AS person ON person.servant_id = one.servant_id
               CROSS JOIN unnest($2::int[]) AS step(months)
               WHERE one.instansi = current_setting('app.instansi') AND person.state <> 'left'
           ) AS due
           WHERE due.due_date <= $1 AND NOT (due.rater AND due.servant)
             AND (due.months::bigint, due.servant_id) > ($3, $4)
           ORDER BY due.months, due.servant_id LIMIT $5"#,
        day.to_sqlx() as _,
        months,
        page.after.0,
        page.after.1,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| DueFollowUp {
        servant: row.servant_id,
        months: row.months,
        due_date: row.due_date.to_jiff(),
        rater_answered: row.rater,
        servant_answered: row.servant,
    });
    Ok(rows.collect())
}
