//! Puts the service together.

use crate::{
    SERVICE,
    config::Rules,
    document_store::DocumentStore,
    events::Incoming,
    grpc,
    rulesets::Selterbook,
    rulesets::{Book, Rulebook},
    sequencer,
    store::keys,
};
use anyhow::Context;
use contracts::recruitment::v1::{
    announcement_service_server::AnnouncementServiceServer, application_service_server::ApplicationServiceServer,
    appointment_service_server::AppointmentServiceServer, confirmation_service_server::ConfirmationServiceServer,
    document_service_server::DocumentServiceServer, fairness_service_server::FairnessServiceServer,
    internship_agreement_service_server::InternshipAgreementServiceServer,
    internship_service_server::InternshipServiceServer, log_service_server::LogServiceServer,
    objection_service_server::ObjectionServiceServer, official_list_service_server::OfficialListServiceServer,
    open_selection_service_server::OpenSelectionServiceServer, panel_service_server::PanelServiceServer,
    pppk_service_server::PppkServiceServer, public_input_service_server::PublicInputServiceServer,
    retention_service_server::RetentionServiceServer, scoring_service_server::ScoringServiceServer,
    selection_notice_service_server::SelectionNoticeServiceServer, vacancy_service_server::VacancyServiceServer,
    verification_service_server::VerificationServiceServer,
};
use jiff::SignedDuration;
use platform::{App, Clock, Settings, grpc::MESSAGE_LIMIT};
use std::{path::Path, sync::Arc};
use tonic::service::Routes;

/// How long the signatures of a key still count after the next one began: replicas are replaced one by one.
const KEY_OVERLAP: SignedDuration = SignedDuration::from_hours(24);
/// How much earlier the signatures of a new key count: the clocks of replicas differ a little.
const KEY_LEEWAY: SignedDuration = SignedDuration::from_mins(5);

/// Builds the service; it serves when it is run. Refuses rulesets that are not sound.
pub async fn build(settings: &Settings<Rules>, clock: Clock) -> anyhow::Result<App<Incoming>> {
    let rulebook = match &settings.rules.folder {
        none if none == Path::new("") => Rulebook::shipped(),
        folder => Rulebook::with(folder),
    };
    let rulebook = Arc::new(rulebook.context("rules.folder")?);
    let store = match settings.rules.documents.as_str() {
        "" => None,
        place => Some(DocumentStore::open(place, settings.rules.document_bytes).context("rules.documents")?),
    };
    let store = store.map(Arc::new);
    let book = Arc::new(Selterbook::of_open_selections(&settings.rules.folder).context("rules.folder")?);
    let internship_book = Arc::new(Book::of_internships(&settings.rules.folder).context("rules.folder")?);
    let fairness_book = Arc::new(Book::of_fairness(&settings.rules.folder).context("rules.folder")?);
    let app = App::build(&SERVICE, settings, clock, Incoming, |kit| {
        let vacancies = grpc::vacancies::Vacancies { kit: kit.clone(), rulebook: rulebook.clone() };
        let announcements = grpc::announcements::Announcements { kit: kit.clone(), rulebook: rulebook.clone() };
        let verifications = grpc::verifications::Verifications { kit: kit.clone(), rulebook: rulebook.clone() };
        let documents = grpc::documents::Documents { kit: kit.clone(), store: store.clone() };
        let confirmations = grpc::confirmations::Confirmations { kit: kit.clone() };
        let objections = grpc::objections::Objections { kit: kit.clone(), rulebook: rulebook.clone() };
        let appointments = grpc::appointments::Appointments { kit: kit.clone(), rulebook: rulebook.clone() };
        let scorings = grpc::scorings::Scorings { kit: kit.clone(), rulebook: rulebook.clone() };
        let logs = grpc::logs::Logs { kit: kit.clone(), trees: Default::default() };
        let pppk = grpc::pppk_selections::PppkSelections { kit: kit.clone(), rulebook: rulebook.clone() };
        let official = grpc::official_lists::OfficialLists { kit: kit.clone(), rulebook: rulebook.clone() };
        let agreements = grpc::internship_agreements::InternshipAgreements { kit: kit.clone() };
        let internships = grpc::internships::Internships { kit: kit.clone(), book: internship_book };
        let fairness = grpc::fairness_reports::FairnessReports { kit: kit.clone(), book: fairness_book };
        let retention =
            grpc::retention::Retention { kit: kit.clone(), rulebook: rulebook.clone(), selections: book.clone() };
        let applications = grpc::applications::Applications { kit: kit.clone(), rulebook };
        let selections = grpc::open_selections::OpenSelections { kit: kit.clone(), book: book.clone() };
        let panels = grpc::panels::Panels { kit: kit.clone(), book: book.clone() };
        let notices = grpc::selection_notices::SelectionNotices { kit: kit.clone() };
        let inputs = grpc::public_inputs::PublicInputs { kit: kit.clone(), book };
        Routes::new(VacancyServiceServer::new(vacancies).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(AnnouncementServiceServer::new(announcements).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(ApplicationServiceServer::new(applications).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(RetentionServiceServer::new(retention).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(ObjectionServiceServer::new(objections).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(AppointmentServiceServer::new(appointments).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(PppkServiceServer::new(pppk).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(OfficialListServiceServer::new(official).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(ScoringServiceServer::new(scorings).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(LogServiceServer::new(logs).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(InternshipAgreementServiceServer::new(agreements).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(InternshipServiceServer::new(internships).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(FairnessServiceServer::new(fairness).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(VerificationServiceServer::new(verifications).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(DocumentServiceServer::new(documents).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(ConfirmationServiceServer::new(confirmations).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(OpenSelectionServiceServer::new(selections).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(SelectionNoticeServiceServer::new(notices).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(PanelServiceServer::new(panels).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(PublicInputServiceServer::new(inputs).max_decoding_message_size(MESSAGE_LIMIT))
    })
    .await?;
    with_logs(app).await
}

/// Notes which key signs, and sequences the logs of vacancies beside the calls. A key that ended is refused: what it signs
/// would count for nobody.
async fn with_logs(app: App<Incoming>) -> anyhow::Result<App<Incoming>> {
    let kit = app.kit().clone();
    let signer = kit.signer.clone().context("secrets.signing_key: the file of the key that signs logs and receipts")?;
    let now = kit.clock.now();
    let end = now.saturating_add(KEY_OVERLAP)?;
    let mut tx = kit.pool.begin_with("BEGIN; SET LOCAL app.instansi = '-'").await?;
    keys::register(&mut tx, signer.public(), now.saturating_sub(KEY_LEEWAY)?, end).await?;
    let counts = keys::counts(&mut tx, signer.key_id(), now).await?;
    anyhow::ensure!(counts, "secrets.signing_key: key {} was replaced by another one and has ended", signer.key_id());
    tx.commit().await?;
    Ok(app.with_task("sequencer", move || {
        let (kit, signer) = (kit.clone(), signer.clone());
        Box::pin(async move { sequencer::lead(&kit, &signer).await })
    }))
}
