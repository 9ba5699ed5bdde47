//! Puts the service together.

use crate::{SERVICE, config::Rules, events::Incoming, grpc, rulesets::Rulebook};
use anyhow::Context;
use contracts::recruitment::v1::{
    application_service_server::ApplicationServiceServer, vacancy_service_server::VacancyServiceServer,
    verification_service_server::VerificationServiceServer,
};
use platform::{App, Clock, Settings, grpc::MESSAGE_LIMIT};
use std::{path::Path, sync::Arc};
use tonic::service::Routes;

/// Builds the service; it serves when it is run. Refuses rulesets that are not sound.
pub async fn build(settings: &Settings<Rules>, clock: Clock) -> anyhow::Result<App<Incoming>> {
    let rulebook = match &settings.rules.folder {
        none if none == Path::new("") => Rulebook::shipped(),
        folder => Rulebook::with(folder),
    };
    let rulebook = Arc::new(rulebook.context("rules.folder")?);
    App::build(&SERVICE, settings, clock, Incoming, |kit| {
        let vacancies = grpc::vacancies::Vacancies { kit: kit.clone(), rulebook: rulebook.clone() };
        let verifications = grpc::verifications::Verifications { kit: kit.clone() };
        let applications = grpc::applications::Applications { kit: kit.clone(), rulebook };
        Routes::new(VacancyServiceServer::new(vacancies).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(ApplicationServiceServer::new(applications).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(VerificationServiceServer::new(verifications).max_decoding_message_size(MESSAGE_LIMIT))
    })
    .await
}
