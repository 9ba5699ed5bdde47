//! `evaluation.past_ratings`: ratings of the numeric schemes of old.

use crate::{
    domain::past_rating::{PastRating, PastScheme},
    store::unknown,
};
use platform::page::Page;
use sqlx::PgConnection;

/// Adds ratings that are not there yet, in their order: two imports at once wait for each other and for nothing else.
pub async fn insert_all(connection: &mut PgConnection, ratings: &[PastRating]) -> sqlx::Result<()> {
    let servants: Vec<String> = ratings.iter().map(|one| one.servant.clone()).collect();
    let years: Vec<i32> = ratings.iter().map(|one| one.year).collect();
    let schemes: Vec<String> = ratings.iter().map(|one| one.scheme.as_str().to_owned()).collect();
    let works: Vec<Option<i64>> = ratings.iter().map(|one| one.parts.map(|(work, _)| work)).collect();
    let behaviours: Vec<Option<i64>> = ratings.iter().map(|one| one.parts.map(|(_, behaviour)| behaviour)).collect();
    let totals: Vec<i64> = ratings.iter().map(|one| one.total).collect();
    let ideas: Vec<bool> = ratings.iter().map(|one| one.new_idea).collect();
    let rulesets: Vec<String> = ratings.iter().map(|one| one.ruleset.clone()).collect();
    sqlx::query!(
        "INSERT INTO evaluation.past_ratings (servant, year, scheme, work_score, behaviour_score, total, new_idea, ruleset)
         SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::boolean[],
                              $8::text[])
         ORDER BY 1, 2
         ON CONFLICT (servant, year) DO NOTHING",
        &servants,
        &years,
        &schemes,
        &works as &[Option<i64>],
        &behaviours as &[Option<i64>],
        &totals,
        &ideas,
        &rulesets,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    servant: String,
    year: i32,
    scheme: String,
    work_score: Option<i64>,
    behaviour_score: Option<i64>,
    total: i64,
    new_idea: bool,
    ruleset: String,
}

impl TryFrom<Row> for PastRating {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            servant: row.servant,
            year: row.year,
            scheme: PastScheme::parse(&row.scheme).ok_or_else(|| unknown("scheme", &row.scheme))?,
            parts: row.work_score.zip(row.behaviour_score),
            total: row.total,
            new_idea: row.new_idea,
            ruleset: row.ruleset,
        })
    }
}

/// The ratings of these servants in these years, pair by pair.
pub async fn of_pairs(
    connection: &mut PgConnection,
    servants: &[String],
    years: &[i32],
) -> sqlx::Result<Vec<PastRating>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT past.servant, past.year, past.scheme, past.work_score, past.behaviour_score, past.total, past.new_idea,
                past.ruleset
         FROM evaluation.past_ratings AS past
         JOIN (SELECT DISTINCT servant, year FROM unnest($1::text[], $2::int[]) AS pair (servant, year)) AS asked
              ON asked.servant = past.servant AND asked.year = past.year",
        servants,
        years,
    );
    rows.fetch_all(connection).await?.into_iter().map(PastRating::try_from).collect()
}

/// Lists the ratings of a servant, newest last.
pub async fn list(connection: &mut PgConnection, servant: &str, page: &Page) -> sqlx::Result<Vec<PastRating>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT servant, year, scheme, work_score, behaviour_score, total, new_idea, ruleset
         FROM evaluation.past_ratings WHERE servant = $1 AND year > $2 ORDER BY year LIMIT $3",
        servant,
        i32::try_from(page.after.0).unwrap_or(i32::MIN),
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(PastRating::try_from).collect()
}
