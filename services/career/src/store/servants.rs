//! `career.servants`.

use crate::domain::servant::{Servant, State};
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a servant.
pub async fn insert(connection: &mut PgConnection, servant: Servant, caused_by: Uuid) -> sqlx::Result<Locked<Servant>> {
    sqlx::query!(
        "INSERT INTO career.servants (servant_id, state, appointment_date, application, need, caused_by, version,
                                      create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        servant.id,
        state_to_text(servant.state),
        servant.appointment_date.to_sqlx() as _,
        servant.application,
        servant.need,
        caused_by,
        servant.version,
        servant.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(Locked::held(servant))
}

struct Row {
    servant_id: Uuid,
    state: String,
    appointment_date: jiff_sqlx::Date,
    application: String,
    need: String,
    rating: String,
    rating_year: i32,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Servant {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.servant_id,
            state: state_from_text(&row.state)?,
            appointment_date: row.appointment_date.to_jiff(),
            application: row.application,
            need: row.need,
            rating: row.rating,
            rating_year: row.rating_year,
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

/// Reads a servant.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Servant>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT servant_id, state, appointment_date, application, need, rating, rating_year, version, create_time,
                update_time
         FROM career.servants WHERE servant_id = $1",
        id,
    );
    row.fetch_optional(connection).await?.map(Servant::try_from).transpose()
}

/// Reads a servant and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<Servant>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT servant_id, state, appointment_date, application, need, rating, rating_year, version, create_time,
                update_time
         FROM career.servants WHERE servant_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(|row| Servant::try_from(row).map(Locked::held)).transpose()
}

/// Saves a servant under its next version.
pub async fn update(connection: &mut PgConnection, servant: &mut Locked<Servant>) -> sqlx::Result<()> {
    servant.version += 1;
    sqlx::query!(
        "UPDATE career.servants SET state = $2, rating = $3, rating_year = $4, version = $5, update_time = $6
         WHERE servant_id = $1",
        servant.id,
        state_to_text(servant.state),
        servant.rating,
        servant.rating_year,
        servant.version,
        servant.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps the sealed national number. The unique index `servants_nip_index_key` refuses a second holder.
pub async fn seal_nip(connection: &mut PgConnection, id: Uuid, index: &[u8], nip: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.servants SET nip_index = $2, nip_key = $3, nip_sealed = $4 WHERE servant_id = $1",
        id,
        index,
        nip.key,
        nip.data,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The sealed national number, if one is assigned.
pub async fn sealed_nip(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Sealed>> {
    let row =
        sqlx::query!(r#"SELECT nip_key AS "key", nip_sealed AS "data" FROM career.servants WHERE servant_id = $1"#, id);
    let row = row.fetch_optional(connection).await?;
    Ok(row.and_then(|row| Some(Sealed { key: row.key?, data: row.data? })))
}

/// Lists servants, oldest record first; an empty position or application means any.
pub async fn list(
    connection: &mut PgConnection,
    position: &str,
    application: &str,
    page: &Page,
) -> sqlx::Result<Vec<Servant>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT servant_id, state, appointment_date, application, need, rating, rating_year, version, create_time,
                update_time
         FROM career.servants
         WHERE instansi = current_setting('app.instansi') AND (create_time, servant_id) > ($1, $2)
           AND ($3 = '' OR application = $3)
           AND ($4 = '' OR EXISTS (SELECT FROM career.placements AS held
                                   WHERE held.servant_id = servants.servant_id AND held.position = $4
                                     AND upper_inf(held.valid)))
         ORDER BY create_time, servant_id LIMIT $5",
        page.after_time().to_sqlx() as _,
        page.after.1,
        application,
        position,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Servant::try_from).collect()
}

fn state_to_text(state: State) -> &'static str {
    match state {
        State::AwaitingNip => "awaiting_nip",
        State::Probation => "probation",
    }
}

fn state_from_text(text: &str) -> sqlx::Result<State> {
    match text {
        "awaiting_nip" => Ok(State::AwaitingNip),
        "probation" => Ok(State::Probation),
        other => Err(sqlx::Error::Decode(format!("unknown servant state `{other}`").into())),
    }
}
