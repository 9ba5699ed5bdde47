//! `career.facilities`.

use crate::{
    domain::facility::{Facility, FacilityKind},
    store::unknown,
};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a facility. The index `one_holder_a_facility` refuses what somebody else uses.
pub async fn insert(connection: &mut PgConnection, facility: &Facility) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.facilities (facility_id, servant_id, kind, display_name, inventory_number, start_date, end_date,
                                        decree_number, version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        facility.id,
        facility.servant,
        facility.kind.as_str(),
        facility.display_name,
        facility.inventory_number,
        facility.start.to_sqlx() as _,
        facility.end.map(ToSqlx::to_sqlx) as _,
        facility.decree_number,
        facility.version,
        facility.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    facility_id: Uuid,
    servant_id: Uuid,
    kind: String,
    display_name: String,
    inventory_number: String,
    start_date: jiff_sqlx::Date,
    end_date: Option<jiff_sqlx::Date>,
    return_date: Option<jiff_sqlx::Date>,
    decree_number: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Facility {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.facility_id,
            servant: row.servant_id,
            kind: FacilityKind::parse(&row.kind).ok_or_else(|| unknown("kind of facility", &row.kind))?,
            display_name: row.display_name,
            inventory_number: row.inventory_number,
            start: row.start_date.to_jiff(),
            end: row.end_date.map(jiff_sqlx::Date::to_jiff),
            returned: row.return_date.map(jiff_sqlx::Date::to_jiff),
            decree_number: row.decree_number,
            version: row.version,
            create_time: row.create_time.to_jiff(),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT facility_id, servant_id, kind, display_name, inventory_number, start_date, end_date, return_date,
                    decree_number, version, create_time
             FROM career.facilities " + $rest,
            $($argument),*
        )
    };
}

/// Reads a facility.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Facility>> {
    let row = select!("WHERE facility_id = $1", id);
    row.fetch_optional(connection).await?.map(Facility::try_from).transpose()
}

/// Reads a facility and holds its row until the transaction ends. The servant's row is locked before.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Facility>> {
    let row = select!("WHERE facility_id = $1 FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(Facility::try_from).transpose()
}

/// Saves a facility under its next version.
pub async fn update(connection: &mut PgConnection, facility: &mut Facility) -> sqlx::Result<()> {
    facility.version += 1;
    sqlx::query!(
        "UPDATE career.facilities SET return_date = $2, version = $3 WHERE facility_id = $1",
        facility.id,
        facility.returned.map(ToSqlx::to_sqlx) as _,
        facility.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists facilities, oldest row first; no servant means any.
pub async fn list(
    connection: &mut PgConnection,
    servant: Option<Uuid>,
    held_only: bool,
    page: &Page,
) -> sqlx::Result<Vec<Facility>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, facility_id) > ($1, $2)
           AND ($3::uuid IS NULL OR servant_id = $3) AND (NOT $4 OR return_date IS NULL)
         ORDER BY create_time, facility_id LIMIT $5",
        page.after_time().to_sqlx() as _,
        page.after.1,
        servant,
        held_only,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Facility::try_from).collect()
}
