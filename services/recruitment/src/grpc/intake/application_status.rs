//! What an applicant is told about an application.

use crate::grpc::{
    document_messages::{render_document, render_kind, render_kinds},
    pppk_selections,
    result_messages::{render_result, render_skd_result},
};
use crate::{
    commands::requirement_of,
    domain::{
        application::Application,
        document::{DocumentKind, missing},
        objections::reasons_of,
        programme::Programme,
        vacancy::State,
        verdict::{Verdict, code_of},
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
    let asked = requirement_of(view.connection, rulebook, vacancy.id).await?;
    let missing = missing(&asked.required, &documents);
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
        // The basic test is announced before the field test is held.
        (State::SkdRanked | State::FinalRanked, Some(Programme::Cpns) | None) => render_skd_result(&application),
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

/// Every reason: of the looks taken here, with the kinds that were not there, or else of the portal; each with the number
/// by which an objection challenges it.
async fn reasons(
    view: &mut View<'_>,
    application: Uuid,
    verdict: &str,
    missing: &[DocumentKind],
) -> Result<Vec<pb::VerdictReason>, Error> {
    let verdict = reasons_of(verdict);
    let looks = verifications::looks(view.connection, application).await?;
    let number = |kind: Option<DocumentKind>| {
        let about = |reason: &String| reason.split(':').next() == Some(code_of(kind));
        (1..).zip(&verdict).find(|(_, reason)| about(reason)).map_or(0, |(number, _)| number)
    };
    let mut reasons = Vec::new();
    if !looks.is_empty() {
        // Other evidence took the place of a missing kind that the verdict does not name.
        for kind in missing.iter().filter(|kind| number(Some(**kind)) > 0) {
            let (number, kind) = (number(Some(*kind)), render_kind(*kind).into());
            reasons.push(pb::VerdictReason { kind, missing: true, text: String::new(), number });
        }
        for (finding, kind) in verifications::refusals(view.connection, application).await? {
            let Some(sealed) = finding.reason else { continue };
            let text =
                String::from_utf8(view.vault.open(finding.document.as_bytes(), &sealed)?).map_err(Error::internal)?;
            let (number, kind) = (number(Some(kind)), render_kind(kind).into());
            reasons.push(pb::VerdictReason { kind, missing: false, text, number });
        }
    }
    for reason in verdicts::reasons(view.connection, application).await? {
        let number = number(reason.kind);
        // A verdict of the committee's stands in the place of the portal's.
        if number > 0 {
            let words =
                reason.words.as_ref().map(|words| view.vault.open(application.as_bytes(), words)).transpose()?;
            let kind = reason.kind.map_or(pb::DocumentKind::Unspecified, render_kind).into();
            let missing = words.is_none();
            let text = String::from_utf8(words.unwrap_or_default()).map_err(Error::internal)?;
            reasons.push(pb::VerdictReason { kind, missing, text, number });
        }
    }
    // What neither said: the committee's after an objection.
    for (number, text) in (1..).zip(verdict) {
        if !reasons.iter().any(|told| told.number == number) {
            reasons.push(pb::VerdictReason { text, number, ..Default::default() });
        }
    }
    // What did not decide comes last.
    reasons.sort_by_key(|reason| (reason.number == 0, reason.number));
    Ok(reasons)
}
