//! `career.credits`: credit points, in exact parts of a point.

use crate::{
    domain::{
        credit::{Level, Rating},
        credit_row::{CreditKind, CreditRow},
    },
    store::unknown,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a row. The constraint `one_conversion_a_day` refuses months twice, the index `one_start_a_level` two beginnings.
pub async fn insert(connection: &mut PgConnection, row: &CreditRow) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.credits (credit_id, servant_id, kind, level, valid, rating, parts, basis, ruleset,
                                     document_number, document_date, record_time)
         VALUES ($1, $2, $3, $4, daterange($5, $6, '[]'), $7, $8, $9, $10, $11, $12, $13)",
        row.id,
        row.servant,
        row.kind.as_str(),
        row.level.as_str(),
        row.first.to_sqlx() as _,
        row.last.to_sqlx() as _,
        row.rating.map_or("", Rating::as_str),
        row.parts,
        row.basis,
        row.ruleset,
        row.document_number,
        row.document_date.to_sqlx() as _,
        row.record_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    credit_id: Uuid,
    servant_id: Uuid,
    kind: String,
    level: String,
    first: jiff_sqlx::Date,
    after: Option<jiff_sqlx::Date>,
    rating: String,
    parts: i64,
    basis: String,
    ruleset: String,
    document_number: String,
    document_date: jiff_sqlx::Date,
    record_time: jiff_sqlx::Timestamp,
    superseded_time: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for CreditRow {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let first = row.first.to_jiff();
        Ok(Self {
            id: row.credit_id,
            servant: row.servant_id,
            kind: CreditKind::parse(&row.kind).ok_or_else(|| unknown("kind of credit", &row.kind))?,
            level: Level::parse(&row.level).ok_or_else(|| unknown("level", &row.level))?,
            first,
            last: crate::store::record::last_day(row.after)?.unwrap_or(first),
            rating: Rating::parse(&row.rating),
            parts: row.parts,
            basis: row.basis,
            ruleset: row.ruleset,
            document_number: row.document_number,
            document_date: row.document_date.to_jiff(),
            record_time: row.record_time.to_jiff(),
            superseded_time: row.superseded_time.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

/// Every row of a servant, oldest first; with `superseded` also those that another row took the place of.
pub async fn list(
    connection: &mut PgConnection,
    servant: Uuid,
    superseded: bool,
    page: &Page,
) -> sqlx::Result<Vec<CreditRow>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT credit_id, servant_id, kind, level, lower(valid) AS "first!: jiff_sqlx::Date",
                  upper(valid) AS "after: jiff_sqlx::Date", rating, parts, basis, ruleset, document_number,
                  document_date, record_time, superseded_time
           FROM career.credits
           WHERE servant_id = $1 AND ($2 OR superseded_time IS NULL) AND credit_id > $3 ORDER BY credit_id LIMIT $4"#,
        servant,
        superseded,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(CreditRow::try_from).collect()
}

/// The rows of servants that stand, by servant and first day.
pub async fn of_servants(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<Vec<CreditRow>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT credit_id, servant_id, kind, level, lower(valid) AS "first!: jiff_sqlx::Date",
                  upper(valid) AS "after: jiff_sqlx::Date", rating, parts, basis, ruleset, document_number,
                  document_date, record_time, superseded_time
           FROM career.credits
           WHERE servant_id = ANY ($1) AND superseded_time IS NULL ORDER BY servant_id, lower(valid), credit_id"#,
        servants,
    );
    rows.fetch_all(connection).await?.into_iter().map(CreditRow::try_from).collect()
}

/// The rows of a level that stand, in the order of their days: at most one a month, and one beginning.
pub async fn of_level(connection: &mut PgConnection, servant: Uuid, level: Level) -> sqlx::Result<Vec<CreditRow>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT credit_id, servant_id, kind, level, lower(valid) AS "first!: jiff_sqlx::Date",
                  upper(valid) AS "after: jiff_sqlx::Date", rating, parts, basis, ruleset, document_number,
                  document_date, record_time, superseded_time
           FROM career.credits
           WHERE servant_id = $1 AND level = $2 AND superseded_time IS NULL ORDER BY lower(valid), credit_id"#,
        servant,
        level.as_str(),
    );
    rows.fetch_all(connection).await?.into_iter().map(CreditRow::try_from).collect()
}

/// A rating of a whole year that no points were recorded for.
#[derive(Clone, Copy, Debug)]
pub struct Convertible {
    /// Whose.
    pub servant: Uuid,
    /// Level held on every day of the year, in one post.
    pub level: Level,
    /// Recorded rating.
    pub rating: Rating,
}

/// Whether points of the old scale were carried over to a level after a day: those of the days before are among them.
pub async fn is_integrated_after(
    connection: &mut PgConnection,
    servant: Uuid,
    level: Level,
    last: Date,
) -> sqlx::Result<bool> {
    let known = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM career.credits
                          WHERE servant_id = $1 AND level = $2 AND kind = 'integration' AND superseded_time IS NULL
                            AND lower(valid) > $3::date) AS "known!""#,
        servant,
        level.as_str(),
        last.to_sqlx() as _,
    );
    known.fetch_one(connection).await
}

/// Whether ratings of days before one were converted for a level.
pub async fn is_converted_before(
    connection: &mut PgConnection,
    servant: Uuid,
    level: Level,
    day: Date,
) -> sqlx::Result<bool> {
    let known = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM career.credits
                          WHERE servant_id = $1 AND level = $2 AND kind = 'conversion' AND superseded_time IS NULL
                            AND upper(valid) <= $3::date) AS "known!""#,
        servant,
        level.as_str(),
        day.to_sqlx() as _,
    );
    known.fetch_one(connection).await
}

/// Ratings of a year to convert, by servant, of the servants after one; without those whose points of the level were carried
/// over from the old scale after it.
pub async fn convertible(
    connection: &mut PgConnection,
    (first, last): (Date, Date),
    after: Uuid,
    most: i64,
) -> sqlx::Result<Vec<Convertible>> {
    let rows = sqlx::query!(
        r#"SELECT rated.servant_id, rated.rating, post.job_level
           FROM career.ratings AS rated
           JOIN career.placements AS post ON post.servant_id = rated.servant_id AND post.superseded_time IS NULL
               AND post.assignment = 'definitive' AND post.job_type = 'fungsional' AND post.job_level <> ''
               AND post.valid @> daterange($2, $3, '[]')
           WHERE rated.instansi = current_setting('app.instansi') AND rated.year = $1 AND rated.servant_id > $4
             AND NOT EXISTS (SELECT FROM career.credits AS known
                             WHERE known.servant_id = rated.servant_id AND known.kind = 'conversion'
                               AND known.superseded_time IS NULL AND known.valid && daterange($2, $3, '[]'))
             AND NOT EXISTS (SELECT FROM career.credits AS carried
                             WHERE carried.servant_id = rated.servant_id AND carried.kind = 'integration'
                               AND carried.level = post.job_level AND carried.superseded_time IS NULL
                               AND lower(carried.valid) > $3::date)
           ORDER BY rated.servant_id LIMIT $5"#,
        i32::from(first.year()),
        first.to_sqlx() as _,
        last.to_sqlx() as _,
        after,
        most,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    rows.map(|row| {
        let level = Level::parse(&row.job_level).ok_or_else(|| unknown("level", &row.job_level))?;
        let rating = Rating::parse(&row.rating).ok_or_else(|| unknown("rating", &row.rating))?;
        Ok(Convertible { servant: row.servant_id, level, rating })
    })
    .collect()
}

/// Adds conversions of the same days, document and ruleset. Where somebody recorded points of these days meanwhile, those
/// stay. Returns how many were added.
pub async fn insert_all(connection: &mut PgConnection, rows: &[CreditRow]) -> sqlx::Result<u64> {
    let Some(one) = rows.first() else { return Ok(0) };
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let servants: Vec<Uuid> = rows.iter().map(|row| row.servant).collect();
    let levels: Vec<String> = rows.iter().map(|row| row.level.as_str().to_owned()).collect();
    let ratings: Vec<String> = rows.iter().map(|row| row.rating.map_or("", Rating::as_str).to_owned()).collect();
    let parts: Vec<i64> = rows.iter().map(|row| row.parts).collect();
    let bases: Vec<String> = rows.iter().map(|row| row.basis.clone()).collect();
    let added = sqlx::query!(
        "INSERT INTO career.credits (credit_id, servant_id, kind, level, valid, rating, parts, basis, ruleset,
                                     document_number, document_date, record_time)
         SELECT id, servant, 'conversion', level, daterange($7, $8, '[]'), rating, parts, basis, $9, $10, $11, $12
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[])
              AS new (id, servant, level, rating, parts, basis)
         ON CONFLICT DO NOTHING",
        &ids,
        &servants,
        &levels,
        &ratings,
        &parts,
        &bases,
        one.first.to_sqlx() as _,
        one.last.to_sqlx() as _,
        one.ruleset,
        one.document_number,
        one.document_date.to_sqlx() as _,
        one.record_time.to_sqlx() as _,
    );
    Ok(added.execute(connection).await?.rows_affected())
}

/// Notes that another row takes the place of this one. Returns whether it stood in this servant's record.
pub async fn supersede(connection: &mut PgConnection, servant: Uuid, id: Uuid, now: Timestamp) -> sqlx::Result<bool> {
    let superseded = sqlx::query!(
        "UPDATE career.credits SET superseded_time = $3
         WHERE credit_id = $2 AND servant_id = $1 AND superseded_time IS NULL",
        servant,
        id,
        now.to_sqlx() as _,
    );
    Ok(superseded.execute(connection).await?.rows_affected() == 1)
}
