//! `evaluation.appraisals`.

use crate::domain::{
    appraisal::{Appraisal, Ratings, State},
    rating::Expectation,
};
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
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Appraisal {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let ratings = match (row.result.as_deref(), row.behaviour.as_deref()) {
            (Some(result), Some(behaviour)) => {
                Some(Ratings { result: rating_from_text(result)?, behaviour: rating_from_text(behaviour)? })
            }
            _ => None,
        };
        Ok(Self {
            id: row.appraisal_id,
            state: state_from_text(&row.state, ratings)?,
            servant: row.servant,
            year: row.year,
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

/// Reads an appraisal.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Appraisal>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT appraisal_id, state, servant, year, result, behaviour, version, create_time, update_time
         FROM evaluation.appraisals WHERE appraisal_id = $1",
        id,
    );
    row.fetch_optional(connection).await?.map(Appraisal::try_from).transpose()
}

/// Reads an appraisal and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<Appraisal>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT appraisal_id, state, servant, year, result, behaviour, version, create_time, update_time
         FROM evaluation.appraisals WHERE appraisal_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(|row| Appraisal::try_from(row).map(Locked::held)).transpose()
}

/// Saves an appraisal under its next version.
pub async fn update(connection: &mut PgConnection, appraisal: &mut Locked<Appraisal>) -> sqlx::Result<()> {
    appraisal.version += 1;
    let ratings = appraisal.ratings();
    sqlx::query!(
        "UPDATE evaluation.appraisals SET state = $2, result = $3, behaviour = $4, version = $5, update_time = $6
         WHERE appraisal_id = $1",
        appraisal.id,
        state_to_text(&appraisal.state),
        ratings.map(|ratings| rating_to_text(ratings.result)),
        ratings.map(|ratings| rating_to_text(ratings.behaviour)),
        appraisal.version,
        appraisal.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists appraisals, oldest first; an empty servant means any.
pub async fn list(connection: &mut PgConnection, servant: &str, page: &Page) -> sqlx::Result<Vec<Appraisal>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT appraisal_id, state, servant, year, result, behaviour, version, create_time, update_time
         FROM evaluation.appraisals
         WHERE instansi = current_setting('app.instansi') AND (create_time, appraisal_id) > ($1, $2)
           AND ($3 = '' OR servant = $3)
         ORDER BY create_time, appraisal_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        servant,
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

fn rating_to_text(rating: Expectation) -> &'static str {
    match rating {
        Expectation::Above => "above",
        Expectation::Meets => "meets",
        Expectation::Below => "below",
    }
}

fn rating_from_text(text: &str) -> sqlx::Result<Expectation> {
    match text {
        "above" => Ok(Expectation::Above),
        "meets" => Ok(Expectation::Meets),
        "below" => Ok(Expectation::Below),
        other => Err(sqlx::Error::Decode(format!("unknown rating `{other}`").into())),
    }
}
