//! `evaluation.newcomer_answers`, `_levels` and `_lacks`: what was said some months after the first day.

use crate::{
    domain::newcomer_answer::{AnswerSide, NewcomerAnswer, NewcomerLack},
    store::unknown,
};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Keeps what one side said, once: a side answers once.
pub async fn keep(
    connection: &mut PgConnection,
    servant: &str,
    answer: &NewcomerAnswer,
    lacks: &[NewcomerLack],
    caused_by: Option<Uuid>,
) -> sqlx::Result<()> {
    let added = sqlx::query!(
        "INSERT INTO evaluation.newcomer_answers (servant, months, side, ruleset, answer_date, caused_by)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (servant, months, side) DO NOTHING",
        servant,
        answer.months,
        answer.side.as_str(),
        answer.ruleset,
        answer.date.to_sqlx() as _,
        caused_by,
    )
    .execute(&mut *connection)
    .await?;
    if added.rows_affected() == 0 {
        return Ok(());
    }
    add_levels(&mut *connection, servant, answer).await?;
    add_lacks(connection, servant, lacks).await
}

async fn add_levels(connection: &mut PgConnection, servant: &str, answer: &NewcomerAnswer) -> sqlx::Result<()> {
    let aspects: Vec<String> = answer.levels.iter().map(|(aspect, _)| aspect.clone()).collect();
    let levels: Vec<i32> = answer.levels.iter().map(|(_, level)| *level).collect();
    sqlx::query!(
        "INSERT INTO evaluation.newcomer_levels (servant, months, side, aspect, level)
         SELECT $1::text, $2::int, $3::text, aspect, level FROM unnest($4::text[], $5::int[]) AS new (aspect, level)",
        servant,
        answer.months,
        answer.side.as_str(),
        &aspects,
        &levels,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn add_lacks(connection: &mut PgConnection, servant: &str, lacks: &[NewcomerLack]) -> sqlx::Result<()> {
    for (place, lack) in (1_i32..).zip(lacks) {
        sqlx::query!(
            "INSERT INTO evaluation.newcomer_lacks (servant, months, place, aspect, level, dictionary, code)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            servant,
            lack.months,
            place,
            lack.aspect,
            lack.level,
            lack.dictionary,
            lack.code,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The months that raters of these servants have answered.
pub async fn months_rated(
    connection: &mut PgConnection,
    servants: &[String],
) -> sqlx::Result<HashMap<String, Vec<i32>>> {
    let rows = sqlx::query!(
        "SELECT servant, months FROM evaluation.newcomer_answers WHERE servant = ANY ($1) AND side = 'rater'",
        servants,
    );
    let mut found: HashMap<String, Vec<i32>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        found.entry(row.servant).or_default().push(row.months);
    }
    Ok(found)
}

/// What was said of a servant, by months and side.
pub async fn answers_of(connection: &mut PgConnection, servant: &str) -> sqlx::Result<Vec<NewcomerAnswer>> {
    let rows = sqlx::query!(
        "SELECT months, side, ruleset, answer_date FROM evaluation.newcomer_answers
         WHERE servant = $1 ORDER BY months, side",
        servant,
    );
    let mut answers = Vec::new();
    for row in rows.fetch_all(&mut *connection).await? {
        answers.push(NewcomerAnswer {
            months: row.months,
            side: AnswerSide::parse(&row.side).ok_or_else(|| unknown("side", &row.side))?,
            levels: Vec::new(),
            date: row.answer_date.to_jiff(),
            ruleset: row.ruleset,
        });
    }
    let rows = sqlx::query!(
        "SELECT months, side, aspect, level FROM evaluation.newcomer_levels
         WHERE servant = $1 ORDER BY months, side, aspect",
        servant,
    );
    for row in rows.fetch_all(connection).await? {
        let of = |one: &&mut NewcomerAnswer| one.months == row.months && one.side.as_str() == row.side;
        if let Some(answer) = answers.iter_mut().find(of) {
            answer.levels.push((row.aspect, row.level));
        }
    }
    Ok(answers)
}

/// What these servants lack, each with the first training since that was passed and teaches it.
pub async fn lacks_of(
    connection: &mut PgConnection,
    servants: &[String],
) -> sqlx::Result<HashMap<String, Vec<NewcomerLack>>> {
    let rows = sqlx::query!(
        r#"SELECT lack.servant AS "servant!", lack.months AS "months!", lack.aspect AS "aspect!", lack.level AS "level!",
                  lack.dictionary AS "dictionary!", lack.code AS "code!", training.end_date AS "trained?"
           FROM evaluation.newcomer_lacks AS lack
           JOIN evaluation.newcomer_answers AS answer
                ON answer.servant = lack.servant AND answer.months = lack.months AND answer.side = 'rater'
           LEFT JOIN LATERAL (
               SELECT ended.end_date FROM evaluation.ended_trainings AS ended
               WHERE ended.servant = lack.servant AND ended.dictionary = lack.dictionary AND ended.code = lack.code
                 AND ended.passed AND ended.end_date >= answer.answer_date
               ORDER BY ended.end_date LIMIT 1) AS training ON true
           WHERE lack.servant = ANY ($1)
           ORDER BY lack.servant, lack.months, lack.place"#,
        servants,
    );
    let mut found: HashMap<String, Vec<NewcomerLack>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        found.entry(row.servant).or_default().push(NewcomerLack {
            months: row.months,
            aspect: row.aspect,
            level: row.level,
            dictionary: row.dictionary,
            code: row.code,
            trained: row.trained.map(jiff_sqlx::Date::to_jiff),
        });
    }
    Ok(found)
}

/// Levels of many, added up.
#[derive(Clone, Debug)]
pub struct LevelSum {
    /// Months after the first day.
    pub months: i32,
    /// Code of the aspect.
    pub aspect: String,
    /// Who answered.
    pub side: AnswerSide,
    /// Servants.
    pub servants: i64,
    /// Sum of their levels.
    pub sum: i64,
    /// Whether it stands for enough people, and so does what is left of all without the vacancies that are shown.
    pub is_shown: bool,
}

/// Adds levels up, of those whom a vacancy brought or of all; by months, aspect and side. A vacancy is not shown where all less every
/// vacancy with enough people leaves a few: they would be told by subtraction.
pub async fn sums(connection: &mut PgConnection, vacancy: &str, small_cell: i64) -> sqlx::Result<Vec<LevelSum>> {
    let rows = sqlx::query!(
        r#"WITH said AS (
               SELECT level.months, level.aspect, level.side, level.level, came.vacancy
               FROM evaluation.newcomer_levels AS level
               LEFT JOIN LATERAL (
                   SELECT split_part(chosen.application, '/applications/', 1) AS vacancy
                   FROM evaluation.chosen_servants AS chosen WHERE chosen.servant = level.servant
                   ORDER BY chosen.start_date, chosen.application LIMIT 1) AS came ON true
               WHERE level.instansi = current_setting('app.instansi')
           ), every AS (
               SELECT months, aspect, side, count(*) AS servants FROM said GROUP BY months, aspect, side
           ), enough AS (
               SELECT months, aspect, side, sum(servants)::bigint AS servants
               FROM (SELECT months, aspect, side, count(*) AS servants FROM said WHERE vacancy IS NOT NULL
                     GROUP BY months, aspect, side, vacancy HAVING count(*) >= $2) AS large
               GROUP BY months, aspect, side
           )
           SELECT said.months AS "months!", said.aspect AS "aspect!", said.side AS "side!", count(*) AS "servants!",
                  sum(said.level) AS "sum!",
                  count(*) >= $2 AND ($1::text = ''
                      OR every.servants - COALESCE(enough.servants, 0) NOT BETWEEN 1 AND $2 - 1) AS "is_shown!"
           FROM said
           JOIN every ON (every.months, every.aspect, every.side) = (said.months, said.aspect, said.side)
           LEFT JOIN enough ON (enough.months, enough.aspect, enough.side) = (said.months, said.aspect, said.side)
           WHERE $1::text = '' OR said.vacancy = $1::text
           GROUP BY said.months, said.aspect, said.side, every.servants, enough.servants
           ORDER BY said.months, said.aspect, said.side"#,
        vacancy,
        small_cell,
    );
    let mut sums = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let side = AnswerSide::parse(&row.side).ok_or_else(|| unknown("side", &row.side))?;
        sums.push(LevelSum {
            months: row.months,
            aspect: row.aspect,
            side,
            servants: row.servants,
            sum: row.sum,
            is_shown: row.is_shown,
        });
    }
    Ok(sums)
}
