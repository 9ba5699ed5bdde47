//! `ProjectionService`.

use crate::grpc::{
    assumptions::{parse_create_scenario, render_scenario},
    forecasts::{
        Asked, Planning, by_sector, by_unit, parse_asked, render_outcome, render_position, render_sum, scope, total,
    },
    imports::render_bad_row,
    retirements::{SPLIT_RETIREMENTS, parse_retirement_row, whose},
};
use crate::{
    commands,
    domain::{
        planning_tree::PlanningTree,
        projection::Projection,
        retirement::Retirements,
        scenario::{Assumptions, Forecast, Scenario},
    },
    error::Error,
    names,
    store::scenarios,
};
use contracts::needs::v1 as pb;
use pb::sum_projection_request::By;
use platform::{
    Kit, Tenant, View, Violations,
    names::{asked, parse_parent},
    page::Page,
};
use std::{collections::BTreeMap, sync::Arc};
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// Rows taken in one statement.
const CHUNK: usize = 1000;
/// Most scenarios side by side.
const MOST_SCENARIOS: usize = 5;

/// Serves retirements, projections and scenarios.
pub struct Projections {
    pub(crate) kit: Kit,
    pub(crate) planning: Arc<Planning>,
}

#[tonic::async_trait]
impl pb::projection_service_server::ProjectionService for Projections {
    async fn import_retirements(
        &self,
        request: Request<Streaming<pb::ImportRetirementsRequest>>,
    ) -> Result<Response<pb::ImportRetirementsResponse>, Status> {
        let on_first = self.planning.rules.retirement_on_first_of_month;
        self.kit
            .import(request, SPLIT_RETIREMENTS, async |work, rows| {
                no_ruleset(&rows.header.ruleset)?;
                let mut found = Retirements::default();
                while let Some(chunk) = rows.next(CHUNK).await? {
                    let (mut lines, mut spoiled) = (Vec::new(), Vec::new());
                    for (number, row) in chunk {
                        match parse_retirement_row(number, &row, &work.tenant, on_first) {
                            Ok(line) => lines.push(line),
                            Err(violations) => {
                                spoiled.extend(whose(&row, &work.tenant));
                                rows.report.reject(number, violations);
                            }
                        }
                    }
                    commands::import_retirements(work, lines, &spoiled, &mut found, &mut rows.report).await?;
                }
                let (years, retirements) = commands::replace_retirements(work, found, &mut rows.report).await?;
                let report = &rows.report;
                let (accepted, rejected) = (report.accepted(), report.rejected);
                let errors = report.render(render_bad_row);
                Ok::<_, Error>(pb::ImportRetirementsResponse { accepted, rejected, errors, years, retirements })
            })
            .await
    }

    async fn project_needs(
        &self,
        request: Request<pb::ProjectNeedsRequest>,
    ) -> Result<Response<pb::ProjectNeedsResponse>, Status> {
        self.kit
            .read(request, parse_project, async |view, (asked, page): (Asked, Page)| {
                let assumptions = asked.assumed.read(view.connection).await?;
                let (tree, units) = scope(view.connection, asked.unit, asked.base_year).await?;
                let subjects = self.planning.subjects(view.connection, &units, asked.base_year, Some(&page));
                let mut found = subjects.await?;
                let next_page_token = page.cut(&mut found, |(one, _)| (one.create_time.as_microsecond(), one.id));
                let mut forecast = Forecast::new(&assumptions, &self.planning.rules, &tree);
                let positions = found.into_iter().map(|(position, subject)| {
                    let projection = forecast.project(&subject);
                    render_position(&view.tenant, &tree, position, &projection, asked.base_year)
                });
                let (positions, ruleset) = (positions.collect(), self.planning.rules.id.clone());
                Ok::<_, Error>(pb::ProjectNeedsResponse { positions, next_page_token, ruleset })
            })
            .await
    }

    async fn sum_projection(
        &self,
        request: Request<pb::SumProjectionRequest>,
    ) -> Result<Response<pb::SumProjectionResponse>, Status> {
        self.kit
            .read(request, parse_sum, async |view, (asked, by, page): (Asked, By, Page)| {
                let assumptions = asked.assumed.read(view.connection).await?;
                let (tree, units) = scope(view.connection, asked.unit, asked.base_year).await?;
                let subjects = self.planning.subjects(view.connection, &units, asked.base_year, None).await?;
                let forecast = || Forecast::new(&assumptions, &self.planning.rules, &tree);
                let sectors = by_sector(&subjects, &tree, forecast()).await;
                let total = render_sum(&total(sectors.values()), asked.base_year);
                let mut sums = match by {
                    By::Unit => {
                        let found = by_unit(&subjects, &tree, forecast()).await;
                        units_of(&view.tenant, &tree, &units, asked.base_year, |unit| found.get(&unit).copied())
                    }
                    _ => sectors_of(&sectors, asked.base_year),
                };
                sums.retain(|(key, _)| *key > page.after);
                let next_page_token = page.cut(&mut sums, |(key, _)| *key);
                let sums = sums.into_iter().map(|(_, sum)| sum).collect();
                let ruleset = self.planning.rules.id.clone();
                Ok::<_, Error>(pb::SumProjectionResponse { sums, next_page_token, total: Some(total), ruleset })
            })
            .await
    }

    async fn compare_scenarios(
        &self,
        request: Request<pb::CompareScenariosRequest>,
    ) -> Result<Response<pb::CompareScenariosResponse>, Status> {
        self.kit
            .read(request, parse_compare, async |view, (unit, base_year, wanted): (Option<Uuid>, i32, Vec<Uuid>)| {
                let scenarios = in_order(view, &wanted).await?;
                let (tree, units) = scope(view.connection, unit, base_year).await?;
                let subjects = self.planning.subjects(view.connection, &units, base_year, None).await?;
                let rules = &self.planning.rules;
                let plain = Assumptions::default();
                let base = by_sector(&subjects, &tree, Forecast::new(&plain, rules, &tree)).await;
                let mut outcomes = Vec::new();
                for scenario in scenarios {
                    let forecast = Forecast::new(&scenario.assumptions, rules, &tree);
                    let sums = by_sector(&subjects, &tree, forecast).await;
                    outcomes.push(pb::ScenarioOutcome {
                        scenario: names::SCENARIO.name(&view.tenant, scenario.id),
                        display_name: scenario.display_name,
                        ..outcome(&sums, &base, base_year)
                    });
                }
                let (base, ruleset) = (Some(outcome(&base, &base, base_year)), rules.id.clone());
                Ok::<_, Error>(pb::CompareScenariosResponse { base, scenarios: outcomes, ruleset })
            })
            .await
    }

    async fn create_scenario(
        &self,
        request: Request<pb::CreateScenarioRequest>,
    ) -> Result<Response<pb::Scenario>, Status> {
        self.kit
            .write(request, parse_create_scenario, async |work, input| {
                let created = commands::create_scenario(work, input).await?;
                Ok::<_, Error>(render_scenario(&work.tenant, created))
            })
            .await
    }

    async fn get_scenario(&self, request: Request<pb::GetScenarioRequest>) -> Result<Response<pb::Scenario>, Status> {
        let parse = |message: &pb::GetScenarioRequest| asked(names::SCENARIO.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let found = scenarios::get_all(view.connection, &[id]).await?.pop().ok_or(Error::ScenarioNotFound)?;
                Ok::<_, Error>(render_scenario(&view.tenant, found))
            })
            .await
    }

    async fn list_scenarios(
        &self,
        request: Request<pb::ListScenariosRequest>,
    ) -> Result<Response<pb::ListScenariosResponse>, Status> {
        let parse = |message: &pb::ListScenariosRequest| {
            let mut check = Violations::default();
            let listed = check.list(&message.parent, message.page_size, &message.page_token, &[]);
            if let (Some(tenant), Some(page)) = listed { Ok((tenant, page)) } else { Err(check) }
        };
        self.kit
            .read(request, parse, async |view, page: Page| {
                let mut found = scenarios::list(view.connection, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let scenarios = found.into_iter().map(|one| render_scenario(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListScenariosResponse { scenarios, next_page_token })
            })
            .await
    }

    async fn delete_scenario(&self, request: Request<pb::DeleteScenarioRequest>) -> Result<Response<()>, Status> {
        let parse = |message: &pb::DeleteScenarioRequest| {
            let mut check = Violations::default();
            let name = names::SCENARIO.parse(&message.name);
            check.as_read(&message.name, name, &message.etag, &message.request_id).ok_or(check)
        };
        self.kit.write(request, parse, async |work, scenario| commands::delete_scenario(work, scenario).await).await
    }
}

fn no_ruleset(ruleset: &str) -> Result<(), Error> {
    let mut check = Violations::default();
    check.check("header.ruleset", ruleset.is_empty(), "must be empty: nothing is computed here");
    if check.is_empty() { Ok(()) } else { Err(Error::Failure(check.into())) }
}

fn parse_project(message: &pb::ProjectNeedsRequest) -> Result<(Tenant, (Asked, Page)), Violations> {
    let mut check = Violations::default();
    let given = format!("{:?}", message.assumptions);
    let filters: [&dyn std::fmt::Display; 4] = [&message.unit, &message.base_year, &message.scenario, &given];
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &filters);
    let assumed = (message.scenario.as_str(), message.assumptions.as_ref());
    let asked = parse_asked(&mut check, tenant.as_ref(), &message.unit, message.base_year, assumed);
    match (tenant, page, asked, check.is_empty()) {
        (Some(tenant), Some(page), Some(asked), true) => Ok((tenant, (asked, page))),
        _ => Err(check),
    }
}

fn parse_sum(message: &pb::SumProjectionRequest) -> Result<(Tenant, (Asked, By, Page)), Violations> {
    let mut check = Violations::default();
    let given = format!("{:?}{:?}", message.by, message.assumptions);
    let filters: [&dyn std::fmt::Display; 4] = [&message.unit, &message.base_year, &message.scenario, &given];
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &filters);
    let assumed = (message.scenario.as_str(), message.assumptions.as_ref());
    let asked = parse_asked(&mut check, tenant.as_ref(), &message.unit, message.base_year, assumed);
    let by = By::try_from(message.by).ok().filter(|by| *by != By::Unspecified);
    let by = check.take("by", by.ok_or("must be sector or unit"));
    match (tenant, page, asked, by, check.is_empty()) {
        (Some(tenant), Some(page), Some(asked), Some(by), true) => Ok((tenant, (asked, by, page))),
        _ => Err(check),
    }
}

type Compared = (Option<Uuid>, i32, Vec<Uuid>);

fn parse_compare(message: &pb::CompareScenariosRequest) -> Result<(Tenant, Compared), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let asked = parse_asked(&mut check, tenant.as_ref(), &message.unit, message.base_year, ("", None));
    let count = (1..=MOST_SCENARIOS).contains(&message.scenarios.len());
    check.check("scenarios", count, "must be 1 to 5 scenarios");
    let mut wanted: Vec<Uuid> = Vec::new();
    for (nth, name) in message.scenarios.iter().take(MOST_SCENARIOS).enumerate() {
        let field = format!("scenarios[{nth}]");
        if let Some(id) = check.own(&field, name, names::SCENARIO, tenant.as_ref()) {
            check.check(&field, !wanted.contains(&id), "stands there twice");
            wanted.push(id);
        }
    }
    match (tenant, asked, check.is_empty()) {
        (Some(tenant), Some(asked), true) => Ok((tenant, (asked.unit, asked.base_year, wanted))),
        _ => Err(check),
    }
}

/// The wanted scenarios in the order of the request.
async fn in_order(view: &mut View<'_>, wanted: &[Uuid]) -> Result<Vec<Scenario>, Error> {
    let mut found = scenarios::get_all(view.connection, wanted).await?;
    if found.len() != wanted.len() {
        return Err(Error::ScenarioNotFound);
    }
    found.sort_by_key(|scenario| wanted.iter().position(|id| *id == scenario.id));
    Ok(found)
}

type Keyed = ((i64, Uuid), pb::ProjectionSum);

fn sectors_of(sums: &BTreeMap<String, Projection>, base_year: i32) -> Vec<Keyed> {
    let render = |(nth, (sector, sum)): (i64, (&String, &Projection))| {
        let sum = pb::ProjectionSum { sector: sector.clone(), ..render_sum(sum, base_year) };
        ((nth, Uuid::nil()), sum)
    };
    (0..).zip(sums).map(render).collect()
}

fn units_of(
    tenant: &Tenant,
    tree: &PlanningTree,
    units: &[Uuid],
    base_year: i32,
    sum_of: impl Fn(Uuid) -> Option<Projection>,
) -> Vec<Keyed> {
    let render = |unit: &Uuid| {
        let node = tree.node(*unit)?;
        let sum = pb::ProjectionSum {
            unit: names::UNIT.name(tenant, *unit),
            unit_path: node.path.clone(),
            ..render_sum(&sum_of(*unit).unwrap_or_default(), base_year)
        };
        Some(((node.create_time.as_microsecond(), *unit), sum))
    };
    units.iter().filter_map(render).collect()
}

/// Sectors in the order of their names, each next to the base. Scenarios change needs, never which sectors there are.
fn outcome(sums: &BTreeMap<String, Projection>, base: &BTreeMap<String, Projection>, year: i32) -> pb::ScenarioOutcome {
    let nothing = Projection::default();
    let sectors =
        sums.iter().map(|(sector, sum)| render_outcome(sector, sum, base.get(sector).unwrap_or(&nothing), year));
    let (all, all_of_base) = (total(sums.values()), total(base.values()));
    pb::ScenarioOutcome {
        sectors: sectors.collect(),
        total: Some(render_outcome("", &all, &all_of_base, year)),
        ..Default::default()
    }
}
