//! `WorkloadService`.

use crate::grpc::{
    imports::render_bad_row,
    requirement_inputs,
    requirement_views::{Burden, render_efficiency, render_node, render_requirement, render_warnings},
};
use crate::{
    commands::{self, ChangeInput, ComputeRequirement, Counting, RemoveMinimum, RequirementLine},
    domain::{
        derivation::Node,
        position::{Position, UnitPath},
        requirement::{Catalogue, Explanation, RequirementError},
        workload::WorkingTime,
    },
    error::{Error, NeedError},
    names,
    store::{derivations, positions, requirements, units},
};
use contracts::needs::v1 as pb;
use jiff::{Timestamp, tz::TimeZone};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use platform::{
    Kit, Scope, Tenant, Violations, import_message,
    imports::Split,
    names::{NotAName, asked, parse_parent},
    page::Page,
};
use sqlx::PgConnection;
use std::{collections::HashSet, sync::Arc};
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// Rows taken together.
const CHUNK: usize = 500;

const SPLIT: Split<pb::ImportRequirementsRequest, pb::RequirementRow> =
    import_message!(pb::ImportRequirementsRequest, pb::import_requirements_request::Part, pb::RequirementRow);

/// Serves needs by every method, and how they came about.
pub struct Workloads {
    pub(crate) kit: Kit,
    pub(crate) catalogue: Arc<Catalogue>,
    /// Decides which day it is.
    pub(crate) time_zone: TimeZone,
}

#[tonic::async_trait]
impl pb::workload_service_server::WorkloadService for Workloads {
    async fn compute_requirement(
        &self,
        request: Request<pb::ComputeRequirementRequest>,
    ) -> Result<Response<pb::Requirement>, Status> {
        self.kit
            .write(request, parse_compute, async |work, input| {
                let id = commands::compute_requirement(work, self.counting(work.now), input).await?;
                self.requirement(work.connection, &work.tenant, id).await
            })
            .await
    }

    async fn remove_minimum(
        &self,
        request: Request<pb::RemoveMinimumRequest>,
    ) -> Result<Response<pb::Requirement>, Status> {
        self.kit
            .write(request, parse_remove, async |work, input| {
                let id = commands::remove_minimum(work, &self.catalogue, input).await?;
                self.requirement_or_none(work.connection, &work.tenant, id).await
            })
            .await
    }

    async fn change_input(
        &self,
        request: Request<pb::ChangeInputRequest>,
    ) -> Result<Response<pb::ChangeInputResponse>, Status> {
        self.kit
            .write(request, parse_change, async |work, input| {
                let id = input.position.id;
                let changed = commands::change_input(work, self.counting(work.now), input).await?;
                let position = positions::get(work.connection, id).await?.ok_or(Error::PositionNotFound)?;
                let explanation = &changed.explanation;
                Ok::<_, Error>(pb::ChangeInputResponse {
                    requirement: Some(render_requirement(&work.tenant, &self.catalogue, &position, explanation)),
                    recomputed: changed.recomputed,
                    figures: i32::try_from(explanation.whole.nodes().len()).unwrap_or(i32::MAX),
                })
            })
            .await
    }

    async fn get_requirement(
        &self,
        request: Request<pb::GetRequirementRequest>,
    ) -> Result<Response<pb::Requirement>, Status> {
        let parse = |message: &pb::GetRequirementRequest| asked(names::POSITION.parse(&message.name));
        self.kit.read(request, parse, async |view, id| self.requirement(view.connection, &view.tenant, id).await).await
    }

    async fn explain_need(
        &self,
        request: Request<pb::ExplainNeedRequest>,
    ) -> Result<Response<pb::ExplainNeedResponse>, Status> {
        self.kit
            .read(request, parse_explain, async |view, (id, page): (Uuid, Page)| {
                let (_, explanation) = self.explanation(view.connection, id).await?;
                let explanation = explanation.ok_or(NeedError::NotComputed)?;
                let tree = &explanation.whole;
                let from = first_place(&page);
                let size = usize::try_from(page.limit()).unwrap_or(usize::MAX);
                // The need first: places are counted from the end, which is where the result stands.
                let mut nodes: Vec<(usize, &Node)> =
                    tree.nodes().iter().rev().enumerate().skip(from).take(size).collect();
                let next_page_token = page.cut(&mut nodes, |(place, _)| (*place as i64, Uuid::nil()));
                let nodes = nodes.into_iter().map(|(_, node)| render_node(tree, node)).collect();
                let warnings = if from == 0 { render_warnings(&self.catalogue, &explanation) } else { Vec::new() };
                let position = names::POSITION.name(&view.tenant, id);
                Ok::<_, Error>(pb::ExplainNeedResponse { position, nodes, warnings, next_page_token })
            })
            .await
    }

    async fn get_efficiency(
        &self,
        request: Request<pb::GetEfficiencyRequest>,
    ) -> Result<Response<pb::Efficiency>, Status> {
        let name = request.get_ref().name.clone();
        self.kit
            .read(request, parse_efficiency, async |view, (of, ruleset): (Measured, String)| {
                let rules = self.catalogue.working_time(&ruleset).map_err(|error| unknown_ruleset(&error))?;
                let burden = match of {
                    Measured::Position(id) => self.burden_of_position(view.connection, id, rules).await?,
                    Measured::Unit(id) => self.burden_of_unit(view.connection, id, rules).await?,
                };
                Ok::<_, Error>(render_efficiency(name, &burden, rules))
            })
            .await
    }

    async fn compute_all(
        &self,
        request: Request<pb::ComputeAllRequest>,
    ) -> Result<Response<pb::ComputeAllResponse>, Status> {
        self.kit
            .write(request, parse_compute_all, async |work, ruleset: String| {
                let rules = self.catalogue.working_time(&ruleset).map_err(|error| unknown_ruleset(&error))?;
                let done = commands::compute_all_sheets(work, rules).await?;
                Ok::<_, Error>(pb::ComputeAllResponse {
                    ruleset: rules.id.clone(),
                    positions_computed: done.positions,
                    positions_changed: done.changed,
                    tasks: done.tasks,
                })
            })
            .await
    }

    async fn import_requirements(
        &self,
        request: Request<Streaming<pb::ImportRequirementsRequest>>,
    ) -> Result<Response<pb::ImportRequirementsResponse>, Status> {
        self.kit
            .import(request, SPLIT, async |work, rows| {
                let mut seen = HashSet::new();
                while let Some(chunk) = rows.next(CHUNK).await? {
                    let mut lines = Vec::new();
                    for (number, row) in chunk {
                        match parse_row(number, &row) {
                            Ok(line) => lines.push(line),
                            Err(violations) => rows.report.reject(number, violations),
                        }
                    }
                    let counting = self.counting(work.now);
                    commands::import_requirements(work, counting, lines, &mut seen, &mut rows.report).await?;
                }
                let report = &rows.report;
                let (accepted, rejected) = (report.accepted(), report.rejected);
                let errors = report.render(render_bad_row);
                Ok::<_, Error>(pb::ImportRequirementsResponse { accepted, rejected, errors })
            })
            .await
    }
}

impl Workloads {
    fn counting(&self, now: Timestamp) -> Counting<'_> {
        Counting { catalogue: &self.catalogue, today: now.to_zoned(self.time_zone.clone()).date() }
    }

    async fn explanation(
        &self,
        connection: &mut PgConnection,
        id: Uuid,
    ) -> Result<(Position, Option<Explanation>), Error> {
        let position = positions::get(connection, id).await?.ok_or(Error::PositionNotFound)?;
        let explanation = derivations::explanation(connection, &self.catalogue, &position).await?;
        Ok((position, explanation))
    }

    async fn requirement(
        &self,
        connection: &mut PgConnection,
        tenant: &Tenant,
        id: Uuid,
    ) -> Result<pb::Requirement, Error> {
        let (position, explanation) = self.explanation(connection, id).await?;
        let explanation = explanation.ok_or(NeedError::NotComputed)?;
        Ok(render_requirement(tenant, &self.catalogue, &position, &explanation))
    }

    /// The same for a position that may have nothing left to count by.
    async fn requirement_or_none(
        &self,
        connection: &mut PgConnection,
        tenant: &Tenant,
        id: Uuid,
    ) -> Result<pb::Requirement, Error> {
        let (position, explanation) = self.explanation(connection, id).await?;
        let none = || Explanation { parts: Vec::new(), whole: Default::default() };
        Ok(render_requirement(tenant, &self.catalogue, &position, &explanation.unwrap_or_else(none)))
    }

    async fn burden_of_position(
        &self,
        connection: &mut PgConnection,
        id: Uuid,
        rules: &WorkingTime,
    ) -> Result<Burden, Error> {
        let position = positions::get(connection, id).await?.ok_or(Error::PositionNotFound)?;
        let counted = i64::from(position.full_time_equivalent.is_some());
        let (people, uncounted) = (position.incumbents.into(), 1 - counted);
        let minutes = position.full_time_equivalent.unwrap_or_default() * self.minutes(&position.ruleset, rules);
        Ok(Burden { minutes, people, counted, uncounted })
    }

    async fn burden_of_unit(
        &self,
        connection: &mut PgConnection,
        id: Uuid,
        rules: &WorkingTime,
    ) -> Result<Burden, Error> {
        units::get(connection, id).await?.ok_or(Error::UnitNotFound)?;
        let mut burden = Burden { minutes: BigRational::zero(), people: 0, counted: 0, uncounted: 0 };
        for load in requirements::loads_below(connection, id).await? {
            if load.fte.is_empty() {
                burden.uncounted += load.positions;
                continue;
            }
            let workload: BigRational = load.fte.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
            let all = workload * BigRational::from_integer(load.positions.into());
            burden.minutes += all * self.minutes(&load.ruleset, rules);
            burden.people += load.people;
            burden.counted += load.positions;
        }
        Ok(burden)
    }

    /// What one person's work of a year was counted as: the minutes of its own working time, which need not be those that
    /// the efficiency is measured by. Other methods count people, whose minutes are those of `rules`.
    fn minutes(&self, ruleset: &str, rules: &WorkingTime) -> BigRational {
        let own = self.catalogue.working_time(ruleset).unwrap_or(rules);
        exact::whole(u64::from(own.minutes_per_year))
    }
}

/// The place after the last one of the page before. Tokens are not secret: whoever writes one may name any place.
fn first_place(page: &Page) -> usize {
    usize::try_from(page.after.0.max(-1).saturating_add(1)).unwrap_or(usize::MAX)
}

fn unknown_ruleset(error: &RequirementError) -> Error {
    let mut check = Violations::default();
    check.add("ruleset", error);
    Error::Failure(check.into())
}

fn parse_compute(message: &pb::ComputeRequirementRequest) -> Result<(Scope, ComputeRequirement), Violations> {
    let mut check = Violations::default();
    let name = names::POSITION.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let input = requirement_inputs::parse(&mut check, message.input.as_ref());
    let (Some((scope, position)), Some((input, ruleset))) = (read, input) else { return Err(check) };
    Ok((scope, ComputeRequirement { position, input, ruleset }))
}

fn parse_remove(message: &pb::RemoveMinimumRequest) -> Result<(Scope, RemoveMinimum), Violations> {
    let mut check = Violations::default();
    let name = names::POSITION.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 1000);
    let (Some((scope, position)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, RemoveMinimum { position, reason }))
}

fn parse_change(message: &pb::ChangeInputRequest) -> Result<(Scope, ChangeInput), Violations> {
    let mut check = Violations::default();
    let name = names::POSITION.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let node = check.text("node", &message.node, 200);
    let value = check.take("value", exact::parse(&message.value));
    check.check("value", value.as_ref().is_none_or(|value| !value.is_negative()), "must not be below zero");
    let reason = check.text("reason", &message.reason, 500);
    let (Some((scope, position)), Some(node), Some(value), Some(reason), true) =
        (read, node, value, reason, check.is_empty())
    else {
        return Err(check);
    };
    Ok((scope, ChangeInput { position, node, value, reason }))
}

fn parse_explain(message: &pb::ExplainNeedRequest) -> Result<(Tenant, (Uuid, Page)), Violations> {
    let mut check = Violations::default();
    let name = check.take("position", names::POSITION.parse(&message.position));
    let page = check.page(message.page_size, &message.page_token, &message.position);
    let (Some(name), Some(page)) = (name, page) else { return Err(check) };
    Ok((name.tenant, (name.id, page)))
}

/// Whose efficiency is asked for.
enum Measured {
    Position(Uuid),
    Unit(Uuid),
}

fn parse_efficiency(message: &pb::GetEfficiencyRequest) -> Result<(Tenant, (Measured, String)), Violations> {
    let mut check = Violations::default();
    let of = match names::POSITION.parse(&message.name) {
        Ok(name) => Some((name.tenant, Measured::Position(name.id))),
        Err(_) => check
            .take("name", names::UNIT.parse(&message.name).map_err(|_| NotAName::of(&[names::POSITION, names::UNIT])))
            .map(|name| (name.tenant, Measured::Unit(name.id))),
    };
    let ruleset = parse_ruleset(&mut check, &message.ruleset);
    let (Some((tenant, of)), Some(ruleset)) = (of, ruleset) else { return Err(check) };
    Ok((tenant, (of, ruleset)))
}

fn parse_compute_all(message: &pb::ComputeAllRequest) -> Result<(Scope, String), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let ruleset = parse_ruleset(&mut check, &message.ruleset);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(ruleset), Some(request_id)) = (tenant, ruleset, request_id) else { return Err(check) };
    Ok((Scope::once(tenant, &message.parent, request_id), ruleset))
}

fn parse_ruleset(check: &mut Violations, text: &str) -> Option<String> {
    if text.is_empty() { Some(String::new()) } else { check.text("ruleset", text, 100) }
}

fn parse_row(number: i64, row: &pb::RequirementRow) -> Result<RequirementLine, Violations> {
    let mut check = Violations::default();
    let path = check.take("unit_path", UnitPath::parse(&row.unit_path));
    let title = check.text("title", &row.title, 200);
    let input = requirement_inputs::parse(&mut check, row.input.as_ref());
    let (Some(path), Some(title), Some((input, ruleset))) = (path, title, input) else { return Err(check) };
    Ok(RequirementLine { row: number, unit_path: path.to_string(), title, input, ruleset })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_forged_place_is_behind_the_end() {
        let mut page = Page::parse(10, "", "x").unwrap();
        for (after, expected) in [(i64::MIN, 0), (-1, 0), (0, 1), (9, 10), (i64::MAX, i64::MAX as usize)] {
            page.after.0 = after;
            assert_eq!(first_place(&page), expected, "{after}");
        }
    }
}
