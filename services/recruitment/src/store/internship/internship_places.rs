//! `recruitment.internship_places`.

use crate::domain::internship_agreement::{Period, Place};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a place.
pub async fn insert(connection: &mut PgConnection, place: &Place) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.internship_places (place_id, agreement_id, unit, unit_title, start_date, end_date, seats,
                                                    fields, goals, version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        place.id,
        place.agreement_id,
        place.unit,
        place.unit_title,
        place.period.first.to_sqlx() as _,
        place.period.last.to_sqlx() as _,
        place.seats,
        &place.fields,
        place.goals,
        place.version,
        place.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    place_id: Uuid,
    agreement_id: Uuid,
    unit: String,
    unit_title: String,
    start_date: jiff_sqlx::Date,
    end_date: jiff_sqlx::Date,
    seats: i32,
    fields: Vec<String>,
    goals: String,
    taken: i32,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl From<Row> for Place {
    fn from(row: Row) -> Self {
        Self {
            id: row.place_id,
            agreement_id: row.agreement_id,
            unit: row.unit,
            unit_title: row.unit_title,
            period: Period { first: row.start_date.to_jiff(), last: row.end_date.to_jiff() },
            seats: row.seats,
            fields: row.fields,
            goals: row.goals,
            taken: row.taken,
            version: row.version,
            create_time: row.create_time.to_jiff(),
        }
    }
}

/// Reads a place.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Place>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT place_id, agreement_id, unit, unit_title, start_date, end_date, seats, fields, goals, taken, version,
                create_time
         FROM recruitment.internship_places WHERE place_id = $1",
        id,
    );
    Ok(row.fetch_optional(connection).await?.map(Place::from))
}

/// Reads a place and holds its row until the transaction ends. Lock the agreement first.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Place>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT place_id, agreement_id, unit, unit_title, start_date, end_date, seats, fields, goals, taken, version,
                create_time
         FROM recruitment.internship_places WHERE place_id = $1 FOR UPDATE",
        id,
    );
    Ok(row.fetch_optional(connection).await?.map(Place::from))
}

/// Saves a place under its next version.
pub async fn update(connection: &mut PgConnection, place: &mut Place) -> sqlx::Result<()> {
    place.version += 1;
    sqlx::query!(
        "UPDATE recruitment.internship_places SET taken = $2, version = $3 WHERE place_id = $1",
        place.id,
        place.taken,
        place.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists places, oldest first; no agreement means any.
pub async fn list(connection: &mut PgConnection, agreement: Option<Uuid>, page: &Page) -> sqlx::Result<Vec<Place>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT place_id, agreement_id, unit, unit_title, start_date, end_date, seats, fields, goals, taken, version,
                create_time
         FROM recruitment.internship_places
         WHERE instansi = current_setting('app.instansi') AND (create_time, place_id) > ($1, $2)
           AND ($3::uuid IS NULL OR agreement_id = $3)
         ORDER BY create_time, place_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        agreement,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(Place::from).collect())
}
