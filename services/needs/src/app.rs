//! Puts the service together.

use crate::{SERVICE, config::Rules, domain::proposal_rules::Rulebook, events::Incoming, grpc, rulesets};
use anyhow::Context;
use contracts::needs::v1::{
    budget_service_server::BudgetServiceServer, campaign_service_server::CampaignServiceServer,
    competency_map_service_server::CompetencyMapServiceServer, competency_service_server::CompetencyServiceServer,
    consultation_service_server::ConsultationServiceServer, determination_service_server::DeterminationServiceServer,
    draft_service_server::DraftServiceServer, e_formasi_service_server::EFormasiServiceServer,
    job_analysis_service_server::JobAnalysisServiceServer, organisation_service_server::OrganisationServiceServer,
    position_service_server::PositionServiceServer, projection_service_server::ProjectionServiceServer,
    proposal_service_server::ProposalServiceServer, reassessment_service_server::ReassessmentServiceServer,
    sector_service_server::SectorServiceServer, signal_service_server::SignalServiceServer,
    workload_service_server::WorkloadServiceServer,
};
use jiff::tz::TimeZone;
use platform::{App, Clock, Settings, grpc::MESSAGE_LIMIT};
use std::sync::Arc;
use tonic::service::Routes;

/// Builds the service; it serves when it is run. Refuses an unknown ruleset.
pub async fn build(settings: &Settings<Rules>, clock: Clock) -> anyhow::Result<App<Incoming>> {
    let workload = rulesets::find(&settings.rules.workload)?;
    let planning = Arc::new(grpc::forecasts::Planning::find(&settings.rules)?);
    let costs = Arc::new(rulesets::planning::cost(&settings.rules.cost)?);
    let job_rules = rulesets::job_analysis::find(&settings.rules.job_analysis)?;
    let time_zone = TimeZone::get(&settings.rules.time_zone).context("rules.time_zone")?;
    let rules = Arc::new(rulesets::signals::find(&settings.rules.signals)?);
    let dictionary = Arc::new(rulesets::competencies::dictionary(&settings.rules.competencies)?);
    let match_rules = Arc::new(rulesets::competencies::match_rules(&settings.rules.job_person_match)?);
    let rulebook = Rulebook::new(rulesets::proposals::all()?, time_zone.clone()).context("no rules of proposals")?;
    let rulebook = Arc::new(rulebook);
    let limits = settings.rules.limits();
    let responses_per_minute = settings.rules.responses_per_minute;
    let contributions_per_minute = settings.rules.contributions_per_minute;
    let catalogue = Arc::new(rulesets::methods::catalogue(workload.clone(), limits)?);
    App::build(&SERVICE, settings, clock, Incoming, |kit| {
        let workloads = grpc::workloads::Workloads { kit: kit.clone(), catalogue, time_zone: time_zone.clone() };
        let signals = grpc::signals::Signals { kit: kit.clone(), rules, time_zone: time_zone.clone(), limits };
        let campaigns = grpc::campaigns::Campaigns { kit: kit.clone(), responses_per_minute };
        let positions = grpc::positions::Positions { kit: kit.clone(), time_zone: time_zone.clone(), workload, limits };
        let proposals = grpc::proposals::Proposals { kit: kit.clone(), rulebook: rulebook.clone() };
        let drafts = grpc::drafts::Drafts { kit: kit.clone(), rulebook: rulebook.clone() };
        let determinations = grpc::determinations::Determinations { kit: kit.clone(), rulebook: rulebook.clone() };
        let sectors = grpc::sectors::Sectors { kit: kit.clone(), rulebook: rulebook.clone() };
        let e_formasi = grpc::e_formasi::EFormasi { kit: kit.clone(), rulebook };
        let reassessments = grpc::reassessments::Reassessments { kit: kit.clone() };
        let projections = grpc::projections::Projections { kit: kit.clone(), planning };
        let budgets = grpc::budgets::Budgets { kit: kit.clone(), costs };
        let organisation = grpc::organisation::Organisation { kit: kit.clone() };
        let job_analyses = grpc::job_analyses::JobAnalyses { kit: kit.clone(), rules: job_rules };
        let competencies = grpc::competencies::Competencies { kit: kit.clone(), dictionary: dictionary.clone() };
        let competency_maps =
            grpc::competency_map::CompetencyMaps { kit: kit.clone(), dictionary, rules: match_rules, time_zone };
        let consultations = grpc::consultations::Consultations { kit: kit.clone(), contributions_per_minute };
        Routes::new(PositionServiceServer::new(positions).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(ProposalServiceServer::new(proposals).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(WorkloadServiceServer::new(workloads).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(ReassessmentServiceServer::new(reassessments).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(ProjectionServiceServer::new(projections).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(BudgetServiceServer::new(budgets).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(OrganisationServiceServer::new(organisation).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(JobAnalysisServiceServer::new(job_analyses).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(SignalServiceServer::new(signals).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(CampaignServiceServer::new(campaigns).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(CompetencyServiceServer::new(competencies).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(CompetencyMapServiceServer::new(competency_maps).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(ConsultationServiceServer::new(consultations).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(DraftServiceServer::new(drafts).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(DeterminationServiceServer::new(determinations).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(SectorServiceServer::new(sectors).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(EFormasiServiceServer::new(e_formasi).max_decoding_message_size(MESSAGE_LIMIT))
    })
    .await
}
