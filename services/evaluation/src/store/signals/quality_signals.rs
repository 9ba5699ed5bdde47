//! `evaluation.quality_signals`.

use crate::domain::{
    cusum::Usual,
    signal::{Figure, Finding, Recovery, Signal, SignalDecision, SignalKind, SignalState},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds a signal. The index `one_fall_a_kind` refuses a second that has not ended; whoever calls holds the service's row.
pub async fn insert(connection: &mut PgConnection, signal: &Signal) -> sqlx::Result<()> {
    let fell = &signal.fell;
    let (names, values) = to_columns(&fell.figures);
    let (complaints, transactions) = (counts(&fell.complaints), counts(&fell.transactions));
    let usual = fell.usual.as_ref();
    sqlx::query!(
        "INSERT INTO evaluation.quality_signals (signal_id, service_id, kind, state, ruleset, first_date, last_date, periods,
             complaints, transactions, statistic, threshold, reason, figure_names, figure_values, baseline_complaints,
             baseline_transactions, baseline_dispersion, baseline_months, baseline_first, baseline_last, event_id, version,
             create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
                 $24)",
        signal.id,
        signal.service,
        signal.kind.as_str(),
        signal.state.as_str(),
        signal.ruleset,
        fell.first.to_sqlx() as _,
        fell.last.to_sqlx() as _,
        &fell.periods,
        &complaints,
        &transactions,
        fell.statistic,
        fell.threshold,
        fell.reason,
        &names,
        &values,
        usual.map(|usual| count(usual.complaints)),
        usual.map(|usual| count(usual.transactions)),
        usual.map(|usual| count(usual.dispersion)),
        usual.map(|usual| count(usual.months as u64)),
        usual.map(|usual| usual.first.to_sqlx()) as _,
        usual.map(|usual| usual.last.to_sqlx()) as _,
        signal.event,
        signal.version,
        signal.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Saves what became of a signal under its next version; its figures never change.
pub async fn update(connection: &mut PgConnection, signal: &mut Signal) -> sqlx::Result<()> {
    signal.version += 1;
    let (decision, recovery) = (signal.decision.as_ref(), signal.recovery.as_ref());
    let figures = recovery.map(|recovery| recovery.figures.as_slice()).unwrap_or_default();
    let (names, values) = to_columns(figures);
    sqlx::query!(
        "UPDATE evaluation.quality_signals
         SET state = $2, decision_reason = $3, decided_by = $4, decide_time = $5, recover_date = $6, recover_statistic = $7,
             recover_threshold = $8, recover_reason = $9, recover_names = $10, recover_values = $11, recover_event_id = $12,
             recover_time = $13, settled = $14, version = $15, update_time = $16
         WHERE signal_id = $1",
        signal.id,
        signal.state.as_str(),
        decision.map(|decision| decision.reason.as_str()),
        decision.map(|decision| decision.by.as_str()),
        decision.map(|decision| decision.time.to_sqlx()) as _,
        recovery.map(|recovery| recovery.last.to_sqlx()) as _,
        recovery.map_or("", |recovery| recovery.statistic.as_str()),
        recovery.map_or("", |recovery| recovery.threshold.as_str()),
        recovery.map_or("", |recovery| recovery.reason.as_str()),
        &names,
        &values,
        recovery.map(|recovery| recovery.event),
        recovery.map(|recovery| recovery.time.to_sqlx()) as _,
        signal.settled.map(ToSqlx::to_sqlx) as _,
        signal.version,
        signal.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    signal_id: Uuid,
    service_id: Uuid,
    kind: String,
    state: String,
    ruleset: String,
    first_date: jiff_sqlx::Date,
    last_date: jiff_sqlx::Date,
    periods: Vec<String>,
    complaints: Vec<i64>,
    transactions: Vec<i64>,
    statistic: String,
    threshold: String,
    reason: String,
    figure_names: Vec<String>,
    figure_values: Vec<String>,
    baseline_complaints: Option<i64>,
    baseline_transactions: Option<i64>,
    baseline_dispersion: Option<i64>,
    baseline_months: Option<i64>,
    baseline_first: Option<jiff_sqlx::Date>,
    baseline_last: Option<jiff_sqlx::Date>,
    event_id: Option<Uuid>,
    decision_reason: Option<String>,
    decided_by: Option<String>,
    decide_time: Option<jiff_sqlx::Timestamp>,
    recover_date: Option<jiff_sqlx::Date>,
    recover_statistic: String,
    recover_threshold: String,
    recover_reason: String,
    recover_names: Vec<String>,
    recover_values: Vec<String>,
    recover_event_id: Option<Uuid>,
    recover_time: Option<jiff_sqlx::Timestamp>,
    settled: Option<jiff_sqlx::Date>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Signal {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let usual = usual(&row);
        let decision = match (row.decision_reason, row.decided_by, row.decide_time) {
            (Some(reason), Some(by), Some(time)) => Some(SignalDecision { reason, by, time: time.to_jiff() }),
            _ => None,
        };
        let recovery = match (row.recover_date, row.recover_event_id, row.recover_time) {
            (Some(last), Some(event), Some(time)) => Some(Recovery {
                last: last.to_jiff(),
                statistic: row.recover_statistic,
                threshold: row.recover_threshold,
                reason: row.recover_reason,
                figures: figures(row.recover_names, row.recover_values),
                event,
                time: time.to_jiff(),
            }),
            _ => None,
        };
        let fell = Finding {
            first: row.first_date.to_jiff(),
            last: row.last_date.to_jiff(),
            periods: row.periods,
            complaints: row.complaints.into_iter().map(i64::unsigned_abs).collect(),
            transactions: row.transactions.into_iter().map(i64::unsigned_abs).collect(),
            statistic: row.statistic,
            threshold: row.threshold,
            reason: row.reason,
            figures: figures(row.figure_names, row.figure_values),
            usual,
        };
        Ok(Self {
            id: row.signal_id,
            service: row.service_id,
            kind: SignalKind::parse(&row.kind).ok_or_else(|| unreadable("kind", &row.kind))?,
            state: SignalState::parse(&row.state).ok_or_else(|| unreadable("state", &row.state))?,
            ruleset: row.ruleset,
            fell,
            event: row.event_id,
            decision,
            recovery,
            settled: row.settled.map(jiff_sqlx::Date::to_jiff),
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
            r#"SELECT signal_id, service_id, kind, state, ruleset, first_date AS "first_date: jiff_sqlx::Date",
                      last_date AS "last_date: jiff_sqlx::Date", periods, complaints, transactions, statistic, threshold, reason,
                      figure_names, figure_values, baseline_complaints, baseline_transactions, baseline_dispersion,
                      baseline_months, baseline_first AS "baseline_first: jiff_sqlx::Date",
                      baseline_last AS "baseline_last: jiff_sqlx::Date", event_id, decision_reason, decided_by,
                      decide_time AS "decide_time: jiff_sqlx::Timestamp", recover_date AS "recover_date: jiff_sqlx::Date",
                      recover_statistic, recover_threshold, recover_reason, recover_names, recover_values, recover_event_id,
                      recover_time AS "recover_time: jiff_sqlx::Timestamp", settled AS "settled: jiff_sqlx::Date", version,
                      create_time AS "create_time: jiff_sqlx::Timestamp", update_time AS "update_time: jiff_sqlx::Timestamp"
               FROM evaluation.quality_signals "# + $rest,
            $($argument),*
        )
    };
}

/// Reads a signal.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Signal>> {
    let row = select!("WHERE signal_id = $1", id);
    row.fetch_optional(connection).await?.map(Signal::try_from).transpose()
}

/// All signals of these services, oldest first. Whoever means to change one holds the service's row.
pub async fn of_services(connection: &mut PgConnection, services: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Vec<Signal>>> {
    let rows = select!("WHERE service_id = ANY ($1) ORDER BY create_time, signal_id", services);
    let mut found: HashMap<Uuid, Vec<Signal>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let signal = Signal::try_from(row)?;
        found.entry(signal.service).or_default().push(signal);
    }
    Ok(found)
}

/// Lists signals, oldest first; no service or kind means any.
pub async fn list(
    connection: &mut PgConnection,
    (service, kind, open): (Option<Uuid>, Option<SignalKind>, bool),
    page: &Page,
) -> sqlx::Result<Vec<Signal>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, signal_id) > ($1, $2)
           AND ($3::uuid IS NULL OR service_id = $3) AND ($4 = '' OR kind = $4)
           AND (NOT $5 OR state IN ('open', 'confirmed'))
         ORDER BY create_time, signal_id LIMIT $6",
        page.after_time().to_sqlx() as _,
        page.after.1,
        service,
        kind.map_or("", SignalKind::as_str),
        open,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Signal::try_from).collect()
}

fn usual(row: &Row) -> Option<Usual> {
    let day = |day: &Option<jiff_sqlx::Date>| -> Option<Date> { Some(day.as_ref()?.to_jiff()) };
    Some(Usual {
        complaints: row.baseline_complaints?.unsigned_abs(),
        transactions: row.baseline_transactions?.unsigned_abs(),
        dispersion: row.baseline_dispersion?.unsigned_abs(),
        months: usize::try_from(row.baseline_months?).ok()?,
        first: day(&row.baseline_first)?,
        last: day(&row.baseline_last)?,
    })
}

fn figures(names: Vec<String>, values: Vec<String>) -> Vec<Figure> {
    names.into_iter().zip(values).map(|(name, value)| Figure { name, value }).collect()
}

fn to_columns(figures: &[Figure]) -> (Vec<String>, Vec<String>) {
    figures.iter().map(|figure| (figure.name.clone(), figure.value.clone())).unzip()
}

fn counts(counts: &[u64]) -> Vec<i64> {
    counts.iter().map(|one| count(*one)).collect()
}

fn count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn unreadable(what: &str, text: &str) -> sqlx::Error {
    sqlx::Error::Decode(format!("unknown {what} of a signal `{text}`").into())
}
