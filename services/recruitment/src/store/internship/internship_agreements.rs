//! `recruitment.internship_agreements`.

use crate::domain::internship_agreement::{Agreement, Period};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds an agreement. The constraint `one_agreement_a_number` refuses a number twice.
pub async fn insert(connection: &mut PgConnection, agreement: &Agreement) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.internship_agreements (agreement_id, number, institution_code, institution_title,
                                                        institution_subject, start_date, end_date, quota, fields, version,
                                                        create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        agreement.id,
        agreement.number,
        agreement.institution_code,
        agreement.institution_title,
        agreement.institution_subject,
        agreement.period.first.to_sqlx() as _,
        agreement.period.last.to_sqlx() as _,
        agreement.quota,
        &agreement.fields,
        agreement.version,
        agreement.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    agreement_id: Uuid,
    number: String,
    institution_code: String,
    institution_title: String,
    institution_subject: String,
    start_date: jiff_sqlx::Date,
    end_date: jiff_sqlx::Date,
    quota: i32,
    fields: Vec<String>,
    taken: i32,
    end_time: Option<jiff_sqlx::Timestamp>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl From<Row> for Agreement {
    fn from(row: Row) -> Self {
        Self {
            id: row.agreement_id,
            number: row.number,
            institution_code: row.institution_code,
            institution_title: row.institution_title,
            institution_subject: row.institution_subject,
            period: Period { first: row.start_date.to_jiff(), last: row.end_date.to_jiff() },
            quota: row.quota,
            fields: row.fields,
            taken: row.taken,
            end_time: row.end_time.map(|time| time.to_jiff()),
            version: row.version,
            create_time: row.create_time.to_jiff(),
        }
    }
}

/// Reads an agreement.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Agreement>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT agreement_id, number, institution_code, institution_title, institution_subject, start_date, end_date, quota,
                fields, taken, end_time, version, create_time
         FROM recruitment.internship_agreements WHERE agreement_id = $1",
        id,
    );
    Ok(row.fetch_optional(connection).await?.map(Agreement::from))
}

/// Reads an agreement and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Agreement>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT agreement_id, number, institution_code, institution_title, institution_subject, start_date, end_date, quota,
                fields, taken, end_time, version, create_time
         FROM recruitment.internship_agreements WHERE agreement_id = $1 FOR UPDATE",
        id,
    );
    Ok(row.fetch_optional(connection).await?.map(Agreement::from))
}

/// Saves an agreement under its next version.
pub async fn update(connection: &mut PgConnection, agreement: &mut Agreement) -> sqlx::Result<()> {
    agreement.version += 1;
    sqlx::query!(
        "UPDATE recruitment.internship_agreements SET taken = $2, end_time = $3, version = $4 WHERE agreement_id = $1",
        agreement.id,
        agreement.taken,
        agreement.end_time.map(ToSqlx::to_sqlx) as _,
        agreement.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists agreements, oldest first.
pub async fn list(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<Agreement>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT agreement_id, number, institution_code, institution_title, institution_subject, start_date, end_date, quota,
                fields, taken, end_time, version, create_time
         FROM recruitment.internship_agreements
         WHERE instansi = current_setting('app.instansi') AND (create_time, agreement_id) > ($1, $2)
         ORDER BY create_time, agreement_id LIMIT $3",
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(Agreement::from).collect())
}
