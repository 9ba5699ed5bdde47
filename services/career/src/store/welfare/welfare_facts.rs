//! What welfare looks at, for many servants at once: a few statements, whatever the number of people.

use crate::{
    domain::{
        credit::Rating,
        nip::Sex,
        rank::Rank,
        rating::YearRating,
        servant::{Employment, State},
        standing::ACTIVE,
        welfare_facts::{PostOn, PunishedOn, RaiseOn, RankOn, WelfareFacts},
    },
    store::unknown,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// The facts of one servant on a day.
pub async fn of(connection: &mut PgConnection, servant: Uuid, day: Date) -> sqlx::Result<Option<WelfareFacts>> {
    Ok(of_all(connection, &[servant], day).await?.pop())
}

/// The facts of these servants on a day, by id. Who does not exist is missing.
pub async fn of_all(connection: &mut PgConnection, servants: &[Uuid], day: Date) -> sqlx::Result<Vec<WelfareFacts>> {
    let mut ratings = ratings_of(connection, servants).await?;
    let mut punishments = punishments_of(connection, servants, day).await?;
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT who.servant_id, who.employment, who.state, who.sex, who.appointment_date, who.last_day,
                  legal.code AS "standing?",
                  held.rank AS "rank?", lower(held.valid) AS "rank_start: jiff_sqlx::Date",
                  upper(held.valid) AS "rank_after: jiff_sqlx::Date", held.service_years AS "service_years?",
                  held.service_months AS "service_months?", held.decree_number AS "rank_decree?",
                  given.to_years AS "raise_years?", given.effective_date AS "raise_date?: jiff_sqlx::Date",
                  given.decree_number AS "raise_decree?",
                  post.title AS "title?", post.unit_path AS "unit_path?", post.job_class AS "job_class?",
                  lower(post.valid) AS "post_start: jiff_sqlx::Date", told.unit AS "unit?"
           FROM career.servants AS who
           LEFT JOIN career.standings AS legal ON legal.servant_id = who.servant_id AND legal.valid @> $2::date
               AND legal.superseded_time IS NULL
           LEFT JOIN career.ranks AS held ON held.servant_id = who.servant_id AND held.valid @> $2::date
               AND held.superseded_time IS NULL
           LEFT JOIN LATERAL (
               SELECT raises.to_years, raises.effective_date, raises.decree_number FROM career.raises
               WHERE raises.servant_id = who.servant_id AND raises.rank = held.rank
                 AND raises.effective_date >= lower(held.valid) AND raises.effective_date <= $2::date
                 AND raises.superseded_time IS NULL
               ORDER BY raises.effective_date DESC LIMIT 1
           ) AS given ON true
           LEFT JOIN career.placements AS post ON post.servant_id = who.servant_id AND post.valid @> $2::date
               AND post.superseded_time IS NULL AND post.assignment = 'definitive'
           LEFT JOIN career.positions AS told ON told.position = post.position
           WHERE who.servant_id = ANY ($1) ORDER BY who.servant_id"#,
        servants,
        day.to_sqlx() as _,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    rows.map(|row| {
        let (ratings, punishment) = (ratings.remove(&row.servant_id), punishments.remove(&row.servant_id));
        row.with(ratings.unwrap_or_default(), punishment)
    })
    .collect()
}

struct Row {
    servant_id: Uuid,
    employment: String,
    state: String,
    sex: Option<String>,
    appointment_date: jiff_sqlx::Date,
    last_day: Option<jiff_sqlx::Date>,
    standing: Option<String>,
    rank: Option<String>,
    rank_start: Option<jiff_sqlx::Date>,
    rank_after: Option<jiff_sqlx::Date>,
    service_years: Option<i32>,
    service_months: Option<i32>,
    rank_decree: Option<String>,
    raise_years: Option<i32>,
    raise_date: Option<jiff_sqlx::Date>,
    raise_decree: Option<String>,
    title: Option<String>,
    unit_path: Option<String>,
    job_class: Option<i32>,
    post_start: Option<jiff_sqlx::Date>,
    unit: Option<String>,
}

impl Row {
    fn with(self, ratings: Vec<YearRating>, punishment: Option<PunishedOn>) -> sqlx::Result<WelfareFacts> {
        let rank = match (self.rank, self.rank_start) {
            (Some(text), Some(start)) => Some(RankOn {
                rank: Rank::parse(&text).map_err(|_| unknown("rank", &text))?,
                start: start.to_jiff(),
                end: crate::store::record::last_day(self.rank_after)?,
                years: self.service_years.unwrap_or_default(),
                months: self.service_months.unwrap_or_default(),
                decree_number: self.rank_decree.unwrap_or_default(),
            }),
            _ => None,
        };
        let raise = self.raise_years.zip(self.raise_date).map(|(years, effective)| RaiseOn {
            years,
            effective: effective.to_jiff(),
            decree_number: self.raise_decree.unwrap_or_default(),
        });
        let post = self.post_start.map(|since| PostOn {
            title: self.title.unwrap_or_default(),
            unit_path: self.unit_path.unwrap_or_default(),
            unit: self.unit.unwrap_or_default(),
            job_class: self.job_class.unwrap_or_default(),
            since: since.to_jiff(),
        });
        let (employment, state) = (&self.employment, &self.state);
        Ok(WelfareFacts {
            servant: self.servant_id,
            employment: Employment::parse(employment).ok_or_else(|| unknown("employment", employment))?,
            state: State::parse(state).ok_or_else(|| unknown("servant state", state))?,
            sex: self.sex.map(|sex| if sex == "male" { Sex::Male } else { Sex::Female }),
            standing: self.standing.unwrap_or_else(|| ACTIVE.to_owned()),
            appointment: self.appointment_date.to_jiff(),
            last_day: self.last_day.map(jiff_sqlx::Date::to_jiff),
            rank,
            raise,
            post,
            ratings,
            punishment,
        })
    }
}

async fn ratings_of(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Vec<YearRating>>> {
    let rows = sqlx::query!(
        "SELECT servant_id, year, rating FROM career.ratings WHERE servant_id = ANY ($1) ORDER BY servant_id, year",
        servants,
    );
    let mut found: HashMap<Uuid, Vec<YearRating>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let rating = Rating::parse(&row.rating).ok_or_else(|| unknown("rating", &row.rating))?;
        found.entry(row.servant_id).or_default().push(YearRating { year: row.year, rating });
    }
    Ok(found)
}

/// The last of the punishments that run on the day or later: one without an end comes after all others.
async fn punishments_of(
    connection: &mut PgConnection,
    servants: &[Uuid],
    day: Date,
) -> sqlx::Result<HashMap<Uuid, PunishedOn>> {
    let rows = sqlx::query!(
        r#"SELECT servant_id, upper(valid) AS "over: jiff_sqlx::Date" FROM career.punishments
           WHERE servant_id = ANY ($1) AND superseded_time IS NULL AND (upper_inf(valid) OR upper(valid) > $2::date)
           ORDER BY servant_id, upper(valid) NULLS LAST"#,
        servants,
        day.to_sqlx() as _,
    );
    let mut found = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        found.insert(row.servant_id, PunishedOn { over: row.over.map(jiff_sqlx::Date::to_jiff) });
    }
    Ok(found)
}
