//! `SkpPlanService`. What tells about persons is audited like a write.

use super::{
    late_servants, skp_content_messages as content, skp_plan_messages as messages, skp_plan_messages::render,
    skp_sheets::sheet,
};
use crate::{
    commands::{self, SkpDesk},
    domain::skp_stage::SkpMove,
    error::{Error, PerformanceError},
    store::skp_plans::{self, WantedPlans},
};
use contracts::evaluation::v1 as pb;
use platform::{Kit, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves plans and their steps.
pub struct SkpPlans {
    pub(crate) kit: Kit,
    pub(crate) desk: Arc<SkpDesk>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::skp_plan_service_server::SkpPlanService for SkpPlans {
    async fn create_skp_plan(&self, request: Request<pb::CreateSkpPlanRequest>) -> Answer<pb::SkpPlan> {
        self.kit
            .write(request, messages::parse_create, async |work, input| {
                let plan = commands::create_skp_plan(work, input, &self.desk).await?;
                sheet(work, plan).await
            })
            .await
    }

    async fn set_skp_content(&self, request: Request<pb::SetSkpContentRequest>) -> Answer<pb::SkpPlan> {
        self.kit
            .write(request, content::parse_content, async |work, input| {
                let plan = commands::set_skp_content(work, input).await?;
                sheet(work, plan).await
            })
            .await
    }

    async fn submit_skp_plan(&self, request: Request<pb::SubmitSkpPlanRequest>) -> Answer<pb::SkpPlan> {
        let parse = |one: &pb::SubmitSkpPlanRequest| messages::parse_step(&one.name, &one.etag, &one.request_id);
        self.kit
            .write(request, parse, async |work, read| {
                let plan = commands::submit_skp_plan(work, read, &self.desk).await?;
                sheet(work, plan).await
            })
            .await
    }

    async fn clarify_skp_plan(&self, request: Request<pb::ClarifySkpPlanRequest>) -> Answer<pb::SkpPlan> {
        self.kit
            .write(request, messages::parse_clarify, async |work, input| {
                let plan = commands::take_skp_step(work, SkpMove::Clarify, input).await?;
                sheet(work, plan).await
            })
            .await
    }

    async fn agree_skp_plan(&self, request: Request<pb::AgreeSkpPlanRequest>) -> Answer<pb::SkpPlan> {
        self.kit
            .write(request, messages::parse_agree, async |work, input| {
                let plan = commands::take_skp_step(work, SkpMove::Agree, input).await?;
                sheet(work, plan).await
            })
            .await
    }

    async fn settle_skp_plan(&self, request: Request<pb::SettleSkpPlanRequest>) -> Answer<pb::SkpPlan> {
        self.kit
            .write(request, content::parse_settle, async |work, input| {
                let plan = commands::settle_skp_plan(work, input, &self.desk).await?;
                sheet(work, plan).await
            })
            .await
    }

    async fn revise_skp_plan(&self, request: Request<pb::ReviseSkpPlanRequest>) -> Answer<pb::SkpPlan> {
        let parse = |one: &pb::ReviseSkpPlanRequest| {
            messages::parse_noted((one.name.as_str(), one.etag.as_str(), one.request_id.as_str()), &one.note, 2_000)
        };
        self.kit
            .write(request, parse, async |work, input| {
                let plan = commands::take_skp_step(work, SkpMove::Revise, input).await?;
                sheet(work, plan).await
            })
            .await
    }

    async fn reassign_superior(&self, request: Request<pb::ReassignSuperiorRequest>) -> Answer<pb::SkpPlan> {
        self.kit
            .write(request, messages::parse_reassign, async |work, input| {
                let plan = commands::reassign_superior(work, input).await?;
                sheet(work, plan).await
            })
            .await
    }

    async fn record_skp_progress(&self, request: Request<pb::RecordSkpProgressRequest>) -> Answer<pb::SkpPlan> {
        self.kit
            .write(request, content::parse_progress, async |work, input| {
                let plan = commands::record_skp_progress(work, input, &self.desk).await?;
                sheet(work, plan).await
            })
            .await
    }

    async fn rate_skp_period(&self, request: Request<pb::RateSkpPeriodRequest>) -> Answer<pb::SkpPlan> {
        self.kit
            .write(request, messages::parse_period, async |work, input| {
                let plan = commands::rate_skp_period(work, input, &self.desk).await?;
                sheet(work, plan).await
            })
            .await
    }

    async fn rate_skp_year(&self, request: Request<pb::RateSkpYearRequest>) -> Answer<pb::SkpPlan> {
        let parse = |one: &pb::RateSkpYearRequest| {
            let read = (one.name.as_str(), one.etag.as_str(), one.request_id.as_str());
            messages::parse_year(read, (one.result, one.behaviour), &one.note, 2_000)
        };
        self.kit
            .write(request, parse, async |work, input| {
                let plan = commands::rate_skp_year(work, input, &self.desk).await?;
                sheet(work, plan).await
            })
            .await
    }

    async fn accept_skp_rating(&self, request: Request<pb::AcceptSkpRatingRequest>) -> Answer<pb::SkpPlan> {
        let parse = |one: &pb::AcceptSkpRatingRequest| messages::parse_step(&one.name, &one.etag, &one.request_id);
        self.kit
            .write(request, parse, async |work, plan| {
                let input = commands::TakeSkpStep { plan, note: None, expectations: Vec::new() };
                let plan = commands::take_skp_step(work, SkpMove::Accept, input).await?;
                sheet(work, plan).await
            })
            .await
    }

    async fn object_to_skp_rating(&self, request: Request<pb::ObjectToSkpRatingRequest>) -> Answer<pb::SkpPlan> {
        let parse = |one: &pb::ObjectToSkpRatingRequest| {
            messages::parse_noted((one.name.as_str(), one.etag.as_str(), one.request_id.as_str()), &one.note, 4_000)
        };
        self.kit
            .write(request, parse, async |work, input| {
                let plan = commands::object_to_skp_rating(work, input, &self.desk).await?;
                sheet(work, plan).await
            })
            .await
    }

    async fn decide_skp_objection(&self, request: Request<pb::DecideSkpObjectionRequest>) -> Answer<pb::SkpPlan> {
        let parse = |one: &pb::DecideSkpObjectionRequest| {
            let read = (one.name.as_str(), one.etag.as_str(), one.request_id.as_str());
            messages::parse_year(read, (one.result, one.behaviour), &one.note, 4_000)
        };
        self.kit
            .write(request, parse, async |work, input| {
                let plan = commands::decide_skp_objection(work, input).await?;
                sheet(work, plan).await
            })
            .await
    }

    async fn get_skp_plan(&self, request: Request<pb::GetSkpPlanRequest>) -> Answer<pb::SkpPlan> {
        let parse = |one: &pb::GetSkpPlanRequest| messages::parse_get(&one.name, "name");
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let found = skp_plans::get(work.connection, id).await?;
                sheet(work, found.ok_or(PerformanceError::PlanNotFound)?).await
            })
            .await
    }

    async fn list_skp_plans(&self, request: Request<pb::ListSkpPlansRequest>) -> Answer<pb::ListSkpPlansResponse> {
        self.kit
            .write(request, messages::parse_list, async |work, (wanted, page): (WantedPlans, Page)| {
                let mut found = skp_plans::list(work.connection, &wanted, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let skp_plans = found.into_iter().map(|plan| render(&work.tenant, plan)).collect();
                Ok::<_, Error>(pb::ListSkpPlansResponse { skp_plans, next_page_token })
            })
            .await
    }

    async fn list_late_servants(
        &self,
        request: Request<pb::ListLateServantsRequest>,
    ) -> Answer<pb::ListLateServantsResponse> {
        self.kit
            .write(request, late_servants::parse, async |work, input| {
                late_servants::answer(work, input, &self.desk).await
            })
            .await
    }
}
