//! `career.transfers`: from request to decree. Reasons are sealed.

use crate::{
    domain::{
        rank_promotion::Paper,
        transfer::{Document, Transfer, TransferKind, TransferState},
        transfer_rules::TransferWish,
    },
    store::{joined, split, unknown, unsealed},
};
use jiff_sqlx::ToSqlx;
use platform::{
    page::Page,
    sensitive::{Sealed, Sensitive, Vault},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a transfer. The index `one_open_transfer_a_person` refuses a second one under way.
pub async fn insert(connection: &mut PgConnection, transfer: &Transfer, reason: &Sealed) -> sqlx::Result<()> {
    let wish = &transfer.wish;
    sqlx::query!(
        "INSERT INTO career.transfers (transfer_id, servant_id, kind, position, receiver, effective_date, exception, formation,
                                       state, documents, ruleset, grounds, requested_by, reason_key, reason_sealed, version,
                                       create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)",
        transfer.id,
        transfer.servant,
        wish.kind.as_str(),
        wish.position,
        wish.receiver,
        wish.effective.to_sqlx() as _,
        wish.exception,
        wish.formation,
        transfer.state.as_str(),
        documents(transfer),
        transfer.ruleset,
        joined(&transfer.grounds),
        transfer.requested_by,
        reason.key,
        reason.data,
        transfer.version,
        transfer.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn documents(transfer: &Transfer) -> String {
    let lines: Vec<String> = transfer.documents.iter().map(Document::to_line).collect();
    joined(&lines)
}

struct Row {
    transfer_id: Uuid,
    servant_id: Uuid,
    kind: String,
    position: String,
    receiver: String,
    effective_date: jiff_sqlx::Date,
    exception: String,
    formation: String,
    state: String,
    documents: String,
    ruleset: String,
    grounds: String,
    decree_number: String,
    decree_date: Option<jiff_sqlx::Date>,
    requested_by: String,
    decided_by: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Transfer {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let number = row.decree_number;
        let mut documents = Vec::new();
        for line in row.documents.lines() {
            documents.push(Document::from_line(line).ok_or_else(|| unknown("document", line))?);
        }
        Ok(Self {
            id: row.transfer_id,
            servant: row.servant_id,
            wish: TransferWish {
                kind: TransferKind::parse(&row.kind).ok_or_else(|| unknown("kind of transfer", &row.kind))?,
                position: row.position,
                receiver: row.receiver,
                effective: row.effective_date.to_jiff(),
                exception: row.exception,
                formation: row.formation,
            },
            state: TransferState::parse(&row.state).ok_or_else(|| unknown("state of a transfer", &row.state))?,
            documents,
            ruleset: row.ruleset,
            grounds: split(&row.grounds),
            decree: row.decree_date.map(|date| Paper { number, date: date.to_jiff() }),
            requested_by: row.requested_by,
            decided_by: row.decided_by,
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
            r#"SELECT transfer_id, servant_id, kind, position, receiver,
                      effective_date AS "effective_date: jiff_sqlx::Date", exception, formation, state, documents, ruleset,
                      grounds, decree_number, decree_date AS "decree_date: jiff_sqlx::Date", requested_by, decided_by, version,
                      create_time AS "create_time: jiff_sqlx::Timestamp", update_time AS "update_time: jiff_sqlx::Timestamp"
               FROM career.transfers "# + $rest,
            $($argument),*
        )
    };
}

/// One transfer.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Transfer>> {
    let row = select!("WHERE transfer_id = $1", id);
    row.fetch_optional(connection).await?.map(Transfer::try_from).transpose()
}

/// Reads a transfer and holds its row until the transaction ends. The servant's row is locked before.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Transfer>> {
    let row = select!("WHERE transfer_id = $1 FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(Transfer::try_from).transpose()
}

/// Lists transfers, oldest first; no servant and an empty state mean any.
pub async fn list(
    connection: &mut PgConnection,
    servant: Option<Uuid>,
    state: Option<TransferState>,
    page: &Page,
) -> sqlx::Result<Vec<Transfer>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, transfer_id) > ($1, $2)
           AND ($3::uuid IS NULL OR servant_id = $3) AND ($4 = '' OR state = $4)
         ORDER BY create_time, transfer_id LIMIT $5",
        page.after_time().to_sqlx() as _,
        page.after.1,
        servant,
        state.map_or("", TransferState::as_str),
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Transfer::try_from).collect()
}

/// Saves a transfer under its next version.
pub async fn update(connection: &mut PgConnection, transfer: &mut Transfer) -> sqlx::Result<()> {
    transfer.version += 1;
    let decree = transfer.decree.as_ref();
    sqlx::query!(
        "UPDATE career.transfers
         SET state = $2, documents = $3, ruleset = $4, grounds = $5, decree_number = $6, decree_date = $7, decided_by = $8,
             version = $9, update_time = $10
         WHERE transfer_id = $1",
        transfer.id,
        transfer.state.as_str(),
        documents(transfer),
        transfer.ruleset,
        joined(&transfer.grounds),
        decree.map_or("", |paper| paper.number.as_str()),
        decree.map(|paper| paper.date.to_sqlx()) as _,
        transfer.decided_by,
        transfer.version,
        transfer.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps why a transfer was rejected, sealed.
pub async fn save_rejection(connection: &mut PgConnection, id: Uuid, reason: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.transfers SET reject_key = $2, reject_sealed = $3 WHERE transfer_id = $1",
        id,
        reason.key,
        reason.data,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Why a transfer was asked for, and why it was rejected, opened. Whoever calls sees to it that the reading is audited.
pub async fn reasons(
    connection: &mut PgConnection,
    vault: &Vault,
    id: Uuid,
) -> sqlx::Result<(Sensitive<String>, Option<Sensitive<String>>)> {
    let row = sqlx::query!(
        "SELECT reason_key, reason_sealed, reject_key, reject_sealed FROM career.transfers WHERE transfer_id = $1",
        id,
    );
    let row = row.fetch_one(connection).await?;
    let open = |key: Vec<u8>, data: Vec<u8>| {
        let sealed = Sealed { key, data };
        unsealed(vault, id, &sealed, |text| Some(text.to_owned())).map(Sensitive::new)
    };
    let rejected = if row.reject_key.is_empty() { None } else { Some(open(row.reject_key, row.reject_sealed)?) };
    Ok((open(row.reason_key, row.reason_sealed)?, rejected))
}
