//! Open selections between messages and domain.

use crate::{
    commands::{self, CreateOpenSelection, RegisterCandidate},
    domain::{
        instrument::{HIGHEST_SCORE, INSTRUMENTS, Instrument, Plan},
        open_selection::{Selection, State},
        panel_check::{Check, Finding},
        score_sheet::Ranked,
        selection_candidate::{Official, Record},
        selter::Level,
        servant_number::ServantNumber,
    },
    names,
    store::selections::Totals,
};
use contracts::recruitment::v1 as pb;
use pb::{LeadingLevel, open_selection::State as WireState, panel_finding::Check as WireCheck};
use platform::{AsRead, Scope, Tenant, Violations, dates, etag, sensitive::Vault};

/// Reads what a selection asks for.
pub(crate) fn parse_plan(
    check: &mut Violations,
    plan: Option<&pb::SelectionPlan>,
    tenant: Option<&Tenant>,
) -> Option<CreateOpenSelection> {
    let Some(plan) = plan else {
        check.add("plan", "must be set");
        return None;
    };
    let position = check.own("plan.position", &plan.position, names::POSITION, tenant);
    let position_title = check.text("plan.position_title", &plan.position_title, 200);
    let level = LEVELS.iter().find(|(_, wire)| *wire == plan.level()).map(|(level, _)| *level);
    let level = check.take("plan.level", level.ok_or("must be a known level"));
    let ruleset =
        if plan.ruleset.is_empty() { Some(String::new()) } else { check.text("plan.ruleset", &plan.ruleset, 50) };
    let date = dates::parse(plan.appointment_date.as_ref());
    let date = check.take("plan.appointment_date", date).filter(|date| (2000..=2100).contains(&date.year()));
    check.check("plan.appointment_date", date.is_some(), "must be a day of 2000 to 2100");
    let close_time = check.take("plan.close_time", dates::parse_time(plan.close_time.as_ref()));
    let score_time = check.take("plan.score_time", dates::parse_time(plan.score_time.as_ref()));
    let input_close_time = check.take("plan.input_close_time", dates::parse_time(plan.input_close_time.as_ref()));
    let instruments = parse_instruments(check, &plan.instruments);
    position?;
    let plan = Plan {
        position: plan.position.clone(),
        position_title: position_title?,
        level: level?,
        appointment_date: date?,
        close_time: close_time?,
        score_time: score_time?,
        input_close_time: input_close_time?,
    };
    Some(CreateOpenSelection { plan, ruleset: ruleset?, instruments })
}

fn parse_instruments(check: &mut Violations, instruments: &[pb::Instrument]) -> Vec<Instrument> {
    let most = *INSTRUMENTS.end();
    let room = format_args!("must be {} to {most}", INSTRUMENTS.start());
    check.check("plan.instruments", !instruments.is_empty() && instruments.len() <= most, room);
    let mut parsed = Vec::new();
    for (place, one) in instruments.iter().enumerate().take(most) {
        let at = |field: &str| format!("plan.instruments[{place}].{field}");
        let code = check.take(at("code"), read_short_code(&one.code)).unwrap_or_default();
        let competency = check.text(at("competency"), &one.competency, 200).unwrap_or_default();
        let kind = one.kind();
        check.check(at("kind"), kind != pb::instrument::Kind::Unspecified, "must be technical or non-technical");
        check.check(at("weight"), (1..=99).contains(&one.weight), "must be 1 to 99");
        check.check(at("lowest"), (0..HIGHEST_SCORE).contains(&one.lowest), "must be 0 or more and below the highest");
        let highest = one.highest > one.lowest && one.highest <= HIGHEST_SCORE;
        check.check(at("highest"), highest, "must be above the lowest, and 1,000 at most");
        let technical = kind == pb::instrument::Kind::Technical;
        let (weight, lowest, highest) = (one.weight, one.lowest, one.highest);
        parsed.push(Instrument { code, competency, technical, weight, lowest, highest });
    }
    parsed
}

/// A code of an instrument or of a candidate.
pub(crate) fn read_short_code(text: &str) -> Result<String, &'static str> {
    let sound = (1..=20).contains(&text.len())
        && text.bytes().all(|sign| sign.is_ascii_uppercase() || sign.is_ascii_digit() || sign == b'-');
    if sound { Ok(text.to_owned()) } else { Err("must be 1 to 20 capital letters, digits or dashes") }
}

/// Reads a candidate to be taken.
pub(crate) fn parse_register(message: &pb::RegisterCandidateRequest) -> Result<(Scope, RegisterCandidate), Violations> {
    let mut check = Violations::default();
    let parent = check.take("parent", names::SELECTION.parse(&message.parent));
    let nip = check.take("nip", ServantNumber::parse(&message.nip));
    let full_name = check.text("full_name", &message.full_name, 200);
    let birth_date = check.take("birth_date", dates::parse(message.birth_date.as_ref()));
    let experience = (0..=1200).contains(&message.experience_months);
    check.check("experience_months", experience, "must be 0 to 1,200");
    check.check("grade_months", (0..=1200).contains(&message.grade_months), "must be 0 to 1,200");
    let request_id = check.request_id(&message.request_id);
    let (Some(parent), Some(nip), Some(full_name), Some(birth_date), Some(request_id), true) =
        (parent, nip, full_name, birth_date, request_id, check.is_empty())
    else {
        return Err(check);
    };
    let record = Record {
        degree: message.degree,
        experience_months: message.experience_months,
        grade_months: message.grade_months,
        clean: message.clean_record,
    };
    let official = Official { nip: nip.expose().to_owned(), full_name, birth_date };
    let scope = Scope::once(parent.tenant, &message.parent, request_id);
    Ok((scope, RegisterCandidate { selection: parent.id, official, record }))
}

/// The steps that ask for nothing but the selection as it was read.
pub(crate) fn parse_step(name: &str, etag: &str, request_id: &str) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    check.as_read(name, names::SELECTION.parse(name), etag, request_id).ok_or(check)
}

const LEVELS: [(Level, LeadingLevel); 3] =
    [(Level::Pratama, LeadingLevel::Pratama), (Level::Madya, LeadingLevel::Madya), (Level::Utama, LeadingLevel::Utama)];

const STATES: [(State, WireState); 10] = [
    (State::Draft, WireState::Draft),
    (State::Open, WireState::Open),
    (State::Assessment, WireState::Assessment),
    (State::Sealed, WireState::Sealed),
    (State::Revealed, WireState::Revealed),
    (State::OnHold, WireState::OnHold),
    (State::Announced, WireState::Announced),
    (State::Submitted, WireState::Submitted),
    (State::Decided, WireState::Decided),
    (State::Cancelled, WireState::Cancelled),
];

/// Reads the state that a public list asks for; unspecified means all but drafts.
pub(crate) fn parse_state(check: &mut Violations, state: i32) -> Option<Option<State>> {
    let wire = check.take("state", WireState::try_from(state).map_err(|_| "must be a known state"))?;
    check.check("state", wire != WireState::Draft, "must not be STATE_DRAFT: drafts are not public");
    Some(STATES.iter().find(|(_, known)| *known == wire).map(|(state, _)| *state))
}

/// A state as callers see it.
pub(crate) fn render_state(state: State) -> WireState {
    STATES.iter().find(|(known, _)| *known == state).map(|(_, wire)| *wire).unwrap_or_default()
}

/// A selection as everybody sees it. The salt that opens the hash of the scores is only told with the scores.
pub(crate) fn render(
    tenant: &Tenant,
    vault: &Vault,
    selection: Selection,
    instruments: Vec<Instrument>,
    totals: Totals,
) -> pb::OpenSelection {
    let level = LEVELS.iter().find(|(known, _)| *known == selection.plan.level).map(|(_, wire)| *wire);
    let salt = if selection.is_public() { commands::scores_salt(vault, &selection) } else { String::new() };
    let plan = selection.plan;
    pb::OpenSelection {
        name: names::SELECTION.name(tenant, selection.id),
        state: render_state(selection.state).into(),
        position: plan.position,
        position_title: plan.position_title,
        level: level.unwrap_or_default().into(),
        ruleset: selection.ruleset,
        appointment_date: Some(dates::render(plan.appointment_date)),
        close_time: Some(dates::render_time(plan.close_time)),
        score_time: Some(dates::render_time(plan.score_time)),
        input_close_time: Some(dates::render_time(plan.input_close_time)),
        instruments: instruments.into_iter().map(render_instrument).collect(),
        design: selection.design,
        design_hash: selection.design_hash,
        panel_members: totals.members,
        panel_outside: totals.outside,
        candidates: totals.candidates,
        inputs_received: totals.inputs,
        inputs_answered: totals.answered,
        round: selection.round,
        scores_hash: selection.scores_hash,
        earlier_scores_hashes: selection.earlier_hashes,
        scores_salt: salt,
        chosen: selection.chosen,
        etag: etag::render(selection.version),
        create_time: Some(dates::render_time(selection.create_time)),
        update_time: Some(dates::render_time(selection.update_time)),
        first_close_time: Some(dates::render_time(selection.first_close_time)),
        announce_time: selection.announce_time.map(dates::render_time),
    }
}

fn render_instrument(one: Instrument) -> pb::Instrument {
    let kind = if one.technical { pb::instrument::Kind::Technical } else { pb::instrument::Kind::NonTechnical };
    pb::Instrument {
        code: one.code,
        competency: one.competency,
        kind: kind.into(),
        weight: one.weight,
        lowest: one.lowest,
        highest: one.highest,
    }
}

/// A candidate's place.
pub(crate) fn render_rank(ranked: &Ranked, code: &str, submitted: bool) -> pb::SelectionRank {
    pb::SelectionRank {
        candidate_code: code.to_owned(),
        rank: i32::try_from(ranked.rank).unwrap_or(i32::MAX),
        total: exact::render(&ranked.total, 6),
        total_exact: ranked.total.to_string(),
        means_exact: ranked.means.iter().map(ToString::to_string).collect(),
        members: i32::try_from(ranked.members).unwrap_or(i32::MAX),
        submitted,
    }
}

/// What a check found.
pub(crate) fn render_finding(round: i32, finding: Finding) -> pb::PanelFinding {
    let check = match finding.check {
        Check::Severity => WireCheck::Severity,
        Check::SpreadLow => WireCheck::SpreadLow,
        Check::SpreadHigh => WireCheck::SpreadHigh,
        Check::Agreement => WireCheck::Agreement,
        Check::Opposition => WireCheck::Opposition,
        Check::Bloc => WireCheck::Bloc,
        Check::Quorum => WireCheck::Quorum,
        Check::Outside => WireCheck::Outside,
        Check::Composition => WireCheck::Composition,
    };
    pb::PanelFinding {
        check: check.into(),
        members: finding.members,
        candidate_code: finding.candidate,
        observed: finding.observed,
        limit: finding.limit,
        as_strange: finding.as_strange,
        permutations: finding.permutations,
        round,
    }
}
