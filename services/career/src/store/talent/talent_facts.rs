//! What boxes are proposed from, for one servant or for thousands at once: one statement a table, each by ids alone.

use crate::{
    domain::{
        credit::Rating,
        nine_box::{MatchSeen, PartScore, TalentFacts},
        rating::YearRating,
    },
    store::{held, unknown},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// The facts of these servants as they are on `today`, in this order.
pub async fn of_all(connection: &mut PgConnection, servants: &[Uuid], today: Date) -> sqlx::Result<Vec<TalentFacts>> {
    let mut ratings = ratings(connection, servants, i32::from(today.year())).await?;
    let mut scores = scores(connection, servants, today).await?;
    let mut matches = matches(connection, servants).await?;
    let mut posts = held::posts(connection, servants, today).await?;
    let told = held::positions_of(connection, &posts).await?;
    let facts = servants.iter().map(|servant| {
        let position = posts.remove(servant).map(|post| post.position).unwrap_or_default();
        TalentFacts {
            servant: *servant,
            unit: told.get(&position).map(|told| told.unit.clone()).unwrap_or_default(),
            position,
            rating: ratings.remove(servant),
            scores: scores.remove(servant).unwrap_or_default(),
            matched: matches.remove(servant),
        }
    });
    Ok(facts.collect())
}

/// The latest rating of each.
async fn ratings(
    connection: &mut PgConnection,
    servants: &[Uuid],
    this_year: i32,
) -> sqlx::Result<HashMap<Uuid, YearRating>> {
    let rows = sqlx::query!(
        "SELECT DISTINCT ON (servant_id) servant_id, year, rating FROM career.ratings
         WHERE servant_id = ANY ($1) AND year <= $2 ORDER BY servant_id, year DESC",
        servants,
        this_year,
    );
    let mut found = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let rating = Rating::parse(&row.rating).ok_or_else(|| unknown("rating", &row.rating))?;
        found.insert(row.servant_id, YearRating { year: row.year, rating });
    }
    Ok(found)
}

/// The latest score of each part.
async fn scores(
    connection: &mut PgConnection,
    servants: &[Uuid],
    today: Date,
) -> sqlx::Result<HashMap<Uuid, Vec<PartScore>>> {
    let rows = sqlx::query!(
        r#"SELECT DISTINCT ON (servant_id, part) servant_id, part, score,
                  assessed_date AS "assessed_date: jiff_sqlx::Date"
           FROM career.potentials
           WHERE servant_id = ANY ($1) AND superseded_time IS NULL AND assessed_date <= $2
           ORDER BY servant_id, part, assessed_date DESC, potential_id DESC"#,
        servants,
        today.to_sqlx() as _,
    );
    let mut found: HashMap<Uuid, Vec<PartScore>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let score = PartScore { part: row.part, score: row.score, date: row.assessed_date.to_jiff() };
        found.entry(row.servant_id).or_default().push(score);
    }
    Ok(found)
}

async fn matches(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<HashMap<Uuid, MatchSeen>> {
    let rows = sqlx::query!(
        r#"SELECT servant_id, position, asked, assessed, match_numerator, match_denominator,
                  compute_date AS "compute_date: jiff_sqlx::Date"
           FROM career.competency_profiles WHERE servant_id = ANY ($1)"#,
        servants,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let found = rows.map(|row| {
        let seen = MatchSeen {
            percent: row.match_numerator.zip(row.match_denominator),
            complete: row.asked > 0 && row.assessed == row.asked,
            position: row.position,
            date: row.compute_date.to_jiff(),
        };
        (row.servant_id, seen)
    });
    Ok(found.collect())
}
