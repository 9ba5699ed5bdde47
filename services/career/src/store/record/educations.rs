//! `career.educations`.

use crate::{
    domain::education::{Education, EducationLevel},
    store::unknown,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds an education.
pub async fn insert(connection: &mut PgConnection, education: &Education) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.educations (education_id, servant_id, level, program, institution, graduation_year,
                                        certificate_number, recognised, record_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        education.id,
        education.servant,
        education.level.as_str(),
        education.program,
        education.institution,
        education.graduation_year,
        education.certificate_number,
        education.recognised,
        education.record_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    education_id: Uuid,
    servant_id: Uuid,
    level: String,
    program: String,
    institution: String,
    graduation_year: i32,
    certificate_number: String,
    recognised: bool,
    record_time: jiff_sqlx::Timestamp,
    superseded_time: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for Education {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.education_id,
            servant: row.servant_id,
            level: EducationLevel::parse(&row.level).ok_or_else(|| unknown("education", &row.level))?,
            program: row.program,
            institution: row.institution,
            graduation_year: row.graduation_year,
            certificate_number: row.certificate_number,
            recognised: row.recognised,
            record_time: row.record_time.to_jiff(),
            superseded_time: row.superseded_time.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT education_id, servant_id, level, program, institution, graduation_year, certificate_number, recognised,
                    record_time, superseded_time
             FROM career.educations " + $rest,
            $($argument),*
        )
    };
}

/// One row.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Education>> {
    let row = select!("WHERE education_id = $1", id);
    row.fetch_optional(connection).await?.map(Education::try_from).transpose()
}

/// Every education of a servant, oldest row first; with `superseded` also those that another row took the place of.
pub async fn list(
    connection: &mut PgConnection,
    servant: Uuid,
    superseded: bool,
    page: &Page,
) -> sqlx::Result<Vec<Education>> {
    let rows = select!(
        "WHERE servant_id = $1 AND ($2 OR superseded_time IS NULL) AND education_id > $3 ORDER BY education_id LIMIT $4",
        servant,
        superseded,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Education::try_from).collect()
}

/// The educations that a servant had ended by a year, as far as they were known at an instant.
pub async fn until_known(
    connection: &mut PgConnection,
    servant: Uuid,
    year: i32,
    known: Timestamp,
) -> sqlx::Result<Vec<Education>> {
    let rows = select!(
        "WHERE servant_id = $1 AND graduation_year <= $2 AND record_time <= $3
           AND (superseded_time IS NULL OR superseded_time > $3)
         ORDER BY graduation_year, education_id",
        servant,
        year,
        known.to_sqlx() as _,
    );
    rows.fetch_all(connection).await?.into_iter().map(Education::try_from).collect()
}

/// The educations of servants that stand, by servant and year.
pub async fn of_servants(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<Vec<Education>> {
    let rows = select!(
        "WHERE servant_id = ANY ($1) AND superseded_time IS NULL ORDER BY servant_id, graduation_year, education_id",
        servants,
    );
    rows.fetch_all(connection).await?.into_iter().map(Education::try_from).collect()
}

/// The highest education of a servant that counts for the career.
pub async fn highest(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Option<EducationLevel>> {
    let levels = sqlx::query_scalar!(
        "SELECT level FROM career.educations WHERE servant_id = $1 AND recognised AND superseded_time IS NULL",
        servant,
    );
    let mut highest: Option<EducationLevel> = None;
    for level in levels.fetch_all(connection).await? {
        let level = EducationLevel::parse(&level).ok_or_else(|| unknown("education", &level))?;
        highest = highest.max(Some(level));
    }
    Ok(highest)
}

/// Notes that another row takes the place of this one. Returns whether it stood until now.
pub async fn supersede(connection: &mut PgConnection, id: Uuid, now: Timestamp) -> sqlx::Result<bool> {
    let superseded = sqlx::query!(
        "UPDATE career.educations SET superseded_time = $2 WHERE education_id = $1 AND superseded_time IS NULL",
        id,
        now.to_sqlx() as _,
    );
    Ok(superseded.execute(connection).await?.rows_affected() == 1)
}
