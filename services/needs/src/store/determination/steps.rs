//! `needs.steps`: the causal chain behind each position, in the order it happened.

use crate::domain::step::Step;
use jiff_sqlx::ToSqlx;
use platform::{Work, page::Page, telemetry};
use sqlx::PgConnection;
use uuid::Uuid;

/// What a command says about a step; the rest is known from its unit of work.
#[derive(Clone)]
pub struct NewStep<'s> {
    /// `workload.computed`, `need.determined` …
    pub kind: &'s str,
    /// The resource it happened to.
    pub resource: String,
    /// One sentence for people.
    pub summary: String,
    /// Event it published.
    pub event_id: Option<Uuid>,
    /// Ruleset that decided, or empty.
    pub ruleset: &'s str,
}

/// Notes one step for each of the positions. The statement finds them itself, all at once and only the tenant's: the table's
/// own look-up for each row cost as much as the rows, and would take a position of another tenant.
pub async fn record_all(work: &mut Work<'_>, positions: &[Uuid], steps: &[NewStep<'_>]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = positions.iter().map(|_| Uuid::now_v7()).collect();
    let text = |field: for<'s> fn(&'s NewStep<'s>) -> &'s str| {
        steps.iter().map(|step| field(step).to_owned()).collect::<Vec<_>>()
    };
    let events: Vec<Option<Uuid>> = steps.iter().map(|step| step.event_id).collect();
    let written = sqlx::query!(
        "INSERT INTO needs.steps (step_id, position_id, kind, resource, summary, event_id, ruleset, time, caused_by, trace_id)
         SELECT step_id, position_id, kind, resource, summary, event_id, step.ruleset, $8, $9, $10
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[])
              AS step (step_id, position_id, kind, resource, summary, event_id, ruleset)
              JOIN needs.positions USING (position_id)
         WHERE positions.instansi = current_setting('app.instansi')",
        &ids,
        positions,
        &text(|step| step.kind),
        &text(|step| &step.resource),
        &text(|step| &step.summary),
        &events as &[Option<Uuid>],
        &text(|step| step.ruleset),
        work.now.to_sqlx() as _,
        work.caused_by,
        telemetry::trace_id(),
    )
    .execute(&mut *work.connection)
    .await?;
    if written.rows_affected() == ids.len() as u64 { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
}

/// Notes a step for one position.
pub async fn record(work: &mut Work<'_>, position: Uuid, step: NewStep<'_>) -> sqlx::Result<()> {
    record_all(work, &[position], &[step]).await
}

/// Notes the same step for every position of a unit.
pub async fn record_for_unit(work: &mut Work<'_>, unit: Uuid, step: NewStep<'_>) -> sqlx::Result<()> {
    // The ids come from here and not from Postgres: they order the steps of one transaction.
    let positions = sqlx::query_scalar!("SELECT position_id FROM needs.positions WHERE unit_id = $1", unit)
        .fetch_all(&mut *work.connection)
        .await?;
    let steps = vec![step; positions.len()];
    record_all(work, &positions, &steps).await
}

/// The steps of a position, oldest first.
pub async fn list(connection: &mut PgConnection, position: Uuid, page: &Page) -> sqlx::Result<Vec<Step>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT step_id, time, kind, resource, summary, event_id, caused_by, trace_id, ruleset FROM needs.steps
         WHERE position_id = $1 AND (time, step_id) > ($2, $3) ORDER BY time, step_id LIMIT $4",
        position,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    let step = |row: Row| Step {
        id: row.step_id,
        time: row.time.to_jiff(),
        kind: row.kind,
        resource: row.resource,
        summary: row.summary,
        event_id: row.event_id,
        caused_by: row.caused_by,
        trace_id: row.trace_id,
        ruleset: row.ruleset,
    };
    Ok(rows.fetch_all(connection).await?.into_iter().map(step).collect())
}

struct Row {
    step_id: Uuid,
    time: jiff_sqlx::Timestamp,
    kind: String,
    resource: String,
    summary: String,
    event_id: Option<Uuid>,
    caused_by: Option<Uuid>,
    trace_id: String,
    ruleset: String,
}
