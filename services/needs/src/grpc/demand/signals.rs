//! `SignalService`.

use crate::grpc::{imports::render_bad_row, signal_requests as requests};
use crate::{
    commands,
    domain::{region, requirement::Limits, signal::SignalRules},
    error::Error,
    names,
    store::{populations, signals},
};
use contracts::needs::v1 as pb;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use platform::{Kit, Tenant, View, dates, page::Page};
use std::{collections::HashSet, sync::Arc};
use tonic::{Request, Response, Status, Streaming};

/// Rows taken in one statement.
const CHUNK: usize = 1000;

/// Serves signals and what they are judged by.
pub struct Signals {
    pub(crate) kit: Kit,
    pub(crate) rules: Arc<SignalRules>,
    pub(crate) time_zone: TimeZone,
    /// What of a scaled workload is absurd.
    pub(crate) limits: Limits,
}

impl Signals {
    fn today(&self, now: Timestamp) -> Date {
        self.time_zone.to_datetime(now).date()
    }
}

#[tonic::async_trait]
impl pb::signal_service_server::SignalService for Signals {
    async fn import_population(
        &self,
        request: Request<Streaming<pb::ImportPopulationRequest>>,
    ) -> Result<Response<pb::ImportPopulationResponse>, Status> {
        self.kit
            .import(request, requests::SPLIT_POPULATION, async |work, rows| {
                let today = self.today(work.now);
                let (mut seen, mut linked) = (HashSet::new(), HashSet::new());
                while let Some(chunk) = rows.next(CHUNK).await? {
                    let mut lines = Vec::new();
                    for (number, row) in chunk {
                        match requests::parse_population_row(number, row, today, &mut seen) {
                            Ok(line) => lines.push(line),
                            Err(violations) => rows.report.reject(number, violations),
                        }
                    }
                    let taken = commands::import_population(work, lines).await?;
                    linked.extend(taken.linked);
                    for row in taken.unknown_units {
                        rows.report.reject_field(row, "unit_path", "no such unit; import it first");
                    }
                }
                let report = &rows.report;
                let (accepted, rejected) = (report.accepted(), report.rejected);
                let errors = report.render(render_bad_row);
                let units_linked = linked.len() as i64;
                Ok::<_, Error>(pb::ImportPopulationResponse { accepted, rejected, errors, units_linked })
            })
            .await
    }

    async fn load_population(
        &self,
        request: Request<pb::LoadPopulationRequest>,
    ) -> Result<Response<pb::LoadPopulationResponse>, Status> {
        self.kit
            .write(request, requests::parse_load, async |work, code| {
                let loaded = commands::load_population(work, code).await?;
                let date = Some(dates::render(region::shipped_date()));
                Ok::<_, Error>(pb::LoadPopulationResponse { loaded, date })
            })
            .await
    }

    async fn list_populations(
        &self,
        request: Request<pb::ListPopulationsRequest>,
    ) -> Result<Response<pb::ListPopulationsResponse>, Status> {
        self.kit
            .read(request, requests::parse_list_populations, async |view, (region, page): (String, Page)| {
                let mut found = populations::list(view.connection, &region, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let populations = found.into_iter().map(|one| requests::render_population(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListPopulationsResponse { populations, next_page_token })
            })
            .await
    }

    async fn set_unit_region(
        &self,
        request: Request<pb::SetUnitRegionRequest>,
    ) -> Result<Response<pb::UnitRegion>, Status> {
        self.kit
            .write(request, requests::parse_set_region, async |work, input| {
                let unit = input.unit;
                let Some(link) = commands::set_unit_region(work, input).await? else {
                    let unit = names::UNIT.name(&work.tenant, unit);
                    return Ok::<_, Error>(pb::UnitRegion { unit, ..Default::default() });
                };
                let known = populations::of_regions(work.connection, std::slice::from_ref(&link.region)).await?;
                Ok(requests::render_link(&work.tenant, &known, link))
            })
            .await
    }

    async fn list_unit_regions(
        &self,
        request: Request<pb::ListUnitRegionsRequest>,
    ) -> Result<Response<pb::ListUnitRegionsResponse>, Status> {
        let parse = |message: &pb::ListUnitRegionsRequest| {
            requests::parse_page(&message.parent, message.page_size, &message.page_token)
        };
        self.kit.read(request, parse, unit_regions).await
    }

    async fn check_signals(
        &self,
        request: Request<pb::CheckSignalsRequest>,
    ) -> Result<Response<pb::CheckSignalsResponse>, Status> {
        self.kit
            .write(request, requests::parse_check, async |work, ()| {
                let checked = commands::check_signals(work, &self.rules, &self.time_zone).await?;
                let opened = checked.opened.iter().take(1000);
                Ok::<_, Error>(pb::CheckSignalsResponse {
                    tested: checked.tested,
                    fired: checked.fired,
                    opened: checked.opened.len() as i64,
                    reassessments: opened.map(|id| names::REASSESSMENT.name(&work.tenant, *id)).collect(),
                    changes_applied: checked.changes_applied,
                    ruleset: self.rules.id.clone(),
                })
            })
            .await
    }

    async fn scale_workload(
        &self,
        request: Request<pb::ScaleWorkloadRequest>,
    ) -> Result<Response<pb::ScaleWorkloadResponse>, Status> {
        self.kit
            .write(request, requests::parse_scale, async |work, input| {
                let outcome = commands::scale_workload(work, input, &self.time_zone, self.limits).await?;
                Ok::<_, Error>(pb::ScaleWorkloadResponse {
                    positions_scaled: outcome.positions,
                    tasks_scaled: outcome.tasks,
                    required_before: outcome.required_before,
                    required_after: outcome.required_after,
                })
            })
            .await
    }

    async fn report_survey(
        &self,
        request: Request<pb::ReportSurveyRequest>,
    ) -> Result<Response<pb::ReportSurveyResponse>, Status> {
        self.kit
            .write(request, requests::parse_survey, async |work, input| {
                let reported = commands::report_survey(work, input, &self.rules, self.today(work.now)).await?;
                let reassessment = opened(&work.tenant, reported);
                Ok::<_, Error>(pb::ReportSurveyResponse { fired: reported.fired, reassessment })
            })
            .await
    }

    async fn report_overdue_complaints(
        &self,
        request: Request<pb::ReportOverdueComplaintsRequest>,
    ) -> Result<Response<pb::ReportOverdueComplaintsResponse>, Status> {
        self.kit
            .write(request, requests::parse_overdue, async |work, input| {
                let reported =
                    commands::report_overdue_complaints(work, input, &self.rules, self.today(work.now)).await?;
                let reassessment = opened(&work.tenant, reported);
                Ok::<_, Error>(pb::ReportOverdueComplaintsResponse { fired: reported.fired, reassessment })
            })
            .await
    }

    async fn note_structure_change(
        &self,
        request: Request<pb::NoteStructureChangeRequest>,
    ) -> Result<Response<pb::StructureChange>, Status> {
        self.kit
            .write(request, requests::parse_change, async |work, noted: requests::Noted| {
                let change = commands::note_structure_change(work, noted.at(work.now), self.today(work.now)).await?;
                Ok::<_, Error>(requests::render_change(&work.tenant, change))
            })
            .await
    }

    async fn list_structure_changes(
        &self,
        request: Request<pb::ListStructureChangesRequest>,
    ) -> Result<Response<pb::ListStructureChangesResponse>, Status> {
        let parse = |message: &pb::ListStructureChangesRequest| {
            requests::parse_page(&message.parent, message.page_size, &message.page_token)
        };
        self.kit
            .read(request, parse, async |view, page: Page| {
                let mut found = signals::list_changes(view.connection, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let changes = found.into_iter().map(|one| requests::render_change(&view.tenant, one));
                let structure_changes = changes.collect();
                Ok::<_, Error>(pb::ListStructureChangesResponse { structure_changes, next_page_token })
            })
            .await
    }
}

async fn unit_regions(view: &mut View<'_>, page: Page) -> Result<pb::ListUnitRegionsResponse, Error> {
    let mut found = populations::links(view.connection, &page).await?;
    let next_page_token = page.cut(&mut found, |link| (link.create_time.as_microsecond(), link.unit));
    let regions: Vec<String> = found.iter().map(|link| link.region.clone()).collect();
    let known = populations::of_regions(view.connection, &regions).await?;
    let unit_regions = found.into_iter().map(|link| requests::render_link(&view.tenant, &known, link)).collect();
    Ok(pb::ListUnitRegionsResponse { unit_regions, next_page_token })
}

fn opened(tenant: &Tenant, reported: commands::Reported) -> String {
    reported.opened.map(|id| names::REASSESSMENT.name(tenant, id)).unwrap_or_default()
}
