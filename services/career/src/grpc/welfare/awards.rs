//! `AwardService`. What tells about persons is audited like a write.

use super::award_messages::{
    CandidatesInput, parse_approve, parse_candidates, parse_compute, render_candidate, render_recomputed, render_run,
};
use crate::{
    commands::{self, WelfareBook},
    error::{Error, WelfareError},
    names,
    store::{award_candidates, award_runs},
};
use contracts::career::v1 as pb;
use platform::{Kit, Scope, Violations, names::asked, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves awards.
pub struct Awards {
    pub(crate) kit: Kit,
    pub(crate) book: Arc<WelfareBook>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::award_service_server::AwardService for Awards {
    async fn compute_awards(&self, request: Request<pb::ComputeAwardsRequest>) -> Answer<pb::AwardRun> {
        self.kit
            .write(request, parse_compute, async |work, input| {
                let run = commands::compute_awards(work, input, &self.book).await?;
                Ok::<_, Error>(render_run(&work.tenant, &self.book.rules, run))
            })
            .await
    }

    async fn approve_award_run(&self, request: Request<pb::ApproveAwardRunRequest>) -> Answer<pb::AwardRun> {
        self.kit
            .write(request, parse_approve, async |work, input| {
                let run = commands::approve_award_run(work, input).await?;
                Ok::<_, Error>(render_run(&work.tenant, &self.book.rules, run))
            })
            .await
    }

    async fn recompute_awards(
        &self,
        request: Request<pb::RecomputeAwardsRequest>,
    ) -> Answer<pb::RecomputeAwardsResponse> {
        let parse = |message: &pb::RecomputeAwardsRequest| {
            let mut check = Violations::default();
            let run = check.take("award_run", names::AWARD_RUN.parse(&message.award_run));
            let request_id = check.request_id(&message.request_id);
            let (Some(run), Some(request_id)) = (run, request_id) else { return Err(check) };
            Ok((Scope::once(run.tenant, &message.award_run, request_id), run.id))
        };
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let done = commands::recompute_awards(work, id, &self.book).await?;
                Ok::<_, Error>(render_recomputed(&work.tenant, done))
            })
            .await
    }

    async fn get_award_run(&self, request: Request<pb::GetAwardRunRequest>) -> Answer<pb::AwardRun> {
        let parse = |message: &pb::GetAwardRunRequest| asked(names::AWARD_RUN.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id: Uuid| {
                let run = award_runs::get(view.connection, id).await?.ok_or(WelfareError::AwardRunNotFound)?;
                Ok::<_, Error>(render_run(&view.tenant, &self.book.rules, run))
            })
            .await
    }

    async fn list_award_runs(&self, request: Request<pb::ListAwardRunsRequest>) -> Answer<pb::ListAwardRunsResponse> {
        let parse = |message: &pb::ListAwardRunsRequest| {
            let mut check = Violations::default();
            let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &[]);
            let (Some(tenant), Some(page)) = (tenant, page) else { return Err(check) };
            Ok((tenant, page))
        };
        self.kit
            .read(request, parse, async |view, page: Page| {
                let mut found = award_runs::list(view.connection, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let rules = &self.book.rules;
                let award_runs = found.into_iter().map(|one| render_run(&view.tenant, rules, one)).collect();
                Ok::<_, Error>(pb::ListAwardRunsResponse { award_runs, next_page_token })
            })
            .await
    }

    async fn list_award_candidates(
        &self,
        request: Request<pb::ListAwardCandidatesRequest>,
    ) -> Answer<pb::ListAwardCandidatesResponse> {
        self.kit
            .write(request, parse_candidates, async |work, (run, awarded_only, page): CandidatesInput| {
                award_runs::get(work.connection, run).await?.ok_or(WelfareError::AwardRunNotFound)?;
                let mut found = award_candidates::list(work.connection, run, awarded_only, &page).await?;
                let next_page_token = page.cut(&mut found, |(input, _)| (0, input.servant));
                let candidates = found.into_iter().map(|one| render_candidate(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListAwardCandidatesResponse { candidates, next_page_token })
            })
            .await
    }
}
