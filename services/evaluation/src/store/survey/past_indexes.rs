//! `evaluation.past_indexes`.

use crate::domain::past_index::PastIndex;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a past index.
pub async fn insert(connection: &mut PgConnection, past: &PastIndex) -> sqlx::Result<()> {
    let titles: Vec<String> = past.elements.iter().map(|(title, _)| title.clone()).collect();
    let averages: Vec<i32> = past.elements.iter().map(|(_, average)| *average).collect();
    sqlx::query!(
        "INSERT INTO evaluation.past_indexes (past_index_id, service_id, period_start, period_end, scheme, respondents,
                                              index_hundredths, element_titles, element_thousandths, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        past.id,
        past.service,
        past.period_start.to_sqlx() as _,
        past.period_end.to_sqlx() as _,
        past.scheme,
        past.respondents,
        past.index,
        &titles,
        &averages,
        past.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    past_index_id: Uuid,
    service_id: Uuid,
    period_start: jiff_sqlx::Date,
    period_end: jiff_sqlx::Date,
    scheme: String,
    respondents: i64,
    index_hundredths: i64,
    element_titles: Vec<String>,
    element_thousandths: Vec<i32>,
    create_time: jiff_sqlx::Timestamp,
}

impl From<Row> for PastIndex {
    fn from(row: Row) -> Self {
        Self {
            id: row.past_index_id,
            service: row.service_id,
            period_start: row.period_start.to_jiff(),
            period_end: row.period_end.to_jiff(),
            scheme: row.scheme,
            respondents: row.respondents,
            index: row.index_hundredths,
            elements: row.element_titles.into_iter().zip(row.element_thousandths).collect(),
            create_time: row.create_time.to_jiff(),
        }
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT past_index_id, service_id, period_start, period_end, scheme, respondents, index_hundredths,
                    element_titles, element_thousandths, create_time
             FROM evaluation.past_indexes " + $rest,
            $($argument),*
        )
    };
}

/// Whether a past index of the service covers a part of these days.
pub async fn overlaps(connection: &mut PgConnection, service: Uuid, start: Date, end: Date) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM evaluation.past_indexes
                          WHERE service_id = $1 AND period_start <= $3 AND period_end >= $2) AS "overlaps!""#,
        service,
        start.to_sqlx() as _,
        end.to_sqlx() as _,
    )
    .fetch_one(connection)
    .await
}

/// The last past index of a service whose period ended before this day.
pub async fn previous(connection: &mut PgConnection, service: Uuid, before: Date) -> sqlx::Result<Option<PastIndex>> {
    let row = select!(
        "WHERE service_id = $1 AND period_end < $2 ORDER BY period_end DESC, past_index_id LIMIT 1",
        service,
        before.to_sqlx() as _,
    );
    Ok(row.fetch_optional(connection).await?.map(PastIndex::from))
}

/// Lists past indexes, oldest record first; no service means any.
pub async fn list(connection: &mut PgConnection, service: Option<Uuid>, page: &Page) -> sqlx::Result<Vec<PastIndex>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, past_index_id) > ($1, $2)
           AND ($3::uuid IS NULL OR service_id = $3)
         ORDER BY create_time, past_index_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        service,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(PastIndex::from).collect())
}
