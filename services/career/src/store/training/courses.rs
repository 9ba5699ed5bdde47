//! `career.courses`.

use crate::{
    domain::course::{Course, CourseKind, Mode, Teaching},
    store::unknown,
};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a course. The index `one_course_a_code` refuses a code that another offered course has.
pub async fn insert(connection: &mut PgConnection, course: &Course) -> sqlx::Result<()> {
    let teaching = course.teaching.as_ref();
    sqlx::query!(
        "INSERT INTO career.courses (course_id, code, title, kind, activity, dictionary, competency, level, hours, rupiah,
                                     provider, mode, version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        course.id,
        course.code,
        course.title,
        course.kind.as_str(),
        course.activity,
        teaching.map(|teaching| teaching.dictionary.as_str()),
        teaching.map(|teaching| teaching.code.as_str()),
        teaching.map(|teaching| i32::from(teaching.level)),
        course.hours,
        course.rupiah,
        course.provider,
        course.mode.as_str(),
        course.version,
        course.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    course_id: Uuid,
    code: String,
    title: String,
    kind: String,
    activity: i32,
    dictionary: Option<String>,
    competency: Option<String>,
    level: Option<i32>,
    hours: i64,
    rupiah: i64,
    provider: String,
    mode: String,
    retire_time: Option<jiff_sqlx::Timestamp>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Course {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.course_id,
            code: row.code,
            title: row.title,
            kind: CourseKind::parse(&row.kind).ok_or_else(|| unknown("course kind", &row.kind))?,
            activity: row.activity,
            teaching: teaching(row.dictionary, row.competency, row.level),
            hours: row.hours,
            rupiah: row.rupiah,
            provider: row.provider,
            mode: Mode::parse(&row.mode).ok_or_else(|| unknown("course mode", &row.mode))?,
            retire_time: row.retire_time.map(|time| time.to_jiff()),
            version: row.version,
            create_time: row.create_time.to_jiff(),
        })
    }
}

/// What is taught, where all of it is told.
pub(crate) fn teaching(dictionary: Option<String>, code: Option<String>, level: Option<i32>) -> Option<Teaching> {
    Some(Teaching { dictionary: dictionary?, code: code?, level: Teaching::level(level?)? })
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT course_id, code, title, kind, activity, dictionary, competency, level, hours, rupiah, provider, mode,
                    retire_time, version, create_time
             FROM career.courses " + $rest,
            $($argument),*
        )
    };
}

/// Reads a course.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Course>> {
    let row = select!("WHERE course_id = $1", id);
    row.fetch_optional(connection).await?.map(Course::try_from).transpose()
}

/// Reads a course and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Course>> {
    let row = select!("WHERE course_id = $1 FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(Course::try_from).transpose()
}

/// Saves a course under its next version.
pub async fn update(connection: &mut PgConnection, course: &mut Course) -> sqlx::Result<()> {
    course.version += 1;
    sqlx::query!(
        "UPDATE career.courses SET retire_time = $2, version = $3 WHERE course_id = $1",
        course.id,
        course.retire_time.map(ToSqlx::to_sqlx) as _,
        course.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Which courses to list.
pub struct Filter {
    /// Of this kind.
    pub kind: Option<CourseKind>,
    /// That teach a competency of this dictionary; empty for all.
    pub dictionary: String,
    /// That teach this competency; empty for all.
    pub competency: String,
    /// Also those that were taken out of the catalogue.
    pub retired: bool,
}

/// Lists courses, oldest first.
pub async fn list(connection: &mut PgConnection, filter: &Filter, page: &Page) -> sqlx::Result<Vec<Course>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, course_id) > ($1, $2)
           AND ($3::text IS NULL OR kind = $3) AND ($4 = '' OR dictionary = $4) AND ($5 = '' OR competency = $5)
           AND ($6 OR retire_time IS NULL)
         ORDER BY create_time, course_id LIMIT $7",
        page.after_time().to_sqlx() as _,
        page.after.1,
        filter.kind.map(CourseKind::as_str),
        filter.dictionary,
        filter.competency,
        filter.retired,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Course::try_from).collect()
}

/// Every course offered that teaches one of these competencies.
pub async fn that_teach(
    connection: &mut PgConnection,
    dictionaries: &[String],
    codes: &[String],
) -> sqlx::Result<Vec<Course>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND retire_time IS NULL
           AND (dictionary, competency) IN (SELECT dictionary, code FROM unnest($1::text[], $2::text[])
                                                                     AS asked (dictionary, code))
         ORDER BY course_id",
        dictionaries,
        codes,
    );
    rows.fetch_all(connection).await?.into_iter().map(Course::try_from).collect()
}
