//! What the reasons to leave are found in, beside the facts of welfare.

use crate::{
    domain::{
        rank::Rank,
        servant::{Employment, State},
        standing::ACTIVE,
        welfare_facts::{RankOn, WelfareFacts},
    },
    store::unknown,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Since when the oldest competency gap of each servant is open; those without one are not there.
pub async fn oldest_gaps(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Date>> {
    let rows = sqlx::query!(
        r#"SELECT servant_id, min(open_date) AS "since!: jiff_sqlx::Date" FROM career.competency_gaps
           WHERE servant_id = ANY ($1) AND close_date IS NULL GROUP BY servant_id"#,
        servants,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.servant_id, row.since.to_jiff())).collect())
}

/// People of one job class about whom everything that decides base pay is the same.
#[derive(Clone, Debug)]
pub struct PaidAlike {
    /// Job class.
    pub job_class: i32,
    /// How many.
    pub people: i64,
    /// What decides their pay; nothing else of them.
    pub facts: WelfareFacts,
}

struct Row {
    job_class: i32,
    rank: String,
    years: i32,
    employment: String,
    state: String,
    standing: String,
    appointed: jiff_sqlx::Date,
    people: i64,
}

/// Everybody in service in a post with a class, in groups that are paid alike. Whoever was appointed more than five years ago is in
/// no probation, so that day is not looked at.
pub async fn paid_alike(connection: &mut PgConnection, day: Date) -> sqlx::Result<Vec<PaidAlike>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT post.job_class AS "job_class!", held.rank AS "rank!",
                  coalesce(given.to_years, held.service_years) AS "years!", who.employment, who.state,
                  coalesce(legal.code, $2) AS "standing!",
                  greatest(who.appointment_date, ($1::date - interval '5 years')::date) AS "appointed!: jiff_sqlx::Date",
                  count(*) AS "people!"
           FROM career.servants AS who
           JOIN career.placements AS post ON post.servant_id = who.servant_id AND post.valid @> $1::date
               AND post.superseded_time IS NULL AND post.assignment = 'definitive' AND post.job_class > 0
           JOIN career.ranks AS held ON held.servant_id = who.servant_id AND held.valid @> $1::date
               AND held.superseded_time IS NULL
           LEFT JOIN career.standings AS legal ON legal.servant_id = who.servant_id AND legal.valid @> $1::date
               AND legal.superseded_time IS NULL
           LEFT JOIN LATERAL (
               SELECT raises.to_years FROM career.raises
               WHERE raises.servant_id = who.servant_id AND raises.rank = held.rank
                 AND raises.effective_date >= lower(held.valid) AND raises.effective_date <= $1::date
                 AND raises.superseded_time IS NULL
               ORDER BY raises.effective_date DESC LIMIT 1
           ) AS given ON true
           WHERE who.instansi = current_setting('app.instansi') AND who.state <> 'left'
           GROUP BY 1, 2, 3, 4, 5, 6, 7"#,
        day.to_sqlx() as _,
        ACTIVE,
    );
    rows.fetch_all(connection).await?.into_iter().map(|row| row.group(day)).collect()
}

impl Row {
    fn group(self, day: Date) -> sqlx::Result<PaidAlike> {
        let rank = RankOn {
            rank: Rank::parse(&self.rank).map_err(|_| unknown("rank", &self.rank))?,
            start: day,
            end: None,
            years: self.years,
            months: 0,
            decree_number: String::new(),
        };
        let facts = WelfareFacts {
            servant: Uuid::nil(),
            employment: Employment::parse(&self.employment).ok_or_else(|| unknown("employment", &self.employment))?,
            state: State::parse(&self.state).ok_or_else(|| unknown("servant state", &self.state))?,
            sex: None,
            standing: self.standing,
            appointment: self.appointed.to_jiff(),
            last_day: None,
            rank: Some(rank),
            raise: None,
            post: None,
            ratings: Vec::new(),
            punishment: None,
        };
        Ok(PaidAlike { job_class: self.job_class, people: self.people, facts })
    }
}
