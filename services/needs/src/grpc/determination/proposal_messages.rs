//! Proposals on the wire.

use crate::grpc::needs::{parse_kind, render_kind};
use crate::{
    domain::{
        need::NeedKind,
        procedure::{Finding, Letter, Opinion, Statement},
        proposal::{Item, Proposal, State},
    },
    names,
};
use contracts::needs::v1 as pb;
use platform::{AsRead, Scope, Tenant, Violations, dates, etag};
use std::collections::BTreeMap;

/// Most kinds in one decision: all there are.
const MOST_KINDS: usize = 9;
/// Most seats of one kind in one decision.
const MOST_TOTAL: i64 = 1_000_000;

/// Reads name, etag and request id of a step.
pub(crate) fn parse_read(check: &mut Violations, name: &str, etag: &str, request_id: &str) -> Option<(Scope, AsRead)> {
    check.as_read(name, names::PROPOSAL.parse(name), etag, request_id)
}

/// Reads number and date of a decision.
pub(crate) fn parse_decision(
    check: &mut Violations,
    number: &str,
    date: Option<&contracts::google::r#type::Date>,
) -> Option<Letter> {
    let number = check.text("decision_number", number, 200);
    let date = check.take("decision_date", dates::parse(date));
    Some(Letter { number: number?, date: date? })
}

/// Reads a statement.
pub(crate) fn parse_statement(check: &mut Violations, statement: Option<&pb::Statement>) -> Option<Statement> {
    let Some(statement) = statement else {
        check.add("statement", "must be set");
        return None;
    };
    let number = check.text("statement.number", &statement.number, 200);
    let date = check.take("statement.date", dates::parse(statement.date.as_ref()));
    let hash = statement.sha256.to_ascii_lowercase();
    let sound = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    check.check("statement.sha256", sound, "must be 64 hex digits");
    Some(Statement { letter: Letter { number: number?, date: date? }, sha256: hash }).filter(|_| sound)
}

/// Reads an opinion.
pub(crate) fn parse_opinion(check: &mut Violations, opinion: Option<&pb::Opinion>) -> Option<Opinion> {
    let Some(opinion) = opinion else {
        check.add("opinion", "must be set");
        return None;
    };
    let number = check.text("opinion.number", &opinion.number, 200);
    let date = check.take("opinion.date", dates::parse(opinion.date.as_ref()));
    let finding = match opinion.finding() {
        pb::opinion::Finding::Favourable => Ok(Finding::Favourable),
        pb::opinion::Finding::FavourableInPart => Ok(Finding::FavourableInPart),
        pb::opinion::Finding::Unfavourable => Ok(Finding::Unfavourable),
        pb::opinion::Finding::Unspecified => Err("must be a finding"),
    };
    let finding = check.take("opinion.finding", finding);
    Some(Opinion { letter: Letter { number: number?, date: date? }, finding: finding? })
}

/// Reads the totals of a decision: each kind at most once, and at least one.
pub(crate) fn parse_totals(check: &mut Violations, totals: &[pb::KindSeats]) -> BTreeMap<NeedKind, i64> {
    let mut found = BTreeMap::new();
    check.check("totals", (1..=MOST_KINDS).contains(&totals.len()), "must name 1 to 9 kinds");
    for (nth, total) in totals.iter().take(MOST_KINDS).enumerate() {
        let kind = parse_kind(total.kind).ok_or("must be a kind of need");
        let kind = check.take(format!("totals[{nth}].kind"), kind);
        let sound = (1..=MOST_TOTAL).contains(&total.seats);
        check.check(format!("totals[{nth}].seats"), sound, "must be 1 to 1,000,000");
        let Some(kind) = kind else { continue };
        if found.insert(kind, total.seats).is_some() {
            check.add(format!("totals[{nth}].kind"), "stands in the decision twice");
        }
    }
    found
}

/// A proposal as the caller sees it.
pub(crate) fn render(tenant: &Tenant, proposal: Proposal, items: Vec<Item>) -> pb::Proposal {
    let procedure = proposal.procedure;
    let (totals_number, totals_date) =
        procedure.totals_decision.map(|decision| (decision.number, dates::render(decision.date))).unzip();
    pb::Proposal {
        name: names::PROPOSAL.name(tenant, proposal.id),
        state: render_state(proposal.state).into(),
        year: proposal.year,
        items: items.into_iter().map(|item| render_item(tenant, item)).collect(),
        seats: proposal.seats,
        seats_determined: proposal.seats_determined,
        decision_number: proposal.decision_number,
        decision_date: proposal.decision_date.map(dates::render),
        reassessment: proposal.reassessment.map(|id| names::REASSESSMENT.name(tenant, id)).unwrap_or_default(),
        return_reason: proposal.return_reason,
        etag: etag::render(proposal.version),
        create_time: Some(dates::render_time(proposal.create_time)),
        update_time: Some(dates::render_time(proposal.update_time)),
        statement: procedure.statement.map(render_statement),
        verification: procedure.verification.map(render_opinion),
        consideration: procedure.consideration.map(render_opinion),
        totals_decision_number: totals_number.unwrap_or_default(),
        totals_decision_date: totals_date,
        totals: render_seats(&procedure.totals),
        closing_reason: procedure.closing_reason,
        ruleset: procedure.ruleset,
        send_time: procedure.send_time.map(dates::render_time),
        publish_time: procedure.publish_time.map(dates::render_time),
    }
}

fn render_state(state: State) -> pb::proposal::State {
    match state {
        State::Draft => pb::proposal::State::Draft,
        State::Submitted => pb::proposal::State::Submitted,
        State::Verified => pb::proposal::State::Verified,
        State::Approved => pb::proposal::State::Approved,
        State::Sent => pb::proposal::State::Sent,
        State::UnderReview => pb::proposal::State::UnderReview,
        State::TotalsDetermined => pb::proposal::State::TotalsDetermined,
        State::BreakdownProposed => pb::proposal::State::BreakdownProposed,
        State::Determined => pb::proposal::State::Determined,
        State::Published => pb::proposal::State::Published,
        State::Finished => pb::proposal::State::Finished,
        State::Rejected => pb::proposal::State::Rejected,
        State::NotProposing => pb::proposal::State::NotProposing,
    }
}

/// An item as the caller sees it.
pub(crate) fn render_item(tenant: &Tenant, item: Item) -> pb::ProposalItem {
    pb::ProposalItem {
        position: names::POSITION.name(tenant, item.position),
        kind: render_kind(item.kind).into(),
        seats: item.seats,
        education: item.education,
        seats_determined: item.seats_determined,
    }
}

/// Seats of kinds, in the order of the kinds.
pub(crate) fn render_seats(seats: &BTreeMap<NeedKind, i64>) -> Vec<pb::KindSeats> {
    seats.iter().map(|(kind, seats)| pb::KindSeats { kind: render_kind(*kind).into(), seats: *seats }).collect()
}

fn render_statement(statement: Statement) -> pb::Statement {
    pb::Statement {
        number: statement.letter.number,
        date: Some(dates::render(statement.letter.date)),
        sha256: statement.sha256,
    }
}

fn render_opinion(opinion: Opinion) -> pb::Opinion {
    let finding = match opinion.finding {
        Finding::Favourable => pb::opinion::Finding::Favourable,
        Finding::FavourableInPart => pb::opinion::Finding::FavourableInPart,
        Finding::Unfavourable => pb::opinion::Finding::Unfavourable,
    };
    pb::Opinion {
        number: opinion.letter.number,
        date: Some(dates::render(opinion.letter.date)),
        finding: finding.into(),
    }
}
