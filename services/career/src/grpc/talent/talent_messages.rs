//! Boxes and recorded potential as messages, and requests of `TalentBoxService`, read.

use crate::{
    commands::{DecideBox, ProposeBoxes, RecordPotential},
    domain::{
        nine_box::ratio,
        potential::{Potential, parse_hundredths, show_hundredths},
        talent_box::{BoxChoice, BoxDecision, BoxState, TalentBox},
        talent_rules::TalentRules,
    },
    grpc::{from_wire_or_none, most, read_scope, to_wire},
    names,
    store::boxes::Wanted,
};
use contracts::career::v1 as pb;
use pb::talent_box::State as WireState;
use platform::{Scope, Tenant, Violations, dates, etag, page::Page, sensitive::Sensitive};
use uuid::Uuid;

const STATES: [(BoxState, WireState); 3] = [
    (BoxState::Proposed, WireState::Proposed),
    (BoxState::NeedsReview, WireState::NeedsReview),
    (BoxState::Decided, WireState::Decided),
];

/// Recorded potential of a servant: whose, and whether superseded rows too.
pub(super) type RowsInput = (Uuid, bool, Page);
/// A list of boxes.
pub(super) type ListInput = (Wanted, Page);

pub(super) fn parse_potential(message: &pb::RecordPotentialRequest) -> Result<(Scope, RecordPotential), Violations> {
    let mut check = Violations::default();
    let servant = check.take("parent", names::SERVANT.parse(&message.parent));
    let tenant = servant.as_ref().map(|name| &name.tenant);
    let replaces = check.own_or_none("replaces", &message.replaces, names::POTENTIAL, tenant);
    let part = check.text("part", &message.part, 100);
    let score = parse_hundredths(&message.score);
    check.check("score", score.is_some(), "must be a number of 0 to 100 with at most two decimals");
    let date = check.take("assessed_date", dates::parse(message.assessed_date.as_ref()));
    let assessor = check.text("assessor", &message.assessor, 200);
    let reference = check.text("reference", &message.reference, 100);
    let request_id = check.request_id(&message.request_id);
    let (Some(part), Some(score), Some(date), Some(assessor), Some(reference)) =
        (part, score, date, assessor, reference)
    else {
        return Err(check);
    };
    let (Some(servant), Some(replaces), Some(request_id)) = (servant, replaces, request_id) else { return Err(check) };
    let scope = Scope::once(servant.tenant, &message.parent, request_id);
    let servant = servant.id;
    Ok((scope, RecordPotential { servant, part, score, date, assessor, reference, replaces }))
}

pub(super) fn parse_rows(message: &pb::ListPotentialsRequest) -> Result<(Scope, RowsInput), Violations> {
    let mut check = Violations::default();
    let servant = check.take("parent", names::SERVANT.parse(&message.parent));
    let filter = format!("{}|{}", message.parent, message.include_superseded);
    let page = check.page(message.page_size, &message.page_token, &filter);
    let (Some(servant), Some(page)) = (servant, page) else { return Err(check) };
    Ok((Scope::of(servant.tenant, &message.parent), (servant.id, message.include_superseded, page)))
}

pub(super) fn parse_propose(message: &pb::ProposeBoxesRequest) -> Result<(Scope, (ProposeBoxes, Page)), Violations> {
    let mut check = Violations::default();
    // The token of a list is one of a pass, too: it names the last servant.
    let (tenant, page) = check.list(&message.parent, 0, &message.page_token, &[&"propose"]);
    let most = most(&mut check, message.most);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(page), Some(most), Some(request_id)) = (tenant, page, most, request_id) else {
        return Err(check);
    };
    let input = ProposeBoxes { after: page.after.1, most };
    Ok((Scope::once(tenant, &message.parent, request_id), (input, page)))
}

pub(super) fn parse_decision(message: &pb::DecideBoxRequest) -> Result<(Scope, DecideBox), Violations> {
    let mut check = Violations::default();
    let (name, parsed) = (&message.name, names::TALENT_BOX.parse(&message.name));
    let read = check.as_read(name, parsed, &message.etag, &message.request_id);
    let choice = match message.box_number {
        0 => Some(BoxChoice::Accept),
        number @ 1..=9 => Some(BoxChoice::Change(number)),
        _ => None,
    };
    check.check("box_number", choice.is_some(), "must be a box of 1 to 9, or 0 to accept the proposed one");
    let wordless = choice == Some(BoxChoice::Accept) && message.reason.trim().is_empty();
    let reason = if wordless { Some(String::new()) } else { check.text("reason", &message.reason, 1_000) };
    let (Some((scope, talent_box)), Some(choice), Some(reason)) = (read, choice, reason) else { return Err(check) };
    Ok((scope, DecideBox { talent_box, choice, reason: Sensitive::new(reason) }))
}

pub(super) fn parse_list(message: &pb::ListBoxesRequest) -> Result<(Scope, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let filters =
        format!("{}|{}|{}|{}|{}", message.year, message.box_number, message.unit, message.state, message.servant);
    let (tenant, page) = check.list(&message.parent, size, token, &[&filters]);
    let year = (message.year != 0).then_some(message.year);
    check.check("year", year.is_none_or(|year| (1950..=2200).contains(&year)), "must be a year, or 0");
    let number = (message.box_number != 0).then_some(message.box_number);
    check.check("box_number", number.is_none_or(|number| (1..=9).contains(&number)), "must be a box of 1 to 9, or 0");
    let unit = check.own_or_none("unit", &message.unit, names::UNIT, tenant.as_ref());
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let state = check.take("state", from_wire_or_none(&STATES, message.state));
    if !check.is_empty() {
        return Err(check);
    }
    let (Some(tenant), Some(page), Some(_), Some(servant), Some(state)) = (tenant, page, unit, servant, state) else {
        return Err(check);
    };
    let state = state.map_or("", BoxState::as_str);
    let wanted = Wanted { year, number, unit: message.unit.clone(), state, servant };
    Ok((read_scope(tenant, &message.parent, &message.servant), (wanted, page)))
}

/// Recorded potential.
pub(super) fn render_potential(tenant: &Tenant, potential: Potential) -> pb::Potential {
    pb::Potential {
        name: names::POTENTIAL.name(tenant, potential.id),
        servant: names::SERVANT.name(tenant, potential.servant),
        part: potential.part,
        score: show_hundredths(potential.score),
        assessed_date: Some(dates::render(potential.date)),
        assessor: potential.assessor,
        reference: potential.reference,
        recorded_by: potential.recorded_by,
        record_time: Some(dates::render_time(potential.record_time)),
        superseded_time: potential.superseded_time.map(dates::render_time),
    }
}

/// A box; its decisions are put in by whoever shows them.
pub(super) fn render_box(tenant: &Tenant, rules: &TalentRules, seen: TalentBox) -> pb::TalentBox {
    let state = to_wire(&STATES, seen.state);
    let proposal = seen.proposal;
    let shown = seen.decided.or(proposal.number);
    let potential = proposal.potential.and_then(ratio);
    pb::TalentBox {
        name: names::TALENT_BOX.name(tenant, seen.id),
        servant: names::SERVANT.name(tenant, seen.servant),
        year: seen.year,
        unit: seen.unit,
        state: state.into(),
        proposed_box: proposal.number.unwrap_or_default(),
        decided_box: seen.decided.unwrap_or_default(),
        performance: proposal.performance.map_or(String::new(), |points| points.to_string()),
        potential: potential.as_ref().map_or(String::new(), |number| exact::render(number, 2)),
        exact_potential: potential.map_or(String::new(), |number| number.to_string()),
        figures: proposal.figures,
        flags: proposal.flags,
        review_reasons: proposal.review,
        recommendation: shown.map_or("", |number| rules.recommendation(number)).to_owned(),
        ruleset: seen.ruleset,
        etag: etag::render(seen.version),
        create_time: Some(dates::render_time(seen.create_time)),
        update_time: Some(dates::render_time(seen.update_time)),
        decisions: Vec::new(),
    }
}

/// A decision with its reason.
pub(super) fn render_decision((decision, reason): (BoxDecision, Sensitive<String>)) -> pb::TalentBoxDecision {
    pb::TalentBoxDecision {
        proposed_box: decision.proposed.unwrap_or_default(),
        before_box: decision.before.unwrap_or_default(),
        after_box: decision.after,
        decided_by: decision.by,
        decide_time: Some(dates::render_time(decision.time)),
        reason: reason.reveal().clone(),
        ruleset: decision.ruleset,
    }
}
