//! Puts the service together.

use crate::{SERVICE, config::Rules, events::Incoming, grpc, rulesets};
use contracts::needs::v1::{
    position_service_server::PositionServiceServer, proposal_service_server::ProposalServiceServer,
    reassessment_service_server::ReassessmentServiceServer,
};
use platform::{App, Clock, Settings, grpc::MESSAGE_LIMIT};
use tonic::service::Routes;

/// Builds the service; it serves when it is run. Refuses an unknown ruleset.
pub async fn build(settings: &Settings<Rules>, clock: Clock) -> anyhow::Result<App<Incoming>> {
    let workload = rulesets::find(&settings.rules.workload)?;
    App::build(&SERVICE, settings, clock, Incoming, |kit| {
        let positions = grpc::positions::Positions { kit: kit.clone(), workload };
        let proposals = grpc::proposals::Proposals { kit: kit.clone() };
        let reassessments = grpc::reassessments::Reassessments { kit: kit.clone() };
        Routes::new(PositionServiceServer::new(positions).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(ProposalServiceServer::new(proposals).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(ReassessmentServiceServer::new(reassessments).max_decoding_message_size(MESSAGE_LIMIT))
    })
    .await
}
