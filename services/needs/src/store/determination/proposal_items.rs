//! `needs.proposal_items`.

use crate::domain::proposal::Item;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds items behind those that are there, numbered from `first`.
pub async fn insert_all(connection: &mut PgConnection, proposal: Uuid, first: i32, items: &[Item]) -> sqlx::Result<()> {
    let numbers: Vec<i32> = (first..).take(items.len()).collect();
    let positions: Vec<Uuid> = items.iter().map(|item| item.position).collect();
    let kinds: Vec<String> = items.iter().map(|item| crate::store::kind_to_text(item.kind).to_owned()).collect();
    let seats: Vec<i32> = items.iter().map(|item| item.seats).collect();
    let education: Vec<String> = items.iter().map(|item| crate::store::join(&item.education)).collect();
    let lowest: Vec<Option<i64>> = items.iter().map(|item| item.pay.map(|(lowest, _)| lowest)).collect();
    let highest: Vec<Option<i64>> = items.iter().map(|item| item.pay.map(|(_, highest)| highest)).collect();
    sqlx::query!(
        "INSERT INTO needs.proposal_items (proposal_id, n, position_id, kind, seats, education, pay_min, pay_max)
         SELECT $1, n, position_id, kind, seats, education, pay_min, pay_max
         FROM unnest($2::int[], $3::uuid[], $4::text[], $5::int[], $6::text[], $7::bigint[], $8::bigint[])
              AS item (n, position_id, kind, seats, education, pay_min, pay_max)",
        proposal,
        &numbers,
        &positions,
        &kinds,
        &seats,
        &education,
        &lowest as &[Option<i64>],
        &highest as &[Option<i64>],
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes all items away.
pub async fn clear(connection: &mut PgConnection, proposal: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM needs.proposal_items WHERE proposal_id = $1", proposal).execute(connection).await?;
    Ok(())
}

struct Row {
    position_id: Uuid,
    kind: String,
    seats: i32,
    seats_determined: i32,
    education: String,
    pay_min: Option<i64>,
    pay_max: Option<i64>,
}

impl TryFrom<Row> for Item {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            position: row.position_id,
            kind: crate::store::kind_from_text(&row.kind)?,
            seats: row.seats,
            seats_determined: row.seats_determined,
            education: crate::store::split(&row.education),
            pay: row.pay_min.zip(row.pay_max),
        })
    }
}

/// The items of a proposal, in order.
pub async fn all_of(connection: &mut PgConnection, proposal: Uuid) -> sqlx::Result<Vec<Item>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT position_id, kind, seats, seats_determined, education, pay_min, pay_max
         FROM needs.proposal_items WHERE proposal_id = $1 ORDER BY n",
        proposal,
    );
    rows.fetch_all(connection).await?.into_iter().map(Item::try_from).collect()
}

/// More items than these, or longer ones, are not shown with their proposal: `list` pages them.
const MOST_SHOWN: i64 = 2000;
/// Most bytes of their education.
const MOST_SHOWN_BYTES: i64 = 2 << 20;

/// The items of a proposal, in order, as far as they fit into one message; none where they do not.
pub async fn shown(connection: &mut PgConnection, proposal: Uuid) -> sqlx::Result<Vec<Item>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT position_id, kind, seats, seats_determined, education, pay_min, pay_max
         FROM needs.proposal_items
         WHERE proposal_id = $1
           AND (SELECT count(*) <= $2 AND sum(octet_length(education)) <= $3
                FROM needs.proposal_items WHERE proposal_id = $1)
         ORDER BY n",
        proposal,
        MOST_SHOWN,
        MOST_SHOWN_BYTES,
    );
    rows.fetch_all(connection).await?.into_iter().map(Item::try_from).collect()
}

/// An item with its place and the names of its position.
pub struct Line {
    /// Place, from 0.
    pub n: i32,
    /// The item.
    pub item: Item,
    /// Path of the unit.
    pub unit_path: String,
    /// Title of the position.
    pub title: String,
}

/// The items of a proposal behind place `after`, in order.
pub async fn list(connection: &mut PgConnection, proposal: Uuid, after: i32, limit: i64) -> sqlx::Result<Vec<Line>> {
    let rows = sqlx::query!(
        "SELECT n, position_id, kind, seats, seats_determined, education, pay_min, pay_max, path, title
         FROM needs.proposal_items JOIN needs.positions USING (position_id) JOIN needs.units USING (unit_id)
         WHERE proposal_id = $1 AND n > $2 ORDER BY n LIMIT $3",
        proposal,
        after,
        limit,
    );
    let mut lines = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let item = Row {
            position_id: row.position_id,
            kind: row.kind,
            seats: row.seats,
            seats_determined: row.seats_determined,
            education: row.education,
            pay_min: row.pay_min,
            pay_max: row.pay_max,
        };
        lines.push(Line { n: row.n, item: item.try_into()?, unit_path: row.path, title: row.title });
    }
    Ok(lines)
}

/// Whether a position that the proposal asks seats for has a sheet that a structure change made invalid.
pub async fn rest_on_stale(connection: &mut PgConnection, proposal: Uuid) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM needs.proposal_items JOIN needs.positions USING (position_id)
                          WHERE proposal_id = $1 AND stale) AS "found!""#,
        proposal,
    );
    found.fetch_one(connection).await
}

/// The positions that a proposal is about.
pub async fn positions_of(connection: &mut PgConnection, proposal: Uuid) -> sqlx::Result<Vec<Uuid>> {
    let found = sqlx::query_scalar!(
        r#"SELECT position_id AS "position_id!" FROM needs.proposal_items WHERE proposal_id = $1
           UNION SELECT position_id FROM needs.breakdown_rows WHERE proposal_id = $1 ORDER BY 1"#,
        proposal,
    );
    found.fetch_all(connection).await
}

/// Saves the seats that were determined; the items were read from the same proposal.
pub async fn save_determined(connection: &mut PgConnection, proposal: Uuid, items: &[Item]) -> sqlx::Result<()> {
    let seats: Vec<i32> = items.iter().map(|item| item.seats_determined).collect();
    sqlx::query!(
        "UPDATE needs.proposal_items AS item SET seats_determined = determined.seats
         FROM unnest($2::int[]) WITH ORDINALITY AS determined (seats, nth)
         WHERE item.proposal_id = $1 AND item.n = determined.nth - 1",
        proposal,
        &seats,
    )
    .execute(connection)
    .await?;
    Ok(())
}
