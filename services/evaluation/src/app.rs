//! Puts the service together.

use crate::{SERVICE, config::Rules, events::Incoming, grpc, rulesets};
use anyhow::Context;
use contracts::evaluation::v1::{
    appraisal_service_server::AppraisalServiceServer, complaint_service_server::ComplaintServiceServer,
};
use jiff::tz::TimeZone;
use platform::{App, Clock, Settings, grpc::MESSAGE_LIMIT};
use std::sync::Arc;
use tonic::service::Routes;

/// Builds the service; it serves when it is run.
pub async fn build(settings: &Settings<Rules>, clock: Clock) -> anyhow::Result<App<Incoming>> {
    let time_zone = TimeZone::get(&settings.rules.time_zone).context("rules.time_zone")?;
    let rules = Arc::new(rulesets::signal_ruleset(&settings.rules.signal_ruleset).context("rules.signal_ruleset")?);
    App::build(&SERVICE, settings, clock, Incoming, |kit| {
        let appraisals = grpc::appraisals::Appraisals { kit: kit.clone() };
        let complaints = grpc::complaints::Complaints { kit: kit.clone(), time_zone, rules };
        Routes::new(AppraisalServiceServer::new(appraisals).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(ComplaintServiceServer::new(complaints).max_decoding_message_size(MESSAGE_LIMIT))
    })
    .await
}
