//! `career.agreements`.

use crate::domain::work_agreement::{AgreementWarning, WorkAgreement};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds an agreement. The constraint `one_agreement_a_person` refuses a second one at the same time.
pub async fn insert(connection: &mut PgConnection, one: &WorkAgreement) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.agreements (agreement_id, servant_id, number, signed_date, start_date, end_date, extends,
                                        extended, version, record_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        one.id,
        one.servant,
        one.number,
        one.signed.to_sqlx() as _,
        one.start.to_sqlx() as _,
        one.end.to_sqlx() as _,
        one.extends,
        one.extended,
        one.version,
        one.record_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    agreement_id: Uuid,
    servant_id: Uuid,
    number: String,
    signed_date: jiff_sqlx::Date,
    start_date: jiff_sqlx::Date,
    end_date: jiff_sqlx::Date,
    extends: Option<Uuid>,
    extended: bool,
    version: i64,
    record_time: jiff_sqlx::Timestamp,
}

impl From<Row> for WorkAgreement {
    fn from(row: Row) -> Self {
        Self {
            id: row.agreement_id,
            servant: row.servant_id,
            number: row.number,
            signed: row.signed_date.to_jiff(),
            start: row.start_date.to_jiff(),
            end: row.end_date.to_jiff(),
            extends: row.extends,
            extended: row.extended,
            version: row.version,
            record_time: row.record_time.to_jiff(),
        }
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT agreement_id, servant_id, number, signed_date, start_date, end_date, extends, extended, version,
                    record_time
             FROM career.agreements " + $rest,
            $($argument),*
        )
    };
}

/// Reads an agreement.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<WorkAgreement>> {
    let row = select!("WHERE agreement_id = $1", id);
    Ok(row.fetch_optional(connection).await?.map(WorkAgreement::from))
}

/// The first agreement of a servant at the same time, other than one.
pub async fn overlapping(
    connection: &mut PgConnection,
    servant: Uuid,
    (start, end): (Date, Date),
) -> sqlx::Result<Option<WorkAgreement>> {
    let row = select!(
        "WHERE servant_id = $1 AND start_date <= $3 AND end_date >= $2 ORDER BY start_date LIMIT 1",
        servant,
        start.to_sqlx() as _,
        end.to_sqlx() as _,
    );
    Ok(row.fetch_optional(connection).await?.map(WorkAgreement::from))
}

/// Every agreement of a servant, first recorded first.
pub async fn list(connection: &mut PgConnection, servant: Uuid, page: &Page) -> sqlx::Result<Vec<WorkAgreement>> {
    let rows = select!(
        "WHERE servant_id = $1 AND agreement_id > $2 ORDER BY agreement_id LIMIT $3",
        servant,
        page.after.1,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(WorkAgreement::from).collect())
}

/// Notes that another one extends this one, under its next version.
pub async fn mark_extended(connection: &mut PgConnection, one: &mut WorkAgreement) -> sqlx::Result<()> {
    one.version += 1;
    sqlx::query!(
        "UPDATE career.agreements SET extended = true, version = $2 WHERE agreement_id = $1",
        one.id,
        one.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Agreements of those in service that end within `months` of a day, or ended, and nothing follows: by last day.
pub async fn that_end(
    connection: &mut PgConnection,
    day: Date,
    months: i32,
    page: &Page,
) -> sqlx::Result<Vec<AgreementWarning>> {
    let rows = sqlx::query!(
        r#"SELECT one.agreement_id, one.servant_id, one.end_date, warned.record_time AS "record_time?"
           FROM career.agreements AS one
           JOIN career.servants AS servant ON servant.servant_id = one.servant_id
           LEFT JOIN career.onboarding_warnings AS warned
               ON warned.kind = 'agreement_ends' AND warned.subject_id = one.agreement_id
           WHERE one.instansi = current_setting('app.instansi') AND NOT one.extended AND servant.state <> 'left'
             AND (one.end_date - make_interval(months => $2))::date <= $1
             AND NOT EXISTS (SELECT FROM career.agreements AS next
                             WHERE next.servant_id = one.servant_id AND next.start_date > one.end_date)
             AND ((one.end_date - date '2000-01-01')::bigint, one.agreement_id) > ($3, $4)
           ORDER BY (one.end_date - date '2000-01-01')::bigint, one.agreement_id LIMIT $5"#,
        day.to_sqlx() as _,
        months,
        page.after.0,
        page.after.1,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| AgreementWarning {
        agreement: row.agreement_id,
        servant: row.servant_id,
        end: row.end_date.to_jiff(),
        record_time: row.record_time.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok(rows.collect())
}
