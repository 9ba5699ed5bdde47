//! The administrative selection of candidates between messages and commands.

use crate::{
    commands::{self, ScreenCandidate, WithdrawCandidacy},
    domain::{
        candidacy::{RequirementFound, Screening},
        selection_candidate::{Candidate, Unmet},
    },
    error::Error,
    names,
    store::selection_requirements,
};
use contracts::recruitment::v1 as pb;
use pb::{SelectionRequirement as Wire, candidacy::State as WireState};
use platform::{Scope, Violations, Work, dates, sensitive::Sensitive};
use uuid::Uuid;

/// Longest reason.
const REASON: usize = 1000;

const REQUIREMENTS: [(Unmet, Wire); 5] = [
    (Unmet::Degree, Wire::Degree),
    (Unmet::Experience, Wire::Experience),
    (Unmet::Grade, Wire::Grade),
    (Unmet::Age, Wire::Age),
    (Unmet::Record, Wire::Record),
];

/// Reads what the committee found in a candidate's papers.
pub(super) fn parse_screen(message: &pb::ScreenCandidateRequest) -> Result<(Scope, ScreenCandidate), Violations> {
    let mut check = Violations::default();
    let name = check.take("candidate", names::parse_of_selection(&message.candidate, "candidates"));
    let request_id = check.request_id(&message.request_id);
    let most = message.findings.len() <= REQUIREMENTS.len();
    check.check("findings", most, "must hold each of the five requirements once");
    let mut findings: Vec<(RequirementFound, Option<Sensitive<String>>)> = Vec::new();
    for (place, one) in message.findings.iter().enumerate().take(REQUIREMENTS.len()) {
        let at = |field: &str| format!("findings[{place}].{field}");
        let known =
            REQUIREMENTS.iter().find(|(_, wire)| *wire == one.requirement()).map(|(requirement, _)| *requirement);
        let known = check.take(at("requirement"), known.ok_or("must be a known requirement"));
        check.check(at("reason"), !one.met || one.reason.is_empty(), "must be empty: the requirement is met");
        let reason = if one.met { None } else { check.text(at("reason"), &one.reason, REASON).map(Sensitive::new) };
        let Some(requirement) = known else { continue };
        let twice = findings.iter().any(|(found, _)| found.requirement == requirement);
        check.check(at("requirement"), !twice, "stands in the list twice");
        findings.push((RequirementFound { requirement, met: one.met }, reason));
    }
    match (name, request_id, check.is_empty()) {
        (Some((selection, candidate)), Some(request_id), true) => {
            let scope = Scope::once(selection.tenant, &message.candidate, request_id);
            Ok((scope, ScreenCandidate { selection: selection.id, candidate, findings }))
        }
        _ => Err(check),
    }
}

/// Reads which candidate is asked for.
pub(super) fn parse_candidate(
    field: &str,
    name: &str,
    request_id: &str,
) -> Result<(Scope, WithdrawCandidacy), Violations> {
    let mut check = Violations::default();
    let parsed = check.take(field, names::parse_of_selection(name, "candidates"));
    let request_id = check.request_id(request_id);
    let (Some((selection, candidate)), Some(request_id)) = (parsed, request_id) else { return Err(check) };
    let scope = Scope::once(selection.tenant, name, request_id);
    Ok((scope, WithdrawCandidacy { selection: selection.id, candidate }))
}

/// Where a candidate stands, with the reasons opened. Whoever calls this has checked that the caller may read them.
pub(super) async fn candidacy(
    work: &mut Work<'_>,
    selection: Uuid,
    candidate: Candidate,
) -> Result<pb::Candidacy, Error> {
    let mut findings = Vec::new();
    for kept in selection_requirements::of_candidate(work.connection, candidate.id).await? {
        let reason = kept.reason.map(|reason| commands::open_text(&work.vault, kept.id, &reason)).transpose()?;
        let wire = REQUIREMENTS.iter().find(|(known, _)| *known == kept.found.requirement).map(|(_, wire)| *wire);
        findings.push(pb::RequirementFinding {
            requirement: wire.unwrap_or_default().into(),
            met: kept.found.met,
            reason: reason.unwrap_or_default(),
        });
    }
    findings.sort_by_key(|finding| finding.requirement);
    Ok(pb::Candidacy {
        name: names::of_selection(&work.tenant, selection, "candidates", candidate.id),
        state: state_of(&candidate).into(),
        code: candidate.code,
        findings,
        withdraw_time: candidate.withdraw_time.map(dates::render_time),
    })
}

/// Where a candidate stands.
pub(super) fn state_of(candidate: &Candidate) -> WireState {
    match candidate.screening {
        _ if candidate.withdraw_time.is_some() => WireState::Withdrawn,
        Screening::Waiting => WireState::Registered,
        Screening::Admitted => WireState::Admitted,
        Screening::Refused => WireState::Refused,
    }
}
