//! The work of verifiers, between the contract and the domain.

use crate::grpc::{
    confirmation_messages::render_confirmation,
    declarations::render_fact,
    document_messages::{hex, parse_kind, render_document, render_kind, render_kinds},
};
use crate::{
    commands::{self, AssignVerification, FoundDocument, RecordVerification},
    domain::{
        document::{DocumentKind, missing},
        requirement::Alternative,
        vacancy::State,
    },
    error::{Error, ScreeningError},
    names,
    rulesets::Rulebook,
    store::{
        confirmations, documents, rounds, vacancies,
        verifications::{self, Item},
    },
};
use contracts::recruitment::v1 as pb;
use platform::{Scope, Tenant, Violations, dates, etag, sensitive::Vault};
use sqlx::PgConnection;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Longest reason of a finding, in characters.
const LONGEST_REASON: usize = 1000;
/// Most verifiers of a round.
const MOST_VERIFIERS: usize = 200;
/// Most findings read; an application has fewer documents.
const MOST_FINDINGS: usize = 100;

/// Reads who verifies.
pub fn parse_assign(message: &pb::AssignVerificationRequest) -> Result<(Scope, AssignVerification), Violations> {
    let mut check = Violations::default();
    let vacancy = check.take("parent", names::VACANCY.parse(&message.parent));
    let count = message.verifiers.len();
    check.check("verifiers", (1..=MOST_VERIFIERS).contains(&count), "must be 1 to 200 verifiers");
    let mut verifiers = Vec::new();
    for (place, verifier) in message.verifiers.iter().take(MOST_VERIFIERS).enumerate() {
        let field = format!("verifiers[{place}]");
        let Some(verifier) = check.text(&field, verifier, 200) else { continue };
        check.check(field, !verifiers.contains(&verifier), "comes twice");
        verifiers.push(verifier);
    }
    verifiers.sort_unstable();
    let request_id = check.request_id(&message.request_id);
    let (Some(vacancy), Some(request_id), true) = (vacancy, request_id, check.is_empty()) else { return Err(check) };
    let input = AssignVerification { vacancy: vacancy.id, verifiers };
    Ok((Scope::once(vacancy.tenant, &message.parent, request_id), input))
}

/// Reads what a verifier found.
pub fn parse_record(message: &pb::RecordVerificationRequest) -> Result<(Scope, RecordVerification), Violations> {
    let mut check = Violations::default();
    let name = names::VERIFICATION.parse(&message.name);
    let tenant = name.as_ref().ok().map(|name| name.tenant.clone());
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    check.check("findings", message.findings.len() <= MOST_FINDINGS, "must be one for each document");
    let mut findings = Vec::new();
    for (place, finding) in message.findings.iter().take(MOST_FINDINGS).enumerate() {
        let field = |name: &str| format!("findings[{place}].{name}");
        let document = check.own(field("document"), &finding.document, names::DOCUMENT, tenant.as_ref());
        let refused = if finding.accepted {
            check.check(field("reason"), finding.reason.is_empty(), "must be empty for what is in order");
            None
        } else {
            check.text(field("reason"), &finding.reason, LONGEST_REASON)
        };
        let in_place_of = parse_place(&mut check, field("in_place_of"), finding);
        findings.extend(document.map(|document| FoundDocument { document, refused, in_place_of }));
    }
    let (Some((scope, look)), true) = (read, check.is_empty()) else { return Err(check) };
    Ok((scope, RecordVerification { look, findings }))
}

/// The kind in whose place a document is accepted, if it is in any.
fn parse_place(check: &mut Violations, field: String, finding: &pb::Finding) -> Option<DocumentKind> {
    if finding.in_place_of == i32::from(pb::DocumentKind::Unspecified) {
        return None;
    }
    check.check(field.clone(), finding.accepted, "must be empty for what is not in order");
    check.take(field, parse_kind(finding.in_place_of))
}

/// Work of verifiers as the contract has it, with its documents, findings and confirmations in a statement each.
pub async fn render_items(
    connection: &mut PgConnection,
    vault: &Vault,
    tenant: &Tenant,
    rulebook: &Rulebook,
    items: Vec<Item>,
) -> Result<Vec<pb::Verification>, Error> {
    let applications: Vec<Uuid> = items.iter().map(|item| item.application).collect();
    let looks: Vec<Uuid> = items.iter().map(|item| item.look.id).collect();
    let documents = documents::of_applications(connection, &applications).await?;
    let ids: Vec<Uuid> = documents.iter().map(|(_, document)| document.id).collect();
    let asked = confirmations::of_documents(connection, &ids).await?;
    let found = verifications::findings(connection, &looks).await?;
    let vacancies: BTreeSet<Uuid> = items.iter().map(|item| item.vacancy).collect();
    let asked_for = commands::requirements_of(connection, rulebook, &Vec::from_iter(vacancies)).await?;
    let mut rendered = Vec::with_capacity(items.len());
    for item in items {
        let own = documents.iter().filter(|(application, _)| *application == item.application);
        let own: Vec<_> = own.map(|(_, document)| document.clone()).collect();
        let requirement = asked_for.get(&item.vacancy).ok_or(Error::VacancyNotFound)?;
        let asked = asked.iter().filter(|one| own.iter().any(|document| document.id == one.document));
        let asked = asked.map(|one| commands::opened(vault, one)).collect::<Result<Vec<_>, _>>()?;
        let mut findings = Vec::new();
        for finding in found.iter().filter(|finding| finding.look == item.look.id) {
            let reason = finding.reason.as_ref().map(|sealed| vault.open(finding.document.as_bytes(), sealed));
            let reason = String::from_utf8(reason.transpose()?.unwrap_or_default()).map_err(Error::internal)?;
            let document = names::DOCUMENT.name(tenant, finding.document);
            let in_place_of = finding.in_place_of.map_or(pb::DocumentKind::Unspecified, render_kind).into();
            findings.push(pb::Finding { document, accepted: finding.reason.is_none(), reason, in_place_of });
        }
        rendered.push(pb::Verification {
            name: names::VERIFICATION.name(tenant, item.look.id),
            application: names::application(tenant, item.vacancy, item.application),
            vacancy: names::VACANCY.name(tenant, item.vacancy),
            participant_number: item.participant_number,
            done: item.look.eligible.is_some(),
            findings,
            documents: own.iter().map(|document| render_document(tenant, document)).collect(),
            required: render_kinds(&requirement.required),
            missing: render_kinds(&missing(&requirement.required, &own)),
            alternatives: requirement.alternatives.iter().map(render_alternative).collect(),
            facts: item.facts.iter().map(|fact| render_fact(*fact).into()).collect(),
            education: item.education,
            gpa_thousandths: item.gpa_thousandths,
            person: None,
            confirmations: asked.into_iter().map(|one| render_confirmation(tenant, one)).collect(),
            etag: etag::render(item.look.version),
        });
    }
    Ok(rendered)
}

fn render_alternative(alternative: &Alternative) -> pb::AcceptedAlternative {
    pb::AcceptedAlternative {
        document: render_kind(alternative.document).into(),
        evidence: alternative.evidence.clone(),
    }
}

/// How far the verification of a vacancy is. The seed is told once the verdicts are announced.
pub async fn read_round(
    connection: &mut PgConnection,
    vault: &Vault,
    tenant: &Tenant,
    vacancy: Uuid,
) -> Result<pb::VerificationRound, Error> {
    let state = vacancies::get(connection, vacancy).await?.ok_or(ScreeningError::RoundNotFound)?.state;
    let round = rounds::get(connection, vacancy).await?.ok_or(ScreeningError::RoundNotFound)?;
    let progress = rounds::progress(connection, vacancy).await?;
    let seed = match state {
        State::Draft | State::Open | State::Closed => String::new(),
        _ => hex(&vault.open(vacancy.as_bytes(), &round.seed)?),
    };
    let count = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    Ok(pb::VerificationRound {
        vacancy: names::VACANCY.name(tenant, vacancy),
        assign_time: Some(dates::render_time(round.assign_time)),
        applications: count(progress.applications),
        decided: count(progress.decided),
        first_looks_open: count(progress.first_open),
        second_looks_open: count(progress.later_open),
        disagreements: count(progress.disagreements),
        second_look_percent: round.percent.into(),
        commitment: hex(&round.commitment),
        seed,
    })
}
