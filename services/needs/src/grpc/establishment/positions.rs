//! `PositionService`.

use crate::grpc::{
    imports::{
        PositionRows, SPLIT_POSITIONS, SPLIT_WORKLOAD, check_extent, parse_position_row, parse_workload_row,
        position_of, render_bad_row, within,
    },
    jobs::{render_level, render_type},
};
use crate::{
    commands::{self, SheetRules},
    domain::{
        organisation::ALWAYS,
        position::{Position, Unit},
        requirement::Limits,
        workload::WorkingTime,
    },
    error::Error,
    names, rulesets,
    store::{
        definitions, positions, units,
        workloads::{self, period_to_text},
    },
};
use contracts::needs::v1 as pb;
use jiff::tz::TimeZone;
use platform::{
    Kit, Scope, Tenant, Violations, dates, etag,
    names::{asked, parse_parent},
    page::Page,
};
use std::collections::BTreeSet;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// Rows taken in one statement.
const CHUNK: usize = 1000;
/// Most positions of one import, twice those of a whole province.
const MOST_POSITIONS: i64 = 200_000;

/// Serves units, positions and their workload.
pub struct Positions {
    pub(crate) kit: Kit,
    pub(crate) time_zone: TimeZone,
    pub(crate) workload: WorkingTime,
    pub(crate) limits: Limits,
}

#[tonic::async_trait]
impl pb::position_service_server::PositionService for Positions {
    async fn get_unit(&self, request: Request<pb::GetUnitRequest>) -> Result<Response<pb::Unit>, Status> {
        let parse = |message: &pb::GetUnitRequest| asked(names::UNIT.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let unit = units::get(view.connection, id).await?.ok_or(Error::UnitNotFound)?;
                Ok::<_, Error>(render_unit(&view.tenant, unit))
            })
            .await
    }

    async fn list_units(
        &self,
        request: Request<pb::ListUnitsRequest>,
    ) -> Result<Response<pb::ListUnitsResponse>, Status> {
        let parse = |message: &pb::ListUnitsRequest| {
            let mut check = Violations::default();
            let (size, token) = (message.page_size, &message.page_token);
            let (tenant, page) = check.list(&message.parent, size, token, &[&message.path_contains]);
            let contains = check.search("path_contains", &message.path_contains);
            let (Some(tenant), Some(page), Some(contains)) = (tenant, page, contains) else {
                return Err(check);
            };
            Ok((tenant, (contains, page)))
        };
        self.kit
            .read(request, parse, async |view, (contains, page): (String, Page)| {
                let mut found = units::list(view.connection, &contains, &page).await?;
                let next_page_token = page.cut(&mut found, |unit| (unit.create_time.as_microsecond(), unit.id));
                let units = found.into_iter().map(|unit| render_unit(&view.tenant, unit)).collect();
                Ok::<_, Error>(pb::ListUnitsResponse { units, next_page_token })
            })
            .await
    }

    async fn get_position(&self, request: Request<pb::GetPositionRequest>) -> Result<Response<pb::Position>, Status> {
        let parse = |message: &pb::GetPositionRequest| parse_position("name", &message.name);
        self.kit
            .read(request, parse, async |view, id| {
                let position = positions::get(view.connection, id).await?.ok_or(Error::PositionNotFound)?;
                Ok::<_, Error>(render_position(&view.tenant, position))
            })
            .await
    }

    async fn list_positions(
        &self,
        request: Request<pb::ListPositionsRequest>,
    ) -> Result<Response<pb::ListPositionsResponse>, Status> {
        self.kit
            .read(request, parse_list, async |view, (unit, lacking, page): ListInput| {
                let mut found = positions::list(view.connection, unit, lacking, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let positions = found.into_iter().map(|one| render_position(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListPositionsResponse { positions, next_page_token })
            })
            .await
    }

    async fn import_positions(
        &self,
        request: Request<Streaming<pb::ImportPositionsRequest>>,
    ) -> Result<Response<pb::ImportPositionsResponse>, Status> {
        self.kit
            .import(request, SPLIT_POSITIONS, async |work, rows| {
                let today = work.now.to_zoned(self.time_zone.clone()).date();
                let (mut units_created, mut known) = (0, PositionRows::new(today));
                while let Some(chunk) = rows.next(CHUNK).await? {
                    check_extent(&rows.report, MOST_POSITIONS)?;
                    let mut lines = Vec::new();
                    for (number, row) in chunk {
                        match parse_position_row(number, row, &mut known) {
                            Ok(line) => lines.push(line),
                            Err(violations) => rows.report.reject(number, violations),
                        }
                    }
                    units_created += commands::import_positions(work, lines, &mut rows.report).await?;
                }
                commands::tell_positions(work).await?;
                let report = &rows.report;
                let (accepted, rejected) = (report.accepted(), report.rejected);
                let errors = report.render(render_bad_row);
                Ok::<_, Error>(pb::ImportPositionsResponse { accepted, rejected, errors, units_created })
            })
            .await
    }

    async fn tell_positions(
        &self,
        request: Request<pb::TellPositionsRequest>,
    ) -> Result<Response<pb::TellPositionsResponse>, Status> {
        self.kit
            .write(request, parse_tell, async |work, ()| {
                let told = commands::tell_positions(work).await?;
                let left = definitions::count_untold(work.connection).await?;
                Ok::<_, Error>(pb::TellPositionsResponse { told, left })
            })
            .await
    }

    async fn import_workload(
        &self,
        request: Request<Streaming<pb::ImportWorkloadRequest>>,
    ) -> Result<Response<pb::ImportWorkloadResponse>, Status> {
        self.kit
            .import(request, SPLIT_WORKLOAD, async |work, rows| {
                let working_time = self.working_time(&rows.header.ruleset)?;
                let (mut touched, mut spoiled) = (BTreeSet::new(), BTreeSet::new());
                while let Some(chunk) = rows.next(CHUNK).await? {
                    let mut lines = Vec::new();
                    for (number, row) in chunk {
                        let position = position_of(&row);
                        match parse_workload_row(number, row).and_then(|line| within(line, &working_time, self.limits))
                        {
                            Ok(line) => lines.push(line),
                            Err(violations) => {
                                spoiled.extend(position);
                                rows.report.reject(number, violations);
                            }
                        }
                    }
                    commands::import_workload(work, lines, &mut touched, &mut rows.report).await?;
                }
                let by = SheetRules { working_time: &working_time, limits: self.limits };
                let computed = commands::compute_workload(work, &touched, &spoiled, by, &mut rows.report);
                let positions_computed = computed.await?;
                // Unknown positions were found out after the malformed rows of their chunk.
                let report = &rows.report;
                let (accepted, rejected) = (report.accepted(), report.rejected);
                let errors = report.render(render_bad_row);
                Ok::<_, Error>(pb::ImportWorkloadResponse { accepted, rejected, errors, positions_computed })
            })
            .await
    }

    async fn get_workload(&self, request: Request<pb::GetWorkloadRequest>) -> Result<Response<pb::Workload>, Status> {
        let parse = |message: &pb::GetWorkloadRequest| parse_position("position", &message.position);
        self.kit
            .read(request, parse, async |view, id| {
                let position = positions::get(view.connection, id).await?.ok_or(Error::PositionNotFound)?;
                let lines = workloads::lines_of(view.connection, &[id]).await?.remove(&id).unwrap_or_default();
                let compute_time = position.compute_time.map(dates::render_time);
                let shown = render_position(&view.tenant, position);
                Ok::<_, Error>(pb::Workload {
                    position: shown.name,
                    ruleset: shown.ruleset,
                    tasks: lines.into_iter().map(render_line).collect(),
                    full_time_equivalent: shown.full_time_equivalent,
                    full_time_equivalent_exact: shown.full_time_equivalent_exact,
                    required: shown.required,
                    compute_time,
                })
            })
            .await
    }
}

impl Positions {
    fn working_time(&self, wanted: &str) -> Result<WorkingTime, Error> {
        if wanted.is_empty() {
            return Ok(self.workload.clone());
        }
        let mut check = Violations::default();
        let wanted = check.text("header.ruleset", wanted, 100);
        let found = wanted.and_then(|wanted| check.take("header.ruleset", rulesets::find(&wanted)));
        found.ok_or_else(|| Error::Failure(check.into()))
    }
}

fn parse_tell(message: &pb::TellPositionsRequest) -> Result<(Scope, ()), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(request_id)) = (tenant, request_id) else { return Err(check) };
    Ok((Scope::once(tenant, &message.parent, request_id), ()))
}

type ListInput = (Option<Uuid>, bool, Page);

fn parse_position(field: &str, text: &str) -> Result<(Tenant, Uuid), Violations> {
    let mut check = Violations::default();
    let name = check.take(field, names::POSITION.parse(text));
    name.map(|name| (name.tenant, name.id)).ok_or(check)
}

fn parse_list(message: &pb::ListPositionsRequest) -> Result<(Tenant, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.unit, &message.lacking]);
    let unit = check.own_or_none("unit", &message.unit, names::UNIT, tenant.as_ref());
    let (Some(tenant), Some(page), Some(unit)) = (tenant, page, unit) else {
        return Err(check);
    };
    Ok((tenant, (unit, message.lacking, page)))
}

/// A unit as callers see it.
pub(crate) fn render_unit(tenant: &Tenant, unit: Unit) -> pb::Unit {
    pb::Unit {
        name: names::UNIT.name(tenant, unit.id),
        display_name: unit.path.display_name().to_owned(),
        path: unit.path.to_string(),
        parent: unit.parent.map(|parent| names::UNIT.name(tenant, parent)).unwrap_or_default(),
        code: unit.code.unwrap_or_default(),
        sector: unit.sector.map(|sector| sector.as_str().to_owned()).unwrap_or_default(),
        valid_from: Some(unit.validity.from).filter(|day| *day != ALWAYS).map(dates::render),
        valid_until: unit.validity.until.map(dates::render),
        create_time: Some(dates::render_time(unit.create_time)),
    }
}

/// A position as callers see it.
pub(crate) fn render_position(tenant: &Tenant, position: Position) -> pb::Position {
    let fte = position.full_time_equivalent.as_ref();
    pb::Position {
        name: names::POSITION.name(tenant, position.id),
        unit: names::UNIT.name(tenant, position.unit),
        shortage: position.shortage(),
        full_time_equivalent: fte.map(|fte| exact::render(fte, 4)).unwrap_or_default(),
        full_time_equivalent_exact: fte.map(ToString::to_string).unwrap_or_default(),
        unit_path: position.unit_path,
        title: position.title,
        job_class: position.job_class,
        incumbents: position.incumbents,
        incumbents_date: position.incumbents_date.map(dates::render),
        incumbents_moved: position.moved,
        job_type: render_type(position.job).into(),
        job_level: render_level(position.job).into(),
        required: position.required,
        ruleset: position.ruleset,
        etag: etag::render(position.version),
        create_time: Some(dates::render_time(position.create_time)),
        update_time: Some(dates::render_time(position.update_time)),
        stale: position.stale,
    }
}

fn render_line(line: workloads::Line) -> pb::WorkloadTask {
    pb::WorkloadTask {
        description: line.description,
        result_unit: line.result_unit,
        volume: line.volume,
        period: period_to_text(line.period).to_owned(),
        minutes_per_unit: line.minutes,
        population_driven: line.population_driven,
        scale: line.scale.to_string(),
    }
}
