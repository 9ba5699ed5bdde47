//! Puts the service together.

use crate::{SERVICE, config::Rules, events::Incoming, grpc};
use contracts::career::v1::servant_service_server::ServantServiceServer;
use platform::{App, Clock, Settings, grpc::MESSAGE_LIMIT};
use tonic::service::Routes;

/// Builds the service; it serves when it is run.
pub async fn build(settings: &Settings<Rules>, clock: Clock) -> anyhow::Result<App<Incoming>> {
    App::build(&SERVICE, settings, clock, Incoming, |kit| {
        let servants = grpc::servants::Servants { kit: kit.clone() };
        Routes::new(ServantServiceServer::new(servants).max_decoding_message_size(MESSAGE_LIMIT))
    })
    .await
}
