//! `needs.reassessments`.

use crate::domain::{
    reassessment::{Reassessment, State},
    signal::{Cause, Evidence},
};
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds a question.
pub async fn insert(connection: &mut PgConnection, reassessment: Reassessment) -> sqlx::Result<Locked<Reassessment>> {
    let names: Vec<String> = reassessment.evidence.iter().map(|one| one.name.clone()).collect();
    let values: Vec<String> = reassessment.evidence.iter().map(|one| one.value.clone()).collect();
    sqlx::query!(
        "INSERT INTO needs.reassessments (reassessment_id, unit_id, state, reason, service, ruleset, caused_by, version,
                                          create_time, update_time, cause, evidence_names, evidence_values, signal)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12, $13)",
        reassessment.id,
        reassessment.unit,
        state_to_text(reassessment.state),
        reassessment.reason,
        reassessment.service,
        reassessment.ruleset,
        reassessment.caused_by,
        reassessment.version,
        reassessment.create_time.to_sqlx() as _,
        cause_to_text(reassessment.cause),
        &names,
        &values,
        reassessment.signal,
    )
    .execute(connection)
    .await?;
    Ok(Locked::held(reassessment))
}

struct Row {
    reassessment_id: Uuid,
    unit_id: Uuid,
    state: String,
    reason: String,
    service: String,
    ruleset: String,
    caused_by: Option<Uuid>,
    decision_reason: String,
    recover_time: Option<jiff_sqlx::Timestamp>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
    cause: String,
    evidence_names: Vec<String>,
    evidence_values: Vec<String>,
    dismiss_time: Option<jiff_sqlx::Timestamp>,
    signal: String,
}

impl TryFrom<Row> for Reassessment {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let figures = row.evidence_names.into_iter().zip(row.evidence_values);
        Ok(Self {
            cause: cause_from_text(&row.cause)?,
            evidence: figures.map(|(name, value)| Evidence { name, value }).collect(),
            id: row.reassessment_id,
            unit: row.unit_id,
            state: state_from_text(&row.state)?,
            reason: row.reason,
            service: row.service,
            signal: row.signal,
            ruleset: row.ruleset,
            caused_by: row.caused_by,
            decision_reason: row.decision_reason,
            recover_time: row.recover_time.map(jiff_sqlx::Timestamp::to_jiff),
            dismiss_time: row.dismiss_time.map(jiff_sqlx::Timestamp::to_jiff),
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

/// Reads a reassessment.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Reassessment>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT reassessment_id, unit_id, state, reason, service, ruleset, caused_by, decision_reason, recover_time, version,
                create_time, update_time, cause, evidence_names, evidence_values, dismiss_time, signal
         FROM needs.reassessments WHERE reassessment_id = $1",
        id,
    );
    row.fetch_optional(connection).await?.map(Reassessment::try_from).transpose()
}

/// Reads a reassessment and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<Reassessment>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT reassessment_id, unit_id, state, reason, service, ruleset, caused_by, decision_reason, recover_time, version,
                create_time, update_time, cause, evidence_names, evidence_values, dismiss_time, signal
         FROM needs.reassessments WHERE reassessment_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(|row| Reassessment::try_from(row).map(Locked::held)).transpose()
}

/// The question about a service that still waits for its answer or its effect, or else the latest. Its row is held until the
/// transaction ends.
pub async fn lock_latest_of(
    connection: &mut PgConnection,
    service: &str,
) -> sqlx::Result<Option<Locked<Reassessment>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT reassessment_id, unit_id, state, reason, service, ruleset, caused_by, decision_reason, recover_time, version,
                create_time, update_time, cause, evidence_names, evidence_values, dismiss_time, signal
         FROM needs.reassessments WHERE service = $1
         ORDER BY state IN ('open', 'accepted') DESC, create_time DESC, reassessment_id DESC LIMIT 1 FOR UPDATE",
        service,
    );
    row.fetch_optional(connection).await?.map(|row| Reassessment::try_from(row).map(Locked::held)).transpose()
}

/// The question that stands for a signal of a service; where the signal is not known, the latest of its cause. Its row is held
/// until the transaction ends.
pub async fn lock_of_signal(
    connection: &mut PgConnection,
    service: &str,
    (cause, signal): (Cause, &str),
) -> sqlx::Result<Option<Locked<Reassessment>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT reassessment_id, unit_id, state, reason, service, ruleset, caused_by, decision_reason, recover_time, version,
                create_time, update_time, cause, evidence_names, evidence_values, dismiss_time, signal
         FROM needs.reassessments WHERE service = $1 AND cause = $2 AND ($3 = '' OR signal IN ('', $3))
         ORDER BY signal = $3 DESC, state IN ('open', 'accepted') DESC, create_time DESC, reassessment_id DESC
         LIMIT 1 FOR UPDATE",
        service,
        cause_to_text(cause),
        signal,
    );
    row.fetch_optional(connection).await?.map(|row| Reassessment::try_from(row).map(Locked::held)).transpose()
}

/// Saves a reassessment under its next version.
pub async fn update(connection: &mut PgConnection, reassessment: &mut Locked<Reassessment>) -> sqlx::Result<()> {
    reassessment.version += 1;
    sqlx::query!(
        "UPDATE needs.reassessments
         SET state = $2, decision_reason = $3, recover_time = $4, version = $5, update_time = $6, dismiss_time = $7,
             signal = $8
         WHERE reassessment_id = $1",
        reassessment.id,
        state_to_text(reassessment.state),
        reassessment.decision_reason,
        reassessment.recover_time.map(ToSqlx::to_sqlx) as _,
        reassessment.version,
        reassessment.update_time.to_sqlx() as _,
        reassessment.dismiss_time.map(ToSqlx::to_sqlx) as _,
        reassessment.signal,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists reassessments, oldest first.
pub async fn list(connection: &mut PgConnection, open: bool, page: &Page) -> sqlx::Result<Vec<Reassessment>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT reassessment_id, unit_id, state, reason, service, ruleset, caused_by, decision_reason, recover_time, version,
                create_time, update_time, cause, evidence_names, evidence_values, dismiss_time, signal
         FROM needs.reassessments
         WHERE instansi = current_setting('app.instansi') AND (create_time, reassessment_id) > ($1, $2)
           AND (NOT $3 OR state = 'open')
         ORDER BY create_time, reassessment_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        open,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Reassessment::try_from).collect()
}

/// The latest question of a cause for each unit and service; of one unit, or of all.
pub async fn latest_of(
    connection: &mut PgConnection,
    cause: Cause,
    unit: Option<Uuid>,
) -> sqlx::Result<HashMap<(Uuid, String), Reassessment>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT DISTINCT ON (unit_id, service)
                reassessment_id, unit_id, state, reason, service, ruleset, caused_by, decision_reason, recover_time, version,
                create_time, update_time, cause, evidence_names, evidence_values, dismiss_time, signal
         FROM needs.reassessments
         WHERE instansi = current_setting('app.instansi') AND cause = $1 AND ($2::uuid IS NULL OR unit_id = $2)
         ORDER BY unit_id, service, create_time DESC, reassessment_id DESC",
        cause_to_text(cause),
        unit,
    );
    let found = rows.fetch_all(connection).await?.into_iter().map(Reassessment::try_from);
    found.map(|one| one.map(|one| ((one.unit, one.service.clone()), one))).collect()
}

const CAUSES: [(Cause, &str); 7] = [
    (Cause::Complaints, "complaints"),
    (Cause::Population, "population"),
    (Cause::Volume, "volume"),
    (Cause::Survey, "survey"),
    (Cause::OverdueComplaints, "overdue_complaints"),
    (Cause::Exits, "exits"),
    (Cause::Structure, "structure"),
];

fn cause_to_text(cause: Cause) -> &'static str {
    CAUSES.iter().find(|(known, _)| *known == cause).map_or("complaints", |(_, text)| text)
}

fn cause_from_text(text: &str) -> sqlx::Result<Cause> {
    let found = CAUSES.iter().find(|(_, known)| *known == text).map(|(cause, _)| *cause);
    found.ok_or_else(|| crate::store::unknown("cause of a reassessment", text))
}

const STATES: [(State, &str); 4] =
    [(State::Open, "open"), (State::Accepted, "accepted"), (State::Rejected, "rejected"), (State::Closed, "closed")];

fn state_to_text(state: State) -> &'static str {
    STATES.iter().find(|(known, _)| *known == state).map_or("open", |(_, text)| text)
}

fn state_from_text(text: &str) -> sqlx::Result<State> {
    let found = STATES.iter().find(|(_, known)| *known == text).map(|(state, _)| *state);
    found.ok_or_else(|| crate::store::unknown("reassessment state", text))
}
