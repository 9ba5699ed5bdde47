//! `TrainingPlanService`. What tells about persons is audited like a write.

use crate::{
    commands,
    error::{Error, TrainingError},
    grpc::training_plan_messages::{
        ItemsInput, parse_approve, parse_create, parse_items, parse_list, render_comparison, render_item, render_plan,
    },
    names,
    store::{training_effects, training_plan_items, training_plans},
};
use contracts::career::v1 as pb;
use platform::{Kit, names::asked, page::Page};
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves training plans.
pub struct TrainingPlans {
    pub(crate) kit: Kit,
    /// People of the smallest group that figures are told of.
    pub(crate) smallest: usize,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::training_plan_service_server::TrainingPlanService for TrainingPlans {
    async fn create_training_plan(&self, request: Request<pb::CreateTrainingPlanRequest>) -> Answer<pb::TrainingPlan> {
        self.kit
            .write(request, parse_create, async |work, input| {
                let plan = commands::create_training_plan(work, input).await?;
                Ok::<_, Error>(render_plan(&work.tenant, plan))
            })
            .await
    }

    async fn approve_training_plan(
        &self,
        request: Request<pb::ApproveTrainingPlanRequest>,
    ) -> Answer<pb::TrainingPlan> {
        self.kit
            .write(request, parse_approve, async |work, input| {
                let plan = commands::approve_training_plan(work, input).await?;
                Ok::<_, Error>(render_plan(&work.tenant, plan))
            })
            .await
    }

    async fn get_training_plan(&self, request: Request<pb::GetTrainingPlanRequest>) -> Answer<pb::TrainingPlan> {
        self.kit
            .read(
                request,
                |message| asked(names::TRAINING_PLAN.parse(&message.name)),
                async |view, id: Uuid| {
                    let plan = training_plans::get(view.connection, id).await?.ok_or(TrainingError::PlanNotFound)?;
                    Ok::<_, Error>(render_plan(&view.tenant, plan))
                },
            )
            .await
    }

    async fn list_training_plans(
        &self,
        request: Request<pb::ListTrainingPlansRequest>,
    ) -> Answer<pb::ListTrainingPlansResponse> {
        self.kit
            .read(request, parse_list, async |view, (year, page): (Option<i32>, Page)| {
                let mut found = training_plans::list(view.connection, year, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let plans = found.into_iter().map(|one| render_plan(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListTrainingPlansResponse { plans, next_page_token })
            })
            .await
    }

    async fn list_training_plan_items(
        &self,
        request: Request<pb::ListTrainingPlanItemsRequest>,
    ) -> Answer<pb::ListTrainingPlanItemsResponse> {
        self.kit
            .write(request, parse_items, async |work, (id, reason, page): ItemsInput| {
                training_plans::get(work.connection, id).await?.ok_or(TrainingError::PlanNotFound)?;
                let mut found = training_plan_items::list(work.connection, id, reason, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.number.into(), one.servant));
                let items = found.into_iter().map(|one| render_item(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListTrainingPlanItemsResponse { items, next_page_token })
            })
            .await
    }

    async fn compare_training_plan(
        &self,
        request: Request<pb::CompareTrainingPlanRequest>,
    ) -> Answer<pb::TrainingPlanComparison> {
        self.kit
            .read(
                request,
                |message| asked(names::TRAINING_PLAN.parse(&message.name)),
                async |view, id: Uuid| {
                    let plan = training_plans::get(view.connection, id).await?.ok_or(TrainingError::PlanNotFound)?;
                    plan.must_be_approved().map_err(TrainingError::from)?;
                    let courses = training_effects::of_plan(view.connection, id).await?;
                    Ok::<_, Error>(render_comparison(&view.tenant, id, courses, self.smallest))
                },
            )
            .await
    }
}
