//! `needs.needs`.

use crate::domain::need::Need;
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a need.
pub async fn insert(connection: &mut PgConnection, need: Need) -> sqlx::Result<Locked<Need>> {
    sqlx::query!(
        "INSERT INTO needs.needs (need_id, proposal_id, position_id, kind, seats, education, year, decision_number, version,
                                  create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        need.id,
        need.proposal,
        need.position,
        crate::store::kind_to_text(need.kind),
        need.seats,
        crate::store::join(&need.education),
        need.year,
        need.decision_number,
        need.version,
        need.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(Locked::held(need))
}

/// Notes which event told the others.
pub async fn save_event(connection: &mut PgConnection, id: Uuid, event_id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("UPDATE needs.needs SET event_id = $2 WHERE need_id = $1", id, event_id).execute(connection).await?;
    Ok(())
}

struct Row {
    need_id: Uuid,
    proposal_id: Uuid,
    position_id: Uuid,
    kind: String,
    seats: i32,
    education: String,
    year: i32,
    decision_number: String,
    filled: i32,
    event_id: Option<Uuid>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Need {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.need_id,
            position: row.position_id,
            kind: crate::store::kind_from_text(&row.kind)?,
            seats: row.seats,
            education: crate::store::split(&row.education),
            proposal: row.proposal_id,
            year: row.year,
            decision_number: row.decision_number,
            filled: row.filled,
            event_id: row.event_id,
            version: row.version,
            create_time: row.create_time.to_jiff(),
        })
    }
}

/// Reads a need.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Need>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT need_id, proposal_id, position_id, kind, seats, education, year, decision_number, filled, event_id, version,
                create_time
         FROM needs.needs WHERE need_id = $1",
        id,
    );
    row.fetch_optional(connection).await?.map(Need::try_from).transpose()
}

/// Reads a need and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<Need>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT need_id, proposal_id, position_id, kind, seats, education, year, decision_number, filled, event_id, version,
                create_time
         FROM needs.needs WHERE need_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(|row| Need::try_from(row).map(Locked::held)).transpose()
}

/// Saves how many seats are filled, under the next version.
pub async fn save_filled(connection: &mut PgConnection, need: &mut Locked<Need>) -> sqlx::Result<()> {
    need.version += 1;
    let (id, filled, version) = (need.id, need.filled, need.version);
    sqlx::query!("UPDATE needs.needs SET filled = $2, version = $3 WHERE need_id = $1", id, filled, version)
        .execute(connection)
        .await?;
    Ok(())
}

/// Lists needs, oldest first; without a position those of all.
pub async fn list(connection: &mut PgConnection, position: Option<Uuid>, page: &Page) -> sqlx::Result<Vec<Need>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT need_id, proposal_id, position_id, kind, seats, education, year, decision_number, filled, event_id, version,
                create_time
         FROM needs.needs
         WHERE instansi = current_setting('app.instansi') AND (create_time, need_id) > ($1, $2)
           AND ($3::uuid IS NULL OR position_id = $3)
         ORDER BY create_time, need_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        position,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Need::try_from).collect()
}
