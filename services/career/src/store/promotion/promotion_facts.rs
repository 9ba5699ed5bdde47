//! What promotions are decided by, gathered from the tables of the record: for one servant or for thousands at once. One
//! statement a table, each by ids alone, so that no plan depends on how many they are.

use crate::{
    domain::{
        credit::{Level, Rating},
        education::EducationLevel,
        exam::ExamKind,
        job::Job,
        promotion_facts::{PostFact, PromotionFacts, PunishmentFact, RankFact},
        promotion_rules::MOST_RATING_YEARS,
        rating::YearRating,
        servant::{Employment, State},
        standing::ACTIVE,
    },
    store::{
        held::{self, HeldPost, ToldPosition},
        unknown,
    },
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Years of ratings that are read: as far as rules may look back.
const YEARS_BACK: i32 = MOST_RATING_YEARS as i32 + 1;

/// What the histories say of a servant.
#[derive(Default)]
struct Histories {
    standing: Option<String>,
    ratings: Vec<YearRating>,
    educations: Vec<EducationLevel>,
    exams: Vec<ExamKind>,
    punishment: Option<PunishmentFact>,
    points: Vec<(Level, i64)>,
}

type Found = HashMap<Uuid, Histories>;

/// The facts of one servant as they are on `today`.
pub async fn of(connection: &mut PgConnection, servant: Uuid, today: Date) -> sqlx::Result<Option<PromotionFacts>> {
    Ok(of_all(connection, &[servant], today).await?.pop())
}

/// The facts that a promotion which takes effect on a day is decided by `today`: what holds on a day that has come is not
/// mended, nor spoiled, by what came after it. A punishment that runs today stands against any promotion all the same.
pub async fn for_day(
    connection: &mut PgConnection,
    servant: Uuid,
    (effective, today): (Date, Date),
) -> sqlx::Result<Option<PromotionFacts>> {
    Ok(read(connection, &[servant], (effective.min(today), today)).await?.pop())
}

/// The facts of these servants as they are on `today`, by id; the rank is the last one, even where it begins later. Who does
/// not exist is missing.
pub async fn of_all(
    connection: &mut PgConnection,
    servants: &[Uuid],
    today: Date,
) -> sqlx::Result<Vec<PromotionFacts>> {
    read(connection, servants, (today, today)).await
}

async fn read(
    connection: &mut PgConnection,
    servants: &[Uuid],
    (day, today): (Date, Date),
) -> sqlx::Result<Vec<PromotionFacts>> {
    let mut found = Found::new();
    add_standings(connection, servants, day, &mut found).await?;
    add_ratings(connection, servants, i32::from(day.year()) - YEARS_BACK, &mut found).await?;
    add_educations(connection, servants, day, &mut found).await?;
    add_exams(connection, servants, day, &mut found).await?;
    add_punishments(connection, servants, (day, today), &mut found).await?;
    add_points(connection, servants, day, &mut found).await?;
    let mut ranks = held::last_ranks(connection, servants).await?;
    let mut posts = held::posts(connection, servants, day).await?;
    let told = held::positions_of(connection, &posts).await?;
    let rows = sqlx::query!(
        "SELECT servant_id, employment, state FROM career.servants WHERE servant_id = ANY ($1) ORDER BY servant_id",
        servants,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    rows.map(|row| {
        let rank = ranks.remove(&row.servant_id).map(|(rank, since)| RankFact { rank, since });
        let post = posts.remove(&row.servant_id).map(|post| post_fact(post, &told));
        let histories = found.remove(&row.servant_id).unwrap_or_default();
        let (employment, state) = (&row.employment, &row.state);
        let employment = Employment::parse(employment).ok_or_else(|| unknown("employment", employment))?;
        let state = State::parse(state).ok_or_else(|| unknown("servant state", state))?;
        Ok(histories.of((row.servant_id, employment, state), rank, post))
    })
    .collect()
}

/// The post as it was when it began, in the unit as needs last told of it.
fn post_fact(post: HeldPost, told: &HashMap<String, ToldPosition>) -> PostFact {
    let unit = told.get(&post.position).map(|told| told.unit.clone()).unwrap_or_default();
    PostFact { job: Job::parse(&post.job_type, &post.job_level), since: post.since, title: post.title, unit }
}

impl Histories {
    fn of(
        self,
        (servant, employment, state): (Uuid, Employment, State),
        rank: Option<RankFact>,
        post: Option<PostFact>,
    ) -> PromotionFacts {
        let level = post.as_ref().and_then(|post| post.job).and_then(|job| job.level);
        let of_level = self.points.iter().find(|(of, _)| Some(*of) == level);
        PromotionFacts {
            servant,
            employment,
            state,
            standing: self.standing.unwrap_or_else(|| ACTIVE.to_owned()),
            rank,
            post,
            parts: of_level.map_or(0, |(_, parts)| *parts),
            ratings: self.ratings,
            educations: self.educations,
            punishment: self.punishment,
            exams: self.exams,
        }
    }
}

async fn add_standings(
    connection: &mut PgConnection,
    servants: &[Uuid],
    day: Date,
    found: &mut Found,
) -> sqlx::Result<()> {
    let rows = sqlx::query!(
        "SELECT servant_id, code FROM career.standings
         WHERE servant_id = ANY ($1) AND valid @> $2::date AND superseded_time IS NULL",
        servants,
        day.to_sqlx() as _,
    );
    for row in rows.fetch_all(connection).await? {
        found.entry(row.servant_id).or_default().standing = Some(row.code);
    }
    Ok(())
}

async fn add_ratings(
    connection: &mut PgConnection,
    servants: &[Uuid],
    first: i32,
    found: &mut Found,
) -> sqlx::Result<()> {
    let rows = sqlx::query!(
        "SELECT servant_id, year, rating FROM career.ratings WHERE servant_id = ANY ($1) AND year >= $2",
        servants,
        first,
    );
    for row in rows.fetch_all(connection).await? {
        let rating = Rating::parse(&row.rating).ok_or_else(|| unknown("rating", &row.rating))?;
        found.entry(row.servant_id).or_default().ratings.push(YearRating { year: row.year, rating });
    }
    Ok(())
}

/// Diplomas of the year of the day or of one before it: the record has no day of them.
async fn add_educations(
    connection: &mut PgConnection,
    servants: &[Uuid],
    day: Date,
    found: &mut Found,
) -> sqlx::Result<()> {
    let rows = sqlx::query!(
        "SELECT servant_id, level FROM career.educations
         WHERE servant_id = ANY ($1) AND recognised AND superseded_time IS NULL AND graduation_year <= $2",
        servants,
        i32::from(day.year()),
    );
    for row in rows.fetch_all(connection).await? {
        let level = EducationLevel::parse(&row.level).ok_or_else(|| unknown("education", &row.level))?;
        found.entry(row.servant_id).or_default().educations.push(level);
    }
    Ok(())
}

async fn add_exams(connection: &mut PgConnection, servants: &[Uuid], day: Date, found: &mut Found) -> sqlx::Result<()> {
    let rows = sqlx::query!(
        "SELECT servant_id, kind FROM career.exams
         WHERE servant_id = ANY ($1) AND passed AND superseded_time IS NULL AND held_date <= $2::date",
        servants,
        day.to_sqlx() as _,
    );
    for row in rows.fetch_all(connection).await? {
        let kind = ExamKind::parse(&row.kind).ok_or_else(|| unknown("examination", &row.kind))?;
        found.entry(row.servant_id).or_default().exams.push(kind);
    }
    Ok(())
}

/// The last of the punishments that run on the day, today or later: one without an end comes after all others.
async fn add_punishments(
    connection: &mut PgConnection,
    servants: &[Uuid],
    (day, today): (Date, Date),
    found: &mut Found,
) -> sqlx::Result<()> {
    let rows = sqlx::query!(
        r#"SELECT servant_id, upper(valid) AS "over: jiff_sqlx::Date" FROM career.punishments
           WHERE servant_id = ANY ($1) AND superseded_time IS NULL
             AND (valid @> $2::date OR upper_inf(valid) OR upper(valid) > $3::date)
           ORDER BY servant_id, upper(valid) NULLS LAST"#,
        servants,
        day.to_sqlx() as _,
        today.to_sqlx() as _,
    );
    for row in rows.fetch_all(connection).await? {
        let over = row.over.map(jiff_sqlx::Date::to_jiff);
        found.entry(row.servant_id).or_default().punishment = Some(PunishmentFact { over });
    }
    Ok(())
}

/// Points of months that are over on the day.
async fn add_points(
    connection: &mut PgConnection,
    servants: &[Uuid],
    day: Date,
    found: &mut Found,
) -> sqlx::Result<()> {
    let rows = sqlx::query!(
        r#"SELECT servant_id, level, sum(parts)::bigint AS "parts!" FROM career.credits
           WHERE servant_id = ANY ($1) AND superseded_time IS NULL AND upper(valid) - 1 <= $2::date
           GROUP BY servant_id, level"#,
        servants,
        day.to_sqlx() as _,
    );
    for row in rows.fetch_all(connection).await? {
        let level = Level::parse(&row.level).ok_or_else(|| unknown("level", &row.level))?;
        found.entry(row.servant_id).or_default().points.push((level, row.parts));
    }
    Ok(())
}
