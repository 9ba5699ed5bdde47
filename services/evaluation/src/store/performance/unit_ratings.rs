//! `evaluation.unit_ratings`, and the ratings of a unit's servants.

use crate::{
    domain::{
        distribution::OrganisationPredikat,
        rating::{Predikat, predikat},
        unit_rating::UnitRating,
    },
    store::{rating_texts::rating_from_text, unknown},
};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a rating. The constraint `one_rating_a_unit_and_year` refuses a second one.
pub async fn insert(connection: &mut PgConnection, rating: &UnitRating) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.unit_ratings (rating_id, unit, year, predikat, document_number, document_date, version,
                                              create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        rating.id,
        rating.unit,
        rating.year,
        rating.predikat.as_str(),
        rating.document_number,
        rating.document_date.to_sqlx() as _,
        rating.version,
        rating.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    rating_id: Uuid,
    unit: String,
    year: i32,
    predikat: String,
    document_number: String,
    document_date: jiff_sqlx::Date,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for UnitRating {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.rating_id,
            unit: row.unit,
            year: row.year,
            predikat: OrganisationPredikat::parse(&row.predikat)
                .ok_or_else(|| unknown("rating of a unit", &row.predikat))?,
            document_number: row.document_number,
            document_date: row.document_date.to_jiff(),
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT rating_id, unit, year, predikat, document_number, document_date, version, create_time, update_time
             FROM evaluation.unit_ratings " + $rest,
            $($argument),*
        )
    };
}

/// Reads a rating and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<UnitRating>> {
    let row = select!("WHERE rating_id = $1 FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(UnitRating::try_from).transpose()
}

/// The rating of a unit and year.
pub async fn of_unit(connection: &mut PgConnection, unit: &str, year: i32) -> sqlx::Result<Option<UnitRating>> {
    let row = select!("WHERE instansi = current_setting('app.instansi') AND unit = $1 AND year = $2", unit, year);
    row.fetch_optional(connection).await?.map(UnitRating::try_from).transpose()
}

/// Saves a rating under its next version.
pub async fn update(connection: &mut PgConnection, rating: &mut UnitRating) -> sqlx::Result<()> {
    rating.version += 1;
    sqlx::query!(
        "UPDATE evaluation.unit_ratings SET predikat = $2, document_number = $3, document_date = $4, version = $5,
                                            update_time = $6
         WHERE rating_id = $1",
        rating.id,
        rating.predikat.as_str(),
        rating.document_number,
        rating.document_date.to_sqlx() as _,
        rating.version,
        rating.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists ratings, oldest first; year 0 means any.
pub async fn list(connection: &mut PgConnection, year: i32, page: &Page) -> sqlx::Result<Vec<UnitRating>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, rating_id) > ($1, $2)
           AND ($3::int = 0 OR year = $3)
         ORDER BY create_time, rating_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        year,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(UnitRating::try_from).collect()
}

/// How many servants of a unit have which rating of a year, best first; and how many of all ratings are final.
pub async fn ratings_of_servants(
    connection: &mut PgConnection,
    unit: &str,
    year: i32,
) -> sqlx::Result<(Vec<(Predikat, i64)>, i64)> {
    let rows = sqlx::query!(
        r#"SELECT result AS "result!", behaviour AS "behaviour!", count(*) AS "count!",
                  count(*) FILTER (WHERE state = 'final') AS "finals!"
           FROM evaluation.appraisals
           WHERE unit = $1 AND unit <> '' AND year = $2 AND result IS NOT NULL
           GROUP BY result, behaviour"#,
        unit,
        year,
    );
    let mut counts: Vec<(Predikat, i64)> = Predikat::ALL.iter().map(|one| (*one, 0)).collect();
    let mut finals = 0;
    for row in rows.fetch_all(connection).await? {
        finals += row.finals;
        let rated = predikat(rating_from_text(&row.result)?, rating_from_text(&row.behaviour)?);
        for (_, count) in counts.iter_mut().filter(|(one, _)| *one == rated) {
            *count += row.count;
        }
    }
    Ok((counts, finals))
}
