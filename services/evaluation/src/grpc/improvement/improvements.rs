//! `ImprovementService`. What tells about persons is audited like a write.

use super::{improvement_requests as requests, improvement_sheets::sheet, improvement_views as views};
use crate::{
    commands::{self, ImprovementDesk},
    error::Error,
};
use contracts::evaluation::v1 as pb;
use platform::Kit;
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Serves cases of improvement.
pub struct Improvements {
    pub(crate) kit: Kit,
    pub(crate) desk: Arc<ImprovementDesk>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::improvement_service_server::ImprovementService for Improvements {
    async fn list_improvement_proposals(
        &self,
        request: Request<pb::ListImprovementProposalsRequest>,
    ) -> Answer<pb::ListImprovementProposalsResponse> {
        views::proposals(&self.kit, request, &self.desk).await
    }

    async fn name_warner(&self, request: Request<pb::NameWarnerRequest>) -> Answer<pb::ImprovementProposal> {
        self.kit
            .write(request, requests::parse_warner, async |work, input| {
                let named = commands::name_warner(work, input, &self.desk).await?;
                Ok::<_, Error>(views::render_proposal(&work.tenant, named, &self.desk))
            })
            .await
    }

    async fn warn_servant(&self, request: Request<pb::WarnServantRequest>) -> Answer<pb::ImprovementCase> {
        let parse = |one: &pb::WarnServantRequest| {
            let (rating, said) = (
                (one.appraisal.as_str(), one.request_id.as_str()),
                (one.reason.as_str(), one.document_number.as_str()),
            );
            requests::parse_open(rating, Some(one.track.as_str()), said, &self.desk)
        };
        self.kit
            .write(request, parse, async |work, input| {
                let case = commands::open_improvement(work, input, &self.desk).await?;
                sheet(work, case, &self.desk).await
            })
            .await
    }

    async fn decline_improvement(
        &self,
        request: Request<pb::DeclineImprovementRequest>,
    ) -> Answer<pb::ImprovementCase> {
        let parse = |one: &pb::DeclineImprovementRequest| {
            let (rating, said) = (
                (one.appraisal.as_str(), one.request_id.as_str()),
                (one.reason.as_str(), one.document_number.as_str()),
            );
            requests::parse_open(rating, None, said, &self.desk)
        };
        self.kit
            .write(request, parse, async |work, input| {
                let case = commands::open_improvement(work, input, &self.desk).await?;
                sheet(work, case, &self.desk).await
            })
            .await
    }

    async fn open_coaching(&self, request: Request<pb::OpenCoachingRequest>) -> Answer<pb::ImprovementCase> {
        self.kit
            .write(request, requests::parse_coaching, async |work, input| {
                let case = commands::open_coaching(work, input, &self.desk).await?;
                sheet(work, case, &self.desk).await
            })
            .await
    }

    async fn record_coaching_note(
        &self,
        request: Request<pb::RecordCoachingNoteRequest>,
    ) -> Answer<pb::ImprovementCase> {
        self.kit
            .write(request, requests::parse_note, async |work, input| {
                let case = commands::record_coaching_note(work, input, &self.desk).await?;
                sheet(work, case, &self.desk).await
            })
            .await
    }

    async fn judge_improvement(&self, request: Request<pb::JudgeImprovementRequest>) -> Answer<pb::ImprovementCase> {
        self.kit
            .write(request, requests::parse_judge, async |work, input| {
                let case = commands::judge_improvement(work, input, &self.desk).await?;
                sheet(work, case, &self.desk).await
            })
            .await
    }

    async fn record_competency_test(
        &self,
        request: Request<pb::RecordCompetencyTestRequest>,
    ) -> Answer<pb::ImprovementCase> {
        let today = self.desk.day(self.kit.clock.now());
        let parse = |one: &pb::RecordCompetencyTestRequest| requests::parse_test(one, today);
        self.kit
            .write(request, parse, async |work, input| {
                let case = commands::record_competency_test(work, input, &self.desk).await?;
                sheet(work, case, &self.desk).await
            })
            .await
    }

    async fn decide_placement(&self, request: Request<pb::DecidePlacementRequest>) -> Answer<pb::ImprovementCase> {
        self.kit
            .write(request, requests::parse_placement, async |work, input| {
                let case = commands::decide_placement(work, input, &self.desk).await?;
                sheet(work, case, &self.desk).await
            })
            .await
    }

    async fn object_to_decision(&self, request: Request<pb::ObjectToDecisionRequest>) -> Answer<pb::ImprovementCase> {
        self.kit
            .write(request, requests::parse_objection, async |work, input| {
                let case = commands::object_to_decision(work, input, &self.desk).await?;
                sheet(work, case, &self.desk).await
            })
            .await
    }

    async fn decide_improvement_objection(
        &self,
        request: Request<pb::DecideImprovementObjectionRequest>,
    ) -> Answer<pb::ImprovementCase> {
        self.kit
            .write(request, requests::parse_objection_answer, async |work, input| {
                let case = commands::decide_improvement_objection(work, input, &self.desk).await?;
                sheet(work, case, &self.desk).await
            })
            .await
    }

    async fn record_objection_outcome(
        &self,
        request: Request<pb::RecordObjectionOutcomeRequest>,
    ) -> Answer<pb::ImprovementCase> {
        let today = self.desk.day(self.kit.clock.now());
        let parse = |one: &pb::RecordObjectionOutcomeRequest| requests::parse_outcome(one, today);
        self.kit
            .write(request, parse, async |work, input| {
                let case = commands::record_objection_outcome(work, input, &self.desk).await?;
                sheet(work, case, &self.desk).await
            })
            .await
    }

    async fn assign_coach(&self, request: Request<pb::AssignCoachRequest>) -> Answer<pb::ImprovementCase> {
        self.kit
            .write(request, requests::parse_assign, async |work, input| {
                let case = commands::assign_coach(work, input, &self.desk).await?;
                sheet(work, case, &self.desk).await
            })
            .await
    }

    async fn get_improvement_case(
        &self,
        request: Request<pb::GetImprovementCaseRequest>,
    ) -> Answer<pb::ImprovementCase> {
        views::get(&self.kit, request, &self.desk).await
    }

    async fn list_improvement_cases(
        &self,
        request: Request<pb::ListImprovementCasesRequest>,
    ) -> Answer<pb::ListImprovementCasesResponse> {
        views::list(&self.kit, request, &self.desk).await
    }

    async fn get_my_improvement_case(
        &self,
        request: Request<pb::GetMyImprovementCaseRequest>,
    ) -> Answer<pb::ImprovementCase> {
        views::get_mine(&self.kit, request, &self.desk).await
    }

    async fn list_my_improvement_cases(
        &self,
        request: Request<pb::ListMyImprovementCasesRequest>,
    ) -> Answer<pb::ListImprovementCasesResponse> {
        views::list_mine(&self.kit, request, &self.desk).await
    }
}
