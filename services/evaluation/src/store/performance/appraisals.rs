//! `evaluation.appraisals`.

use crate::{
    domain::{
        appraisal::{Appraisal, Cycle, Ratings, State},
        skp_stage::SkpStage,
    },
    store::{
        rating_texts::{rating_to_text, ratings},
        unknown,
    },
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds an appraisal. The constraint `one_appraisal_a_year` refuses a second of the same servant and year.
pub async fn insert(connection: &mut PgConnection, appraisal: Appraisal) -> sqlx::Result<Locked<Appraisal>> {
    sqlx::query!(
        "INSERT INTO evaluation.appraisals (appraisal_id, state, servant, year, version, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $6)",
        appraisal.id,
        state_to_text(&appraisal.state),
        appraisal.servant,
        appraisal.year,
        appraisal.version,
        appraisal.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(Locked::held(appraisal))
}

struct Row {
    appraisal_id: Uuid,
    state: String,
    servant: String,
    year: i32,
    result: Option<String>,
    behaviour: Option<String>,
    stage: String,
    object_until: Option<jiff_sqlx::Date>,
    silence_accepts: bool,
    approach: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Appraisal {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let ratings = ratings(row.result.as_deref(), row.behaviour.as_deref())?;
        let cycle = match row.stage.as_str() {
            "" => None,
            text => Some(Cycle {
                has_plan: !row.approach.is_empty(),
                stage: SkpStage::parse(text).ok_or_else(|| unknown("stage", text))?,
                object_until: row.object_until.map(jiff_sqlx::Date::to_jiff),
                silence_accepts: row.silence_accepts,
            }),
        };
        Ok(Self {
            id: row.appraisal_id,
            state: state_from_text(&row.state, ratings)?,
            cycle,
            servant: row.servant,
            year: row.year,
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
            "SELECT appraisal_id, state, servant, year, result, behaviour, stage, object_until, silence_accepts, approach,
                    version, create_time, update_time
             FROM evaluation.appraisals " + $rest,
            $($argument),*
        )
    };
}

/// Reads an appraisal.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Appraisal>> {
    let row = select!("WHERE appraisal_id = $1", id);
    row.fetch_optional(connection).await?.map(Appraisal::try_from).transpose()
}

/// Reads an appraisal and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<Appraisal>>> {
    let row = select!("WHERE appraisal_id = $1 FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(|row| Appraisal::try_from(row).map(Locked::held)).transpose()
}

/// Reads appraisals and holds their rows until the transaction ends, in the order of ids, so that two calls at once wait for each
/// other and for nothing else.
pub async fn lock_all(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Locked<Appraisal>>> {
    let rows = select!("WHERE appraisal_id = ANY ($1) ORDER BY appraisal_id FOR UPDATE", ids);
    let rows = rows.fetch_all(connection).await?;
    rows.into_iter().map(|row| Appraisal::try_from(row).map(Locked::held)).collect()
}

/// Who gave a rating without a plan, of whom, and under which rules.
pub struct RatedBy<'r> {
    /// The superior.
    pub superior: &'r str,
    /// Who decides objections; empty while unknown.
    pub appeal_to: &'r str,
    /// Unit in the needs service.
    pub unit: &'r str,
    /// Ruleset.
    pub ruleset: &'r str,
}

/// Saves an appraisal that was rated without a plan under its next version.
pub async fn update_rated(
    connection: &mut PgConnection,
    appraisal: &mut Locked<Appraisal>,
    by: &RatedBy<'_>,
) -> sqlx::Result<()> {
    // First: the table wants them of every rating that can be answered.
    sqlx::query!(
        "UPDATE evaluation.appraisals SET superior = $2, appeal_to = $3, unit = $4, ruleset = $5 WHERE appraisal_id = $1",
        appraisal.id,
        by.superior,
        by.appeal_to,
        by.unit,
        by.ruleset,
    )
    .execute(&mut *connection)
    .await?;
    update(connection, appraisal).await
}

/// Saves appraisals that became final, each under its next version, in one statement.
pub async fn update_final(
    connection: &mut PgConnection,
    appraisals: &mut [Locked<Appraisal>],
    now: Timestamp,
) -> sqlx::Result<()> {
    for appraisal in appraisals.iter_mut() {
        appraisal.version += 1;
        appraisal.update_time = now;
    }
    let ids: Vec<Uuid> = appraisals.iter().map(|appraisal| appraisal.id).collect();
    sqlx::query!(
        "UPDATE evaluation.appraisals
         SET state = 'final', stage = 'final', version = version + 1, update_time = $2
         WHERE appraisal_id = ANY ($1)",
        &ids,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Saves an appraisal under its next version.
pub async fn update(connection: &mut PgConnection, appraisal: &mut Locked<Appraisal>) -> sqlx::Result<()> {
    appraisal.version += 1;
    let ratings = appraisal.ratings();
    sqlx::query!(
        "UPDATE evaluation.appraisals SET state = $2, result = $3, behaviour = $4, version = $5, update_time = $6, stage = $7,
                                          object_until = $8, silence_accepts = $9
         WHERE appraisal_id = $1",
        appraisal.id,
        state_to_text(&appraisal.state),
        ratings.map(|ratings| rating_to_text(ratings.result)),
        ratings.map(|ratings| rating_to_text(ratings.behaviour)),
        appraisal.version,
        appraisal.update_time.to_sqlx() as _,
        appraisal.cycle.map_or("", |cycle| cycle.stage.as_str()),
        appraisal.cycle.and_then(|cycle| cycle.object_until).map(ToSqlx::to_sqlx) as _,
        appraisal.cycle.is_some_and(|cycle| cycle.silence_accepts),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Ratings of a servant that wait for an answer, each with its ruleset, held until the transaction ends.
pub async fn lock_unanswered(connection: &mut PgConnection, servant: &str) -> sqlx::Result<Vec<(Uuid, String)>> {
    let rows = sqlx::query!(
        "SELECT appraisal_id, ruleset FROM evaluation.appraisals WHERE servant = $1 AND stage = 'year_rated'
         ORDER BY appraisal_id FOR UPDATE",
        servant,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.appraisal_id, row.ruleset)).collect())
}

/// Moves the last day to object to a rating to a later one, under the next version.
pub async fn give_time(connection: &mut PgConnection, id: Uuid, until: Date, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE evaluation.appraisals SET object_until = $2, version = version + 1, update_time = $3
         WHERE appraisal_id = $1 AND object_until < $2",
        id,
        until.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists appraisals, oldest first; an empty servant means any.
pub async fn list(connection: &mut PgConnection, servant: &str, page: &Page) -> sqlx::Result<Vec<Appraisal>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, appraisal_id) > ($1, $2)
           AND ($3 = '' OR servant = $3)
         ORDER BY create_time, appraisal_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        servant,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Appraisal::try_from).collect()
}

/// Lists the appraisals of a servant, oldest year first.
pub async fn list_own(connection: &mut PgConnection, servant: &str, page: &Page) -> sqlx::Result<Vec<Appraisal>> {
    let rows = select!(
        "WHERE servant = $1 AND year > $2 ORDER BY year LIMIT $3",
        servant,
        i32::try_from(page.after.0).unwrap_or(i32::MIN),
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Appraisal::try_from).collect()
}

fn state_to_text(state: &State) -> &'static str {
    match state {
        State::Planned => "planned",
        State::Rated(_) => "rated",
        State::Final(_) => "final",
    }
}

fn state_from_text(text: &str, ratings: Option<Ratings>) -> sqlx::Result<State> {
    match (text, ratings) {
        ("planned", None) => Ok(State::Planned),
        ("rated", Some(ratings)) => Ok(State::Rated(ratings)),
        ("final", Some(ratings)) => Ok(State::Final(ratings)),
        (other, _) => Err(sqlx::Error::Decode(format!("unknown appraisal state `{other}`").into())),
    }
}
