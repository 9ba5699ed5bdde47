//! Puts the service together.

use crate::{
    SERVICE,
    commands::{ComplaintBook, ComplaintBooks, ImprovementDesk, ProgrammeDesk, SkpDesk},
    config::Rules,
    domain::{
        distribution::DistributionRuleset, newcomer_rules::NewcomerRules, past_rating::PastRules,
        survey_rules::SurveyBook,
    },
    events::Incoming,
    grpc, rulesets,
};
use anyhow::Context;
use contracts::evaluation::v1::{
    appraisal_service_server::AppraisalServiceServer, complaint_desk_service_server::ComplaintDeskServiceServer,
    complaint_follow_service_server::ComplaintFollowServiceServer,
    complaint_report_service_server::ComplaintReportServiceServer,
    complaint_route_service_server::ComplaintRouteServiceServer, complaint_service_server::ComplaintServiceServer,
    complaint_unit_service_server::ComplaintUnitServiceServer, discipline_service_server::DisciplineServiceServer,
    impact_service_server::ImpactServiceServer, improvement_service_server::ImprovementServiceServer,
    newcomer_service_server::NewcomerServiceServer, past_rating_service_server::PastRatingServiceServer,
    programme_data_service_server::ProgrammeDataServiceServer, programme_service_server::ProgrammeServiceServer,
    questionnaire_service_server::QuestionnaireServiceServer,
    servant_account_service_server::ServantAccountServiceServer, signal_service_server::SignalServiceServer,
    skp_feedback_service_server::SkpFeedbackServiceServer, skp_plan_service_server::SkpPlanServiceServer,
    skp_view_service_server::SkpViewServiceServer, survey_service_server::SurveyServiceServer,
    unit_rating_service_server::UnitRatingServiceServer,
};
use jiff::tz::TimeZone;
use platform::{App, Clock, Kit, Settings, grpc::MESSAGE_LIMIT};
use std::{collections::BTreeMap, sync::Arc};
use tonic::service::Routes;

/// Builds the service; it serves when it is run.
pub async fn build(settings: &Settings<Rules>, clock: Clock) -> anyhow::Result<App<Incoming>> {
    let time_zone = TimeZone::get(&settings.rules.time_zone).context("rules.time_zone")?;
    let rules = rulesets::signals::signal_book(&settings.rules.signal_ruleset).context("rules.signal_ruleset")?;
    let rules = Arc::new(rules);
    let surveys = rulesets::survey::book(&settings.rules.survey_ruleset).context("rules.survey_ruleset")?;
    let surveys = Arc::new(surveys);
    let ratings = RatingBooks::choose(&settings.rules, &time_zone)?;
    let steps = Arc::new(improvement_desk(&settings.rules, &time_zone)?);
    let newcomers = rulesets::newcomer::newcomer_rules(&settings.rules.newcomer_ruleset);
    let newcomers = Arc::new(newcomers.context("rules.newcomer_ruleset")?);
    let reports = Arc::new(complaint_books(&settings.rules, &time_zone)?);
    let programmes = Arc::new(programme_desk(&settings.rules, &surveys, &time_zone)?);
    App::build(&SERVICE, settings, clock, Incoming, |kit| {
        let signals = grpc::quality_signals::QualitySignals {
            kit: kit.clone(),
            time_zone: time_zone.clone(),
            book: rules.clone(),
        };
        let questionnaires = grpc::questionnaires::Questionnaires {
            kit: kit.clone(),
            time_zone: time_zone.clone(),
            book: surveys.clone(),
        };
        let surveys = grpc::surveys::Surveys { kit: kit.clone(), time_zone: time_zone.clone(), book: surveys };
        let complaints = grpc::complaints::Complaints { kit: kit.clone(), time_zone, rules, books: reports.clone() };
        let routes = improvement(grievance(performance(kit, &ratings, &steps), kit, &reports), kit, &steps);
        let routes = newcomer(routes, kit, (&steps.zone, &newcomers));
        programme(routes, kit, &programmes)
            .add_service(ComplaintServiceServer::new(complaints).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(SignalServiceServer::new(signals).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(SurveyServiceServer::new(surveys).max_decoding_message_size(MESSAGE_LIMIT))
            .add_service(QuestionnaireServiceServer::new(questionnaires).max_decoding_message_size(MESSAGE_LIMIT))
    })
    .await
}

/// The rulesets of ratings that are in use.
struct RatingBooks {
    desk: Arc<SkpDesk>,
    past: Arc<PastRules>,
    guidance: Arc<DistributionRuleset>,
}

impl RatingBooks {
    /// Those that the configuration names.
    fn choose(rules: &Rules, zone: &TimeZone) -> anyhow::Result<Self> {
        let book = rulesets::performance::skp_book(&rules.skp_ruleset).context("rules.skp_ruleset")?;
        let past =
            rulesets::performance::past_rules(&rules.past_ratings_ruleset).context("rules.past_ratings_ruleset")?;
        let guidance =
            rulesets::distribution_ruleset(&rules.distribution_ruleset).context("rules.distribution_ruleset")?;
        let desk = Arc::new(SkpDesk { book, zone: zone.clone() });
        Ok(Self { desk, past: Arc::new(past), guidance: Arc::new(guidance) })
    }
}

/// Appraisals, plans, feedback, ratings of units and of old, accounts.
fn performance(kit: &Kit, books: &RatingBooks, steps: &Arc<ImprovementDesk>) -> Routes {
    let appraisals = grpc::appraisals::Appraisals { kit: kit.clone(), desk: books.desk.clone() };
    let plans = grpc::skp_plans::SkpPlans { kit: kit.clone(), desk: books.desk.clone() };
    let views = grpc::skp_views::SkpViews { kit: kit.clone() };
    let feedback = grpc::skp_feedbacks::SkpFeedbacks { kit: kit.clone(), desk: books.desk.clone() };
    let (zone, guidance) = (books.desk.zone.clone(), books.guidance.clone());
    let units = grpc::unit_ratings::UnitRatings { kit: kit.clone(), zone, guidance };
    let past = grpc::past_ratings::PastRatings { kit: kit.clone(), rules: books.past.clone() };
    let accounts =
        grpc::servant_accounts::ServantAccounts { kit: kit.clone(), desk: books.desk.clone(), steps: steps.clone() };
    Routes::new(AppraisalServiceServer::new(appraisals).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(SkpPlanServiceServer::new(plans).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(SkpViewServiceServer::new(views).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(SkpFeedbackServiceServer::new(feedback).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(UnitRatingServiceServer::new(units).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(PastRatingServiceServer::new(past).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(ServantAccountServiceServer::new(accounts).max_decoding_message_size(MESSAGE_LIMIT))
}

/// What the steps of a complaint follow in each instansi, as the configuration names it.
fn complaint_books(rules: &Rules, zone: &TimeZone) -> anyhow::Result<ComplaintBooks> {
    let mut own = BTreeMap::new();
    for (instansi, place) in &rules.places {
        let named = place.time_zone.as_deref().map(TimeZone::get).transpose();
        let zone = named.with_context(|| format!("rules.places.{instansi}.time_zone"))?.unwrap_or_else(|| zone.clone());
        let days = place.work_week_days.unwrap_or(rules.work_week_days);
        let book = complaint_book(rules, &zone, days).with_context(|| format!("rules.places.{instansi}"))?;
        own.insert(instansi.clone(), book);
    }
    Ok(ComplaintBooks { usual: complaint_book(rules, zone, rules.work_week_days)?, own })
}

fn complaint_book(rules: &Rules, zone: &TimeZone, week_days: u8) -> anyhow::Result<ComplaintBook> {
    let calendar = rulesets::grievance::work_calendar(&rules.work_calendar, week_days);
    Ok(ComplaintBook {
        rules: rulesets::grievance::complaint_rules(&rules.complaint_ruleset).context("rules.complaint_ruleset")?,
        calendar: calendar.context("rules.work_calendar, rules.work_week_days")?,
        routing: rulesets::grievance::routing_rules(&rules.routing_ruleset).context("rules.routing_ruleset")?,
        zone: zone.clone(),
    })
}

/// The desk, units, reporters, routes and reports of complaints.
fn grievance(routes: Routes, kit: &Kit, books: &Arc<ComplaintBooks>) -> Routes {
    let desks = grpc::complaint_desks::ComplaintDesks { kit: kit.clone(), books: books.clone() };
    let units = grpc::complaint_units::ComplaintUnits { kit: kit.clone(), books: books.clone() };
    let follows = grpc::complaint_follows::ComplaintFollows { kit: kit.clone(), books: books.clone() };
    let leads = grpc::complaint_routes::ComplaintRoutes { kit: kit.clone(), books: books.clone() };
    let reports = grpc::complaint_reports::ComplaintReports { kit: kit.clone(), books: books.clone() };
    routes
        .add_service(ComplaintDeskServiceServer::new(desks).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(ComplaintUnitServiceServer::new(units).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(ComplaintFollowServiceServer::new(follows).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(ComplaintRouteServiceServer::new(leads).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(ComplaintReportServiceServer::new(reports).max_decoding_message_size(MESSAGE_LIMIT))
}

/// What the path after a low rating and the ladder of absence follow, as the configuration names it.
fn improvement_desk(rules: &Rules, zone: &TimeZone) -> anyhow::Result<ImprovementDesk> {
    let calendar = rulesets::grievance::work_calendar(&rules.work_calendar, rules.work_week_days);
    let book = rulesets::improvement::improvement_book(&rules.improvement_ruleset);
    let ladders = rulesets::improvement::ladder_book(&rules.discipline_ruleset);
    Ok(ImprovementDesk {
        book: book.context("rules.improvement_ruleset")?,
        ladders: ladders.context("rules.discipline_ruleset")?,
        calendar: calendar.context("rules.work_calendar, rules.work_week_days")?,
        zone: zone.clone(),
    })
}

/// Cases after a low rating, absences and proposals of punishments.
fn improvement(routes: Routes, kit: &Kit, desk: &Arc<ImprovementDesk>) -> Routes {
    let cases = grpc::improvements::Improvements { kit: kit.clone(), desk: desk.clone() };
    let disciplines = grpc::disciplines::Disciplines { kit: kit.clone(), desk: desk.clone() };
    routes
        .add_service(ImprovementServiceServer::new(cases).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(DisciplineServiceServer::new(disciplines).max_decoding_message_size(MESSAGE_LIMIT))
}

/// What evaluations of programmes follow, as the configuration names it.
fn programme_desk(rules: &Rules, surveys: &Arc<SurveyBook>, zone: &TimeZone) -> anyhow::Result<ProgrammeDesk> {
    let found = rulesets::programme::programme_rules(&rules.programme_ruleset);
    let rules = found.context("rules.programme_ruleset")?;
    Ok(ProgrammeDesk { rules, surveys: surveys.clone(), zone: zone.clone() })
}

/// Evaluations of programmes, what they are made from, and what became of public services.
fn programme(routes: Routes, kit: &Kit, desk: &Arc<ProgrammeDesk>) -> Routes {
    let programmes = grpc::programmes::Programmes { kit: kit.clone(), desk: desk.clone() };
    let data = grpc::programme_data::ProgrammeData { kit: kit.clone(), desk: desk.clone() };
    let impacts = grpc::service_impacts::ServiceImpacts { kit: kit.clone(), desk: desk.clone() };
    routes
        .add_service(ProgrammeServiceServer::new(programmes).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(ProgrammeDataServiceServer::new(data).max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(ImpactServiceServer::new(impacts).max_decoding_message_size(MESSAGE_LIMIT))
}

/// The newly appointed.
fn newcomer(routes: Routes, kit: &Kit, (zone, rules): (&TimeZone, &Arc<NewcomerRules>)) -> Routes {
    let newcomers = grpc::newcomers::Newcomers { kit: kit.clone(), zone: zone.clone(), rules: rules.clone() };
    routes.add_service(NewcomerServiceServer::new(newcomers).max_decoding_message_size(MESSAGE_LIMIT))
}
