//! `needs.needs`.

use crate::domain::need::Need;
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds needs.
pub async fn insert_all(connection: &mut PgConnection, needs: Vec<Need>) -> sqlx::Result<Vec<Locked<Need>>> {
    let ids: Vec<Uuid> = needs.iter().map(|need| need.id).collect();
    let proposals: Vec<Uuid> = needs.iter().map(|need| need.proposal).collect();
    let positions: Vec<Uuid> = needs.iter().map(|need| need.position).collect();
    let kinds: Vec<String> = needs.iter().map(|need| crate::store::kind_to_text(need.kind).to_owned()).collect();
    let seats: Vec<i32> = needs.iter().map(|need| need.seats).collect();
    let education: Vec<String> = needs.iter().map(|need| crate::store::join(&need.education)).collect();
    let years: Vec<i32> = needs.iter().map(|need| need.year).collect();
    let decisions: Vec<String> = needs.iter().map(|need| need.decision_number.clone()).collect();
    let versions: Vec<i64> = needs.iter().map(|need| need.version).collect();
    let times: Vec<jiff_sqlx::Timestamp> = needs.iter().map(|need| need.create_time.to_sqlx()).collect();
    sqlx::query!(
        "INSERT INTO needs.needs (need_id, proposal_id, position_id, kind, seats, education, year, decision_number, version,
                                  create_time)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::text[], $7::int[], $8::text[],
                              $9::bigint[], $10::timestamptz[])",
        &ids,
        &proposals,
        &positions,
        &kinds,
        &seats,
        &education,
        &years,
        &decisions,
        &versions,
        &times as _,
    )
    .execute(connection)
    .await?;
    Ok(needs.into_iter().map(Locked::held).collect())
}

/// Notes which events told the others.
pub async fn save_events(connection: &mut PgConnection, ids: &[Uuid], events: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE needs.needs AS need SET event_id = told.event_id
         FROM unnest($1::uuid[], $2::uuid[]) AS told (need_id, event_id) WHERE need.need_id = told.need_id",
        ids,
        events,
    )
    .execute(connection)
    .await?;
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
    lapsed: i32,
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
            lapsed: row.lapsed,
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
        "SELECT need_id, proposal_id, position_id, kind, seats, education, year, decision_number, filled, lapsed, event_id, version,
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
        "SELECT need_id, proposal_id, position_id, kind, seats, education, year, decision_number, filled, lapsed, event_id, version,
                create_time
         FROM needs.needs WHERE need_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(|row| Need::try_from(row).map(Locked::held)).transpose()
}

/// Saves how many seats are filled and lapsed, under the next version.
pub async fn save_filled(connection: &mut PgConnection, need: &mut Locked<Need>) -> sqlx::Result<()> {
    need.version += 1;
    sqlx::query!(
        "UPDATE needs.needs SET filled = $2, lapsed = $3, version = $4 WHERE need_id = $1",
        need.id,
        need.filled,
        need.lapsed,
        need.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lets the free seats of a proposal lapse, and tells how many at which position.
pub async fn lapse(connection: &mut PgConnection, proposal: Uuid) -> sqlx::Result<Vec<(Uuid, i64)>> {
    let rows = sqlx::query!(
        r#"WITH lapsed AS (
               UPDATE needs.needs SET lapsed = seats - filled, version = version + 1
               WHERE proposal_id = $1 AND filled + lapsed < seats RETURNING position_id, needs.lapsed
           )
           SELECT position_id, sum(lapsed) AS "lapsed!" FROM lapsed GROUP BY position_id ORDER BY position_id"#,
        proposal,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.position_id, row.lapsed)).collect())
}

/// Lists needs, oldest first; without a position those of all.
pub async fn list(connection: &mut PgConnection, position: Option<Uuid>, page: &Page) -> sqlx::Result<Vec<Need>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT need_id, proposal_id, position_id, kind, seats, education, year, decision_number, filled, lapsed, event_id, version,
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
