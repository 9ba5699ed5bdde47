//! `evaluation.programme_reports` and `evaluation.programme_findings`.

use crate::{
    domain::{
        programme_finding::{FindingVerdict, ProgrammeFinding, ShownEstimate},
        programme_report::{ProgrammeKind, ProgrammeReport, ReportDecision, ReportState},
        signal::Figure,
    },
    store::unknown,
};
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds a report with its findings.
pub async fn insert(connection: &mut PgConnection, report: ProgrammeReport) -> sqlx::Result<Locked<ProgrammeReport>> {
    sqlx::query!(
        "INSERT INTO evaluation.programme_reports (report_id, kind, subject, ruleset, state, version, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        report.id,
        report.kind.as_str(),
        report.subject,
        report.ruleset,
        report.state.as_str(),
        report.version,
        report.create_time.to_sqlx() as _,
    )
    .execute(&mut *connection)
    .await?;
    for (finding, n) in report.findings.iter().zip(1_i32..) {
        insert_finding(&mut *connection, report.id, n, finding).await?;
    }
    Ok(Locked::held(report))
}

async fn insert_finding(
    connection: &mut PgConnection,
    report: Uuid,
    n: i32,
    finding: &ProgrammeFinding,
) -> sqlx::Result<()> {
    let (names, values): (Vec<String>, Vec<String>) =
        finding.figures.iter().map(|figure| (figure.name.clone(), figure.value.clone())).unzip();
    sqlx::query!(
        "INSERT INTO evaluation.programme_findings (report_id, n, criterion, verdict, estimate, corrected, summary, suggestion,
             figure_names, figure_values)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        report,
        n,
        finding.criterion,
        finding.verdict.as_str(),
        &to_column(&finding.estimate),
        &to_column(&finding.corrected),
        finding.summary,
        finding.suggestion,
        &names,
        &values,
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn to_column(shown: &ShownEstimate) -> Vec<String> {
    vec![shown.value.clone(), shown.lower.clone(), shown.upper.clone()]
}

fn from_column(mut column: Vec<String>) -> ShownEstimate {
    let (upper, lower, value) = (column.pop(), column.pop(), column.pop());
    let text = Option::unwrap_or_default;
    ShownEstimate { value: text(value), lower: text(lower), upper: text(upper) }
}

struct Row {
    report_id: Uuid,
    kind: String,
    subject: String,
    ruleset: String,
    state: String,
    decision_reason: Option<String>,
    decided_by: Option<String>,
    decide_time: Option<jiff_sqlx::Timestamp>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for ProgrammeReport {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let decision = match (row.decision_reason, row.decided_by, row.decide_time) {
            (Some(reason), Some(by), Some(time)) => Some(ReportDecision { reason, by, time: time.to_jiff() }),
            _ => None,
        };
        Ok(Self {
            id: row.report_id,
            kind: ProgrammeKind::parse(&row.kind).ok_or_else(|| unknown("kind of a report", &row.kind))?,
            subject: row.subject,
            ruleset: row.ruleset,
            state: ReportState::parse(&row.state).ok_or_else(|| unknown("state of a report", &row.state))?,
            findings: Vec::new(),
            decision,
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
            "SELECT report_id, kind, subject, ruleset, state, decision_reason, decided_by, decide_time, version, create_time,
                    update_time
             FROM evaluation.programme_reports " + $rest,
            $($argument),*
        )
    };
}

/// Reads a report.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<ProgrammeReport>> {
    let row = select!("WHERE report_id = $1", id);
    let found = row.fetch_optional(&mut *connection).await?.map(ProgrammeReport::try_from).transpose()?;
    Ok(with_findings(connection, found.into_iter().collect()).await?.pop())
}

/// Reads a report and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<ProgrammeReport>>> {
    let row = select!("WHERE report_id = $1 FOR UPDATE", id);
    let found = row.fetch_optional(&mut *connection).await?.map(ProgrammeReport::try_from).transpose()?;
    Ok(with_findings(connection, found.into_iter().collect()).await?.pop().map(Locked::held))
}

/// Saves what a person said of a report under its next version; its findings never change.
pub async fn update(connection: &mut PgConnection, report: &mut Locked<ProgrammeReport>) -> sqlx::Result<()> {
    report.version += 1;
    let decision = report.decision.clone();
    sqlx::query!(
        "UPDATE evaluation.programme_reports
         SET state = $2, decision_reason = $3, decided_by = $4, decide_time = $5, version = $6, update_time = $7
         WHERE report_id = $1",
        report.id,
        report.state.as_str(),
        decision.as_ref().map(|decision| decision.reason.as_str()),
        decision.as_ref().map(|decision| decision.by.as_str()),
        decision.as_ref().map(|decision| decision.time.to_sqlx()) as _,
        report.version,
        report.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists reports, oldest first; no kind means any.
pub async fn list(
    connection: &mut PgConnection,
    kind: Option<ProgrammeKind>,
    page: &Page,
) -> sqlx::Result<Vec<ProgrammeReport>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, report_id) > ($1, $2)
           AND ($3 = '' OR kind = $3)
         ORDER BY create_time, report_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        kind.map_or("", ProgrammeKind::as_str),
        page.limit(),
    );
    let found: Vec<ProgrammeReport> = rows
        .fetch_all(&mut *connection)
        .await?
        .into_iter()
        .map(ProgrammeReport::try_from)
        .collect::<sqlx::Result<_>>()?;
    with_findings(connection, found).await
}

/// The same reports with what was found.
async fn with_findings(
    connection: &mut PgConnection,
    mut reports: Vec<ProgrammeReport>,
) -> sqlx::Result<Vec<ProgrammeReport>> {
    let ids: Vec<Uuid> = reports.iter().map(|report| report.id).collect();
    let rows = sqlx::query!(
        "SELECT report_id, criterion, verdict, estimate, corrected, summary, suggestion, figure_names, figure_values
         FROM evaluation.programme_findings WHERE report_id = ANY ($1) ORDER BY report_id, n",
        &ids,
    );
    let mut findings: HashMap<Uuid, Vec<ProgrammeFinding>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let verdict = FindingVerdict::parse(&row.verdict).ok_or_else(|| unknown("verdict", &row.verdict))?;
        let figures = row.figure_names.into_iter().zip(row.figure_values);
        findings.entry(row.report_id).or_default().push(ProgrammeFinding {
            criterion: row.criterion,
            verdict,
            estimate: from_column(row.estimate),
            corrected: from_column(row.corrected),
            summary: row.summary,
            suggestion: row.suggestion,
            figures: figures.map(|(name, value)| Figure { name, value }).collect(),
        });
    }
    for report in &mut reports {
        report.findings = findings.remove(&report.id).unwrap_or_default();
    }
    Ok(reports)
}
