//! Servants as newcomers: `evaluation.servants` with the application that they came by, its scores and their ratings
//! since.

use crate::{domain::rating::Predikat, store::rating_texts::ratings};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

/// A newly appointed servant.
#[derive(Clone, Debug)]
pub struct NewcomerRecord {
    /// Servant in the career service.
    pub servant: String,
    /// First position in the needs service.
    pub position: String,
    /// First day of service.
    pub appointment_date: Date,
    /// Application in the recruitment service; empty for none.
    pub application: String,
    /// Last day of service of who left.
    pub left_date: Option<Date>,
}

struct Row {
    servant: String,
    position: String,
    appointment_date: jiff_sqlx::Date,
    application: String,
    left_date: Option<jiff_sqlx::Date>,
}

impl From<Row> for NewcomerRecord {
    fn from(row: Row) -> Self {
        Self {
            servant: row.servant,
            position: row.position,
            appointment_date: row.appointment_date.to_jiff(),
            application: row.application,
            left_date: row.left_date.map(jiff_sqlx::Date::to_jiff),
        }
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT newcomer.servant AS "servant!", newcomer.position AS "position!",
                      newcomer.appointment_date AS "appointment_date!", COALESCE(chosen.application, '') AS "application!",
                      newcomer.left_date AS "left_date: jiff_sqlx::Date"
               FROM evaluation.servants AS newcomer
               LEFT JOIN LATERAL (
                   SELECT came.application FROM evaluation.chosen_servants AS came WHERE came.servant = newcomer.servant
                   ORDER BY came.start_date, came.application LIMIT 1) AS chosen ON true "# + $rest,
            $($argument),*
        )
    };
}

/// Reads one. Who was in service before a day, and came by no application, is no newcomer.
pub async fn get(connection: &mut PgConnection, servant: &str, since: Date) -> sqlx::Result<Option<NewcomerRecord>> {
    let row = select!(
        "WHERE newcomer.servant = $1 AND (newcomer.appointment_date >= $2 OR chosen.application IS NOT NULL)",
        servant,
        since.to_sqlx() as _,
    );
    Ok(row.fetch_optional(connection).await?.map(NewcomerRecord::from))
}

/// Which newcomers are wanted.
#[derive(Clone, Debug)]
pub struct WantedNewcomers {
    /// Who was in service before this day, and came by no application, is no newcomer.
    pub since: Date,
    /// Appointed from a day on.
    pub from: Option<Date>,
    /// Appointed until a day.
    pub until: Option<Date>,
    /// Only those of whom a rater's answer is missing in one of these months; none for all.
    pub missing_of: Option<Vec<i32>>,
    /// Only those whom a competency lacks that no training has answered.
    pub lacking_only: bool,
}

/// Lists newcomers by servant, after one. Of who left nothing is missing that was not due before.
pub async fn list(
    connection: &mut PgConnection,
    wanted: &WantedNewcomers,
    today: Date,
    after: &str,
    limit: i64,
) -> sqlx::Result<Vec<NewcomerRecord>> {
    let missing_only = wanted.missing_of.is_some();
    let months = wanted.missing_of.clone().unwrap_or_default();
    let rows = select!(
        r#"WHERE newcomer.instansi = current_setting('app.instansi') AND newcomer.servant > $1
             AND ($2::date IS NULL OR newcomer.appointment_date >= $2)
             AND ($3::date IS NULL OR newcomer.appointment_date <= $3)
             AND (NOT $4::boolean OR EXISTS (
                 SELECT FROM unnest($5::int[]) AS due (months)
                 WHERE newcomer.appointment_date + make_interval(months => due.months)
                       <= LEAST($6::date, newcomer.left_date)
                   AND NOT EXISTS (SELECT FROM evaluation.newcomer_answers AS answer
                                   WHERE answer.servant = newcomer.servant AND answer.months = due.months
                                     AND answer.side = 'rater')))
             AND (NOT $7::boolean OR EXISTS (
                 SELECT FROM evaluation.newcomer_lacks AS lack
                 JOIN evaluation.newcomer_answers AS answer
                      ON answer.servant = lack.servant AND answer.months = lack.months AND answer.side = 'rater'
                 WHERE lack.servant = newcomer.servant AND lack.code <> ''
                   AND NOT EXISTS (SELECT FROM evaluation.ended_trainings AS ended
                                   WHERE ended.servant = lack.servant AND ended.dictionary = lack.dictionary
                                     AND ended.code = lack.code AND ended.passed
                                     AND ended.end_date >= answer.answer_date)))
             AND (newcomer.appointment_date >= $9 OR chosen.application IS NOT NULL)
           ORDER BY newcomer.servant LIMIT $8"#,
        after,
        wanted.from.map(ToSqlx::to_sqlx) as _,
        wanted.until.map(ToSqlx::to_sqlx) as _,
        missing_only,
        &months,
        today.to_sqlx() as _,
        wanted.lacking_only,
        limit,
        wanted.since.to_sqlx() as _,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(NewcomerRecord::from).collect())
}

/// What the selection measured of an application, by criterion, in thousandths.
pub async fn scores_of(connection: &mut PgConnection, application: &str) -> sqlx::Result<Vec<(String, i64)>> {
    let rows = sqlx::query!(
        "SELECT criterion, score FROM evaluation.programme_scores WHERE application = $1 ORDER BY criterion",
        application,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.criterion, row.score)).collect())
}

/// The final yearly ratings of a servant, oldest first.
pub async fn finals_of(connection: &mut PgConnection, servant: &str) -> sqlx::Result<Vec<(i32, Predikat)>> {
    let rows = sqlx::query!(
        "SELECT year, result, behaviour FROM evaluation.appraisals WHERE servant = $1 AND state = 'final' ORDER BY year",
        servant,
    );
    let mut finals = Vec::new();
    for row in rows.fetch_all(connection).await? {
        if let Some(found) = ratings(row.result.as_deref(), row.behaviour.as_deref())? {
            finals.push((row.year, found.predikat()));
        }
    }
    Ok(finals)
}
