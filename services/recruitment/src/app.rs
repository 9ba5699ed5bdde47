//! Puts the service together.

use crate::{SERVICE, config::Rules, events::Incoming, grpc};
use contracts::recruitment::v1::{
    application_service_server::ApplicationServiceServer, vacancy_service_server::VacancyServiceServer,
};
use platform::{App, Clock, Settings, grpc::MESSAGE_LIMIT};
use tonic::service::Routes;

/// Builds the service; it serves when it is run.
pub async fn build(settings: &Settings<Rules>, clock: Clock) -> anyhow::Result<App<Incoming>> {
    App::build(&SERVICE, settings, clock, Incoming, |kit| {
        let vacancies = grpc::vacancies::Vacancies { kit: kit.clone() };
        let applications = grpc::applications::Applications { kit: kit.clone() };
        Routes::new(VacancyServiceServer::new(vacancies).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(ApplicationServiceServer::new(applications).max_decoding_message_size(MESSAGE_LIMIT))
    })
    .await
}
