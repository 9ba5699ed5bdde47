//! `SkpViewService`: what servants and raters see by their own account, and nobody else's. Audited like every reading.

use super::{
    skp_plan_messages::{check_year, parse_get, parse_stage, render},
    skp_sheets::sheet,
};
use crate::{
    commands::acting_servant,
    domain::{
        skp_plan::{SkpPlan, SkpRefusal},
        skp_stage::SkpParty,
    },
    error::{Error, PerformanceError},
    names,
    store::{
        skp_contents,
        skp_plans::{self, WantedPlans},
    },
};
use contracts::evaluation::v1 as pb;
use platform::{Kit, Scope, Violations, Work, names::parse_parent, page::Page};
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves what people see by their own account.
pub struct SkpViews {
    pub(crate) kit: Kit,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::skp_view_service_server::SkpViewService for SkpViews {
    async fn get_my_skp_plan(&self, request: Request<pb::GetMySkpPlanRequest>) -> Answer<pb::SkpPlan> {
        let parse = |message: &pb::GetMySkpPlanRequest| parse_own(&message.parent, message.year);
        self.kit
            .write(request, parse, async |work, year: i32| {
                let plan = my_plan(work, year).await?;
                sheet(work, plan).await
            })
            .await
    }

    async fn list_superior_results(
        &self,
        request: Request<pb::ListSuperiorResultsRequest>,
    ) -> Answer<pb::ListSuperiorResultsResponse> {
        let parse = |message: &pb::ListSuperiorResultsRequest| {
            parse_own_list(&message.parent, (message.page_size, message.page_token.as_str()), message.year)
        };
        self.kit
            .write(request, parse, async |work, (year, page): (i32, Page)| {
                let plan = my_plan(work, year).await?;
                let mut found = skp_contents::list_results(work.connection, &plan.superior, year, &page).await?;
                let next_page_token = page.cut(&mut found, |(id, _)| (0, *id));
                let render =
                    |(id, title)| pb::SuperiorResult { result: names::SKP_RESULT.name(&work.tenant, id), title };
                let results = found.into_iter().map(render).collect();
                Ok::<_, Error>(pb::ListSuperiorResultsResponse { results, next_page_token })
            })
            .await
    }

    async fn get_team_skp_plan(&self, request: Request<pb::GetTeamSkpPlanRequest>) -> Answer<pb::SkpPlan> {
        let parse = |message: &pb::GetTeamSkpPlanRequest| parse_get(&message.name, "name");
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let plan = team_plan(work, id).await?;
                sheet(work, plan).await
            })
            .await
    }

    async fn list_team_skp_plans(
        &self,
        request: Request<pb::ListTeamSkpPlansRequest>,
    ) -> Answer<pb::ListSkpPlansResponse> {
        self.kit
            .write(request, parse_team_list, async |work, (wanted, page): (WantedPlans, Page)| {
                let wanted = WantedPlans { concerns: acting_servant(work).await?, ..wanted };
                let mut found = skp_plans::list(work.connection, &wanted, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let skp_plans = found.into_iter().map(|plan| render(&work.tenant, plan)).collect();
                Ok::<_, Error>(pb::ListSkpPlansResponse { skp_plans, next_page_token })
            })
            .await
    }
}

/// The caller's own plan of a year.
pub(super) async fn my_plan(work: &mut Work<'_>, year: i32) -> Result<SkpPlan, Error> {
    let me = acting_servant(work).await?;
    Ok(skp_plans::of_year(work.connection, &me, year).await?.ok_or(PerformanceError::PlanNotFound)?)
}

/// A plan that the caller rates, or decides objections of.
pub(super) async fn team_plan(work: &mut Work<'_>, id: Uuid) -> Result<SkpPlan, Error> {
    let me = acting_servant(work).await?;
    let plan = skp_plans::get(work.connection, id).await?.ok_or(PerformanceError::PlanNotFound)?;
    if me != plan.superior && me != plan.appeal_to {
        return Err(SkpRefusal::NotYourPart(SkpParty::Superior).into());
    }
    Ok(plan)
}

/// A reading of one's own of a year.
pub(super) fn parse_own(parent: &str, year: i32) -> Result<(Scope, i32), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(parent));
    check_year(&mut check, year);
    let (Some(tenant), true) = (tenant, check.is_empty()) else { return Err(check) };
    Ok((Scope::of(tenant, parent), year))
}

fn parse_team_list(message: &pb::ListTeamSkpPlansRequest) -> Result<(Scope, (WantedPlans, Page)), Violations> {
    let mut check = Violations::default();
    let filters: [&dyn std::fmt::Display; 2] = [&message.year, &message.stage];
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &filters);
    if message.year != 0 {
        check_year(&mut check, message.year);
    }
    let stage = check.take("stage", parse_stage(message.stage));
    let (Some(tenant), Some(page), Some(stage), true) = (tenant, page, stage, check.is_empty()) else {
        return Err(check);
    };
    let wanted = WantedPlans { year: message.year, stage, ..WantedPlans::default() };
    Ok((Scope::of(tenant, &message.parent), (wanted, page)))
}

/// A list of one's own of a year.
pub(super) fn parse_own_list(
    parent: &str,
    (size, token): (i32, &str),
    year: i32,
) -> Result<(Scope, (i32, Page)), Violations> {
    let mut check = Violations::default();
    let (tenant, page) = check.list(parent, size, token, &[&year]);
    check_year(&mut check, year);
    let (Some(tenant), Some(page), true) = (tenant, page, check.is_empty()) else { return Err(check) };
    Ok((Scope::of(tenant, parent), (year, page)))
}
