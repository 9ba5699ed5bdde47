//! `career.award_candidates`: what a run saw of people, and what came out.

use crate::{
    domain::{
        award::{AwardInput, AwardOutcome, parse_ratings, ratings_text},
        credit::Rating,
        rating::YearRating,
    },
    store::unknown,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// People kept by one statement.
const CHUNK: usize = 5_000;

/// What a run can see today of everybody in service, by id: the ratings of `years`, and whether a punishment ran in them.
pub async fn inputs(
    connection: &mut PgConnection,
    first: i32,
    last: i32,
    today: Date,
) -> sqlx::Result<Vec<AwardInput>> {
    let mut ratings = ratings_of_all(connection, first, last).await?;
    let rows = sqlx::query!(
        r#"SELECT who.servant_id, coalesce(told.unit, '') AS "unit!",
                  EXISTS (SELECT FROM career.punishments AS punished
                          WHERE punished.servant_id = who.servant_id AND punished.superseded_time IS NULL
                            AND punished.valid && daterange(make_date($1, 1, 1), make_date($2, 12, 31), '[]'))
                      AS "punished!"
           FROM career.servants AS who
           LEFT JOIN career.placements AS post ON post.servant_id = who.servant_id AND post.valid @> $3::date
               AND post.superseded_time IS NULL AND post.assignment = 'definitive'
           LEFT JOIN career.positions AS told ON told.position = post.position
           WHERE who.instansi = current_setting('app.instansi') AND who.state <> 'left'
           ORDER BY who.servant_id"#,
        first,
        last,
        today.to_sqlx() as _,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let inputs = rows.map(|row| AwardInput {
        servant: row.servant_id,
        unit: row.unit,
        ratings: ratings.remove(&row.servant_id).unwrap_or_default(),
        punished: row.punished,
    });
    Ok(inputs.collect())
}

async fn ratings_of_all(
    connection: &mut PgConnection,
    first: i32,
    last: i32,
) -> sqlx::Result<HashMap<Uuid, Vec<YearRating>>> {
    let rows = sqlx::query!(
        "SELECT servant_id, year, rating FROM career.ratings
         WHERE instansi = current_setting('app.instansi') AND year BETWEEN $1 AND $2 ORDER BY servant_id, year",
        first,
        last,
    );
    let mut found: HashMap<Uuid, Vec<YearRating>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let rating = Rating::parse(&row.rating).ok_or_else(|| unknown("rating", &row.rating))?;
        found.entry(row.servant_id).or_default().push(YearRating { year: row.year, rating });
    }
    Ok(found)
}

/// Keeps what a run saw and found.
pub async fn insert_all(
    connection: &mut PgConnection,
    run: Uuid,
    inputs: &[AwardInput],
    outcomes: &[AwardOutcome],
) -> sqlx::Result<()> {
    for (inputs, outcomes) in inputs.chunks(CHUNK).zip(outcomes.chunks(CHUNK)) {
        let servants: Vec<Uuid> = inputs.iter().map(|one| one.servant).collect();
        let units: Vec<String> = inputs.iter().map(|one| one.unit.clone()).collect();
        let ratings: Vec<String> = inputs.iter().map(|one| ratings_text(&one.ratings)).collect();
        let punished: Vec<bool> = inputs.iter().map(|one| one.punished).collect();
        let points: Vec<i32> = outcomes.iter().map(|one| one.points).collect();
        let places: Vec<i32> = outcomes.iter().map(|one| one.place).collect();
        let awarded: Vec<bool> = outcomes.iter().map(|one| one.awarded).collect();
        let explanations: Vec<String> = outcomes.iter().map(|one| one.explanation.clone()).collect();
        sqlx::query!(
            "INSERT INTO career.award_candidates (run_id, servant_id, unit, ratings, punished, points, place, awarded,
                                                  explanation)
             SELECT $1, servant_id, unit, ratings, punished, points, place, awarded, explanation
             FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bool[], $6::int[], $7::int[], $8::bool[], $9::text[])
                  AS new (servant_id, unit, ratings, punished, points, place, awarded, explanation)",
            run,
            &servants,
            &units,
            &ratings,
            &punished,
            &points,
            &places,
            &awarded,
            &explanations,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Everybody whom a run looked at, by id.
pub async fn all(connection: &mut PgConnection, run: Uuid) -> sqlx::Result<Vec<(AwardInput, AwardOutcome)>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT servant_id, unit, ratings, punished, points, place, awarded, explanation FROM career.award_candidates
         WHERE run_id = $1 ORDER BY servant_id",
        run,
    );
    rows.fetch_all(connection).await?.into_iter().map(Row::read).collect()
}

/// A page of those whom a run looked at, by id.
pub async fn list(
    connection: &mut PgConnection,
    run: Uuid,
    awarded_only: bool,
    page: &Page,
) -> sqlx::Result<Vec<(AwardInput, AwardOutcome)>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT servant_id, unit, ratings, punished, points, place, awarded, explanation FROM career.award_candidates
         WHERE run_id = $1 AND (NOT $2 OR awarded) AND servant_id > $3 ORDER BY servant_id LIMIT $4",
        run,
        awarded_only,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Row::read).collect()
}

struct Row {
    servant_id: Uuid,
    unit: String,
    ratings: String,
    punished: bool,
    points: i32,
    place: i32,
    awarded: bool,
    explanation: String,
}

impl Row {
    fn read(self) -> sqlx::Result<(AwardInput, AwardOutcome)> {
        let ratings = parse_ratings(&self.ratings).ok_or_else(|| unknown("ratings", &self.ratings))?;
        let input = AwardInput { servant: self.servant_id, unit: self.unit, ratings, punished: self.punished };
        let outcome = AwardOutcome {
            points: self.points,
            place: self.place,
            awarded: self.awarded,
            explanation: self.explanation,
        };
        Ok((input, outcome))
    }
}
