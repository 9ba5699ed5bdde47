//! What an applicant is told about an application.

use crate::grpc::{
    document_messages::{render_document, render_kind, render_kinds},
    result_messages::render_result,
};
use crate::{
    domain::{
        application::Application,
        document::{DocumentKind, missing},
        vacancy::State,
        verdict::Verdict,
    },
    error::Error,
    names,
    rulesets::Rulebook,
    store::{applications, documents, vacancies, verdicts, verifications},
};
use contracts::recruitment::v1 as pb;
use platform::{View, dates, etag};
use uuid::Uuid;

/// Reads where an application stands, for the machine that submitted it. What was found is told once it is announced.
pub async fn read(
    view: &mut View<'_>,
    vacancy: Uuid,
    id: Uuid,
    rulebook: &Rulebook,
) -> Result<pb::ApplicationStatus, Error> {
    let own = applications::is_of(view.connection, id, &view.actor.subject).await?;
    let application = applications::get(view.connection, vacancy, id).await?.filter(|_| own);
    let application = application.ok_or(Error::ApplicationNotFound)?;
    let vacancy = vacancies::get(view.connection, vacancy).await?.ok_or(Error::VacancyNotFound)?;
    let documents = documents::of_applications(view.connection, &[id]).await?;
    let documents: Vec<_> = documents.into_iter().map(|(_, document)| document).collect();
    let required = rulebook.general(&vacancy.ruleset)?.intake.required(vacancy.kind);
    let missing = missing(&required, &documents);
    let announced = !matches!(vacancy.state, State::Draft | State::Open | State::Closed);
    let verdict = if announced { verdicts::get(view.connection, id).await? } else { None };
    let (state, reasons) = match (&application, verdict) {
        (Application { withdraw_time: Some(_), .. }, _) => (pb::application_status::State::Withdrawn, Vec::new()),
        (_, None) => (pb::application_status::State::Submitted, Vec::new()),
        (_, Some(Verdict::Eligible)) => (pb::application_status::State::Eligible, Vec::new()),
        (_, Some(Verdict::Ineligible { reason })) => {
            (pb::application_status::State::Ineligible, reasons(view, id, reason, &missing).await?)
        }
    };
    Ok(pb::ApplicationStatus {
        name: names::application(&view.tenant, vacancy.id, id),
        participant_number: application.participant_number.clone(),
        state: state.into(),
        submit_time: Some(dates::render_time(application.submit_time)),
        withdraw_time: application.withdraw_time.map(dates::render_time),
        reasons,
        documents: documents.iter().map(|document| render_document(&view.tenant, document)).collect(),
        missing: render_kinds(&missing),
        etag: etag::render(application.version),
        result: if vacancy.state == State::Published { render_result(&view.tenant, application) } else { None },
    })
}

/// Every reason: of the looks taken here, with the kinds that were not there, or else the portal's own.
async fn reasons(
    view: &mut View<'_>,
    application: Uuid,
    imported: String,
    missing: &[DocumentKind],
) -> Result<Vec<pb::VerdictReason>, Error> {
    if verifications::looks(view.connection, application).await?.is_empty() {
        return Ok(vec![pb::VerdictReason { text: imported, ..Default::default() }]);
    }
    let not_there =
        |kind: &DocumentKind| pb::VerdictReason { kind: render_kind(*kind).into(), missing: true, text: String::new() };
    let mut reasons: Vec<_> = missing.iter().map(not_there).collect();
    for (finding, kind) in verifications::refusals(view.connection, application).await? {
        let Some(sealed) = finding.reason else { continue };
        let text =
            String::from_utf8(view.vault.open(finding.document.as_bytes(), &sealed)?).map_err(Error::internal)?;
        reasons.push(pb::VerdictReason { kind: render_kind(kind).into(), missing: false, text });
    }
    Ok(reasons)
}
