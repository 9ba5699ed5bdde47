//! `career.servants`.

use crate::{
    domain::{
        identity::{FullName, Sex},
        servant::{Employment, Servant, State},
    },
    store::{placements, unknown},
};
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a servant.
pub async fn insert(
    connection: &mut PgConnection,
    servant: Servant,
    caused_by: Option<Uuid>,
) -> sqlx::Result<Locked<Servant>> {
    sqlx::query!(
        "INSERT INTO career.servants (servant_id, state, employment, standing, full_name, front_titles, back_titles, sex,
                                      appointment_date, application, need, caused_by, version, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)",
        servant.id,
        servant.state.as_str(),
        servant.employment.as_str(),
        servant.standing,
        servant.name.name,
        servant.name.front_titles,
        servant.name.back_titles,
        servant.sex.map(sex_to_text),
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
    employment: String,
    standing: String,
    full_name: String,
    front_titles: String,
    back_titles: String,
    sex: Option<String>,
    account: String,
    appointment_date: jiff_sqlx::Date,
    application: String,
    need: String,
    rating: String,
    rating_year: i32,
    last_day: Option<jiff_sqlx::Date>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Servant {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.servant_id,
            state: State::parse(&row.state).ok_or_else(|| unknown("servant state", &row.state))?,
            employment: Employment::parse(&row.employment).ok_or_else(|| unknown("employment", &row.employment))?,
            standing: row.standing,
            name: FullName { name: row.full_name, front_titles: row.front_titles, back_titles: row.back_titles },
            sex: row.sex.as_deref().map(sex_from_text).transpose()?,
            account: row.account,
            appointment_date: row.appointment_date.to_jiff(),
            application: row.application,
            need: row.need,
            rating: row.rating,
            rating_year: row.rating_year,
            last_day: row.last_day.map(jiff_sqlx::Date::to_jiff),
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
        "SELECT servant_id, state, employment, standing, full_name, front_titles, back_titles, sex, account,
                appointment_date, application, need, rating, rating_year, last_day, version, create_time, update_time
         FROM career.servants WHERE servant_id = $1",
        id,
    );
    row.fetch_optional(connection).await?.map(Servant::try_from).transpose()
}

/// Reads the servant whose own tokens have this subject.
pub async fn of_account(connection: &mut PgConnection, account: &str) -> sqlx::Result<Option<Servant>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT servant_id, state, employment, standing, full_name, front_titles, back_titles, sex, account,
                appointment_date, application, need, rating, rating_year, last_day, version, create_time, update_time
         FROM career.servants
         WHERE instansi = current_setting('app.instansi') AND account = $1 AND account <> ''",
        account,
    );
    row.fetch_optional(connection).await?.map(Servant::try_from).transpose()
}

/// Reads a servant and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<Servant>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT servant_id, state, employment, standing, full_name, front_titles, back_titles, sex, account,
                appointment_date, application, need, rating, rating_year, last_day, version, create_time, update_time
         FROM career.servants WHERE servant_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(|row| Servant::try_from(row).map(Locked::held)).transpose()
}

/// Saves a servant under its next version.
pub async fn update(connection: &mut PgConnection, servant: &mut Locked<Servant>) -> sqlx::Result<()> {
    servant.version += 1;
    sqlx::query!(
        "UPDATE career.servants
         SET state = $2, standing = $3, full_name = $4, front_titles = $5, back_titles = $6, sex = $7, account = $8,
             rating = $9, rating_year = $10, last_day = $11, version = $12, update_time = $13, employment = $14,
             appointment_date = $15
         WHERE servant_id = $1",
        servant.id,
        servant.state.as_str(),
        servant.standing,
        servant.name.name,
        servant.name.front_titles,
        servant.name.back_titles,
        servant.sex.map(sex_to_text),
        servant.account,
        servant.rating,
        servant.rating_year,
        servant.last_day.map(ToSqlx::to_sqlx) as _,
        servant.version,
        servant.update_time.to_sqlx() as _,
        servant.employment.as_str(),
        servant.appointment_date.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps the sealed national number. The unique index `one_servant_a_nip` refuses a second holder who has not left.
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

/// Which servants are wanted; what is empty means any.
#[derive(Default)]
pub struct Wanted {
    /// Position that they hold.
    pub position: String,
    /// Application that they were made from.
    pub application: String,
    /// Blind index of the national number.
    pub nip_index: Option<Vec<u8>>,
    /// Beginning of the name, in any case.
    pub name_prefix: String,
}

/// Lists servants, oldest record first; an empty position or application means any.
pub async fn list(
    connection: &mut PgConnection,
    position: &str,
    application: &str,
    page: &Page,
) -> sqlx::Result<Vec<Servant>> {
    let (position, application) = (position.to_owned(), application.to_owned());
    search(connection, &Wanted { position, application, ..Wanted::default() }, page).await
}

/// Lists the servants that are wanted, oldest record first.
pub async fn search(connection: &mut PgConnection, wanted: &Wanted, page: &Page) -> sqlx::Result<Vec<Servant>> {
    // The few who hold a position are found first: asked of each servant in turn, it would take everybody.
    let holders = match wanted.position.as_str() {
        "" => None,
        position => Some(placements::people_on(&mut *connection, position).await?),
    };
    let rows = sqlx::query_as!(
        Row,
        "SELECT servant_id, state, employment, standing, full_name, front_titles, back_titles, sex, account,
                appointment_date, application, need, rating, rating_year, last_day, version, create_time, update_time
         FROM career.servants
         WHERE instansi = current_setting('app.instansi') AND (create_time, servant_id) > ($1, $2)
           AND ($3 = '' OR application = $3)
           AND ($4::uuid[] IS NULL OR servant_id = ANY ($4))
           AND ($6::bytea IS NULL OR nip_index = $6) AND ($7 = '' OR starts_with(lower(full_name), lower($7)))
         ORDER BY create_time, servant_id LIMIT $5",
        page.after_time().to_sqlx() as _,
        page.after.1,
        wanted.application,
        holders.as_deref(),
        page.limit(),
        wanted.nip_index.as_deref(),
        wanted.name_prefix,
    );
    rows.fetch_all(connection).await?.into_iter().map(Servant::try_from).collect()
}

fn sex_to_text(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}

fn sex_from_text(text: &str) -> sqlx::Result<Sex> {
    match text {
        "male" => Ok(Sex::Male),
        "female" => Ok(Sex::Female),
        other => Err(unknown("sex", other)),
    }
}
