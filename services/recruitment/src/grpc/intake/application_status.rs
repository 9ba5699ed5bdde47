//! What an applicant is told about an application.

use crate::grpc::{
    document_messages::{render_document, render_kind, render_kinds},
    pppk_selections,
    result_messages::render_result,
};
use crate::{
    domain::{
        application::Application,
        document::{DocumentKind, missing},
        objections::reasons_of,
        programme::Programme,
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
            (pb::application_status::State::Ineligible, reasons(view, id, &reason, &missing).await?)
        }
    };
    let result = match (vacancy.state, vacancy.programme) {
        (State::Published, Some(Programme::Pppk)) => {
            pppk_selections::result_of(view.connection, &view.tenant, &application.participant_number).await?
        }
        (State::Published, _) => render_result(&view.tenant, application.clone()),
        _ => None,
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
        result,
    })
}

/// Every reason: of the looks taken here, with the kinds that were not there, or else the portal's own; each with the number
/// by which an objection challenges it.
async fn reasons(
    view: &mut View<'_>,
    application: Uuid,
    verdict: &str,
    missing: &[DocumentKind],
) -> Result<Vec<pb::VerdictReason>, Error> {
    let verdict = reasons_of(verdict);
    let looks = verifications::looks(view.connection, application).await?;
    let number = |kind: DocumentKind| {
        let about = |reason: &String| reason.split(':').next() == Some(kind.as_str());
        (1..).zip(&verdict).find(|(_, reason)| about(reason)).map_or(0, |(number, _)| number)
    };
    let mut reasons = Vec::new();
    if !looks.is_empty() {
        for kind in missing {
            let (number, kind) = (number(*kind), render_kind(*kind).into());
            reasons.push(pb::VerdictReason { kind, missing: true, text: String::new(), number });
        }
        for (finding, kind) in verifications::refusals(view.connection, application).await? {
            let Some(sealed) = finding.reason else { continue };
            let text =
                String::from_utf8(view.vault.open(finding.document.as_bytes(), &sealed)?).map_err(Error::internal)?;
            let (number, kind) = (number(kind), render_kind(kind).into());
            reasons.push(pb::VerdictReason { kind, missing: false, text, number });
        }
    }
    // What no look here said: the portal's, or the committee's after an objection.
    for (number, text) in (1..).zip(verdict) {
        if !reasons.iter().any(|told| told.number == number) {
            reasons.push(pb::VerdictReason { text, number, ..Default::default() });
        }
    }
    Ok(reasons)
}
