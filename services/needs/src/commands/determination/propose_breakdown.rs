use crate::{
    domain::{
        breakdown::{Fault, Field, Placement, Row, row_faults, total_faults},
        procedure::Verb,
        proposal::Proposal,
        proposal_rules::Rulebook,
    },
    error::Error,
    names,
    store::{
        breakdowns, kind_to_text, proposals,
        steps::{self, NewStep},
    },
};
use platform::{AsRead, Violations, Work, imports::Report};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The rows of a file that are about one proposal.
pub struct ProposalRows {
    /// Proposal.
    pub proposal: AsRead,
    /// The rows that could be read.
    pub rows: Vec<Row>,
    /// Only tell what is wrong.
    pub validate_only: bool,
}

/// Proposes the breakdown of the minister's totals. It is taken as a whole or not at all, and all that is wrong with it is
/// told at once; sums only where every row could be read.
pub async fn propose_breakdown(
    work: &mut Work<'_>,
    input: ProposalRows,
    report: &mut Report,
    rulebook: &Rulebook,
) -> Result<Proposal, Error> {
    let mut proposal = proposals::lock(work.connection, input.proposal.id).await?.ok_or(Error::ProposalNotFound)?;
    input.proposal.must_be(proposal.version)?;
    let next = proposal.after(Verb::ProposeBreakdown)?;
    let rules = rulebook.for_year(proposal.year);
    let rows: Vec<&Row> = input.rows.iter().collect();
    let places = placements(work, &rows, rulebook).await?;
    let mut faults = row_faults(&input.rows, &places, rules);
    if report.rejected == 0 {
        faults.extend(total_faults(&input.rows, &proposal.procedure.totals, rules));
    }
    reject(report, faults);
    if input.validate_only {
        return Ok(proposal);
    }
    if report.rejected > 0 {
        return Err(Error::BreakdownRefused(as_failure(report)));
    }
    let positions: Vec<Uuid> = places.into_iter().filter_map(Placement::position).collect();
    breakdowns::replace(work.connection, proposal.id, &input.rows, &positions).await?;
    proposal.state = next;
    proposal.procedure.ruleset.clone_from(&rules.id);
    proposal.update_time = work.now;
    proposals::update(work.connection, &mut proposal).await?;
    record(work, &proposal, &positions, &input.rows).await?;
    Ok(proposal)
}

async fn record(work: &mut Work<'_>, proposal: &Proposal, positions: &[Uuid], rows: &[Row]) -> Result<(), Error> {
    let mut seats: BTreeMap<Uuid, i64> = BTreeMap::new();
    for (position, row) in positions.iter().zip(rows) {
        *seats.entry(*position).or_default() += i64::from(row.seats);
    }
    let step = |seats: &i64| NewStep {
        kind: "breakdown.proposed",
        resource: names::PROPOSAL.name(&work.tenant, proposal.id),
        summary: format!("{seats} of the determined seats are meant for this position"),
        event_id: None,
        ruleset: &proposal.procedure.ruleset,
    };
    let summaries: Vec<NewStep<'_>> = seats.values().map(step).collect();
    let ids: Vec<Uuid> = seats.keys().copied().collect();
    Ok(steps::record_all(work, &ids, &summaries).await?)
}

/// Where the position map puts rows today.
pub(crate) async fn placements(
    work: &mut Work<'_>,
    rows: &[&Row],
    rulebook: &Rulebook,
) -> Result<Vec<Placement>, Error> {
    let jobs: Vec<(&str, &str)> = rows.iter().map(|row| (row.unit_path.as_str(), row.title.as_str())).collect();
    Ok(breakdowns::placements(work.connection, &jobs, rulebook.day_of(work.now)).await?)
}

/// Notes faults by row: everything that is wrong with one row is one refusal.
pub(crate) fn reject(report: &mut Report, faults: Vec<Fault>) {
    let mut by_row: BTreeMap<i64, Violations> = BTreeMap::new();
    for fault in faults {
        by_row.entry(fault.row).or_default().add(field_of(fault.field), fault.reason);
    }
    for (row, violations) in by_row {
        report.reject(row, violations);
    }
}

/// A field as reports spell it.
pub(crate) fn field_of(field: Field) -> String {
    match field {
        Field::UnitPath => "unit_path".into(),
        Field::Title => "title".into(),
        Field::Kind => "kind".into(),
        Field::Seats => "seats".into(),
        Field::Education => "education".into(),
        Field::Total(kind) => format!("totals.{}", kind_to_text(kind)),
    }
}

/// What was refused, by row; row 0 is the file as a whole.
pub(crate) fn as_failure(report: &Report) -> platform::Failure {
    let mut violations = Violations::default();
    for (row, field, reason) in report.render(|bad| (bad.row, bad.field.clone(), bad.reason.clone())) {
        violations.add(if row == 0 { field } else { format!("rows[{row}].{field}") }, reason);
    }
    violations.into()
}
