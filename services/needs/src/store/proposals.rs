//! `needs.proposals` and `needs.proposal_items`.

use crate::domain::proposal::{Item, Proposal, State};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a draft with its items.
pub async fn insert(connection: &mut PgConnection, proposal: &Proposal, items: &[Item]) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO needs.proposals (proposal_id, state, year, seats, reassessment_id, version, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        proposal.id,
        state_to_text(proposal.state),
        proposal.year,
        proposal.seats,
        proposal.reassessment,
        proposal.version,
        proposal.create_time.to_sqlx() as _,
    )
    .execute(&mut *connection)
    .await?;
    let numbers: Vec<i32> = (0..).take(items.len()).collect();
    let positions: Vec<Uuid> = items.iter().map(|item| item.position).collect();
    let kinds: Vec<String> = items.iter().map(|item| super::kind_to_text(item.kind).to_owned()).collect();
    let seats: Vec<i32> = items.iter().map(|item| item.seats).collect();
    let education: Vec<String> = items.iter().map(|item| super::join(&item.education)).collect();
    sqlx::query!(
        "INSERT INTO needs.proposal_items (proposal_id, n, position_id, kind, seats, education)
         SELECT $1, n, position_id, kind, seats, education
         FROM unnest($2::int[], $3::uuid[], $4::text[], $5::int[], $6::text[])
              AS item (n, position_id, kind, seats, education)",
        proposal.id,
        &numbers,
        &positions,
        &kinds,
        &seats,
        &education,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    proposal_id: Uuid,
    state: String,
    year: i32,
    seats: i32,
    seats_determined: i32,
    decision_number: String,
    decision_date: Option<jiff_sqlx::Date>,
    reassessment_id: Option<Uuid>,
    return_reason: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Proposal {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.proposal_id,
            state: state_from_text(&row.state)?,
            year: row.year,
            seats: row.seats,
            seats_determined: row.seats_determined,
            decision_number: row.decision_number,
            decision_date: row.decision_date.map(jiff_sqlx::Date::to_jiff),
            reassessment: row.reassessment_id,
            return_reason: row.return_reason,
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

/// Reads a proposal.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Proposal>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT proposal_id, state, year, seats, seats_determined, decision_number, decision_date, reassessment_id,
                return_reason, version, create_time, update_time
         FROM needs.proposals WHERE proposal_id = $1",
        id,
    );
    row.fetch_optional(connection).await?.map(Proposal::try_from).transpose()
}

/// Reads a proposal and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Proposal>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT proposal_id, state, year, seats, seats_determined, decision_number, decision_date, reassessment_id,
                return_reason, version, create_time, update_time
         FROM needs.proposals WHERE proposal_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(Proposal::try_from).transpose()
}

/// Lists proposals, oldest first.
pub async fn list(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<Proposal>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT proposal_id, state, year, seats, seats_determined, decision_number, decision_date, reassessment_id,
                return_reason, version, create_time, update_time
         FROM needs.proposals
         WHERE instansi = current_setting('app.instansi') AND (create_time, proposal_id) > ($1, $2)
         ORDER BY create_time, proposal_id LIMIT $3",
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Proposal::try_from).collect()
}

/// Saves a proposal under its next version.
pub async fn update(connection: &mut PgConnection, proposal: &mut Proposal) -> sqlx::Result<()> {
    proposal.version += 1;
    sqlx::query!(
        "UPDATE needs.proposals
         SET state = $2, seats_determined = $3, decision_number = $4, decision_date = $5, return_reason = $6, version = $7,
             update_time = $8
         WHERE proposal_id = $1",
        proposal.id,
        state_to_text(proposal.state),
        proposal.seats_determined,
        proposal.decision_number,
        proposal.decision_date.map(ToSqlx::to_sqlx) as _,
        proposal.return_reason,
        proposal.version,
        proposal.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The items of a proposal, in order.
pub async fn items(connection: &mut PgConnection, proposal: Uuid) -> sqlx::Result<Vec<Item>> {
    let rows = sqlx::query!(
        "SELECT position_id, kind, seats, seats_determined, education
         FROM needs.proposal_items WHERE proposal_id = $1 ORDER BY n",
        proposal,
    );
    let mut items = Vec::new();
    for row in rows.fetch_all(connection).await? {
        items.push(Item {
            position: row.position_id,
            kind: super::kind_from_text(&row.kind)?,
            seats: row.seats,
            seats_determined: row.seats_determined,
            education: super::split(&row.education),
        });
    }
    Ok(items)
}

/// Saves the seats that were determined.
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

const STATES: [(State, &str); 6] = [
    (State::Draft, "draft"),
    (State::Submitted, "submitted"),
    (State::Verified, "verified"),
    (State::Approved, "approved"),
    (State::Sent, "sent"),
    (State::Determined, "determined"),
];

fn state_to_text(state: State) -> &'static str {
    STATES.iter().find(|(known, _)| *known == state).map_or("draft", |(_, text)| text)
}

fn state_from_text(text: &str) -> sqlx::Result<State> {
    let found = STATES.iter().find(|(_, known)| *known == text).map(|(state, _)| *state);
    found.ok_or_else(|| super::unknown("proposal state", text))
}
