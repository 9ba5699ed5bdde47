//! `PromotionService`.

use super::{promotion_messages as messages, promotion_requests as requests};
use crate::{
    commands::{self, PromotionBook, RecomputeNextPromotions, open_text},
    domain::{promotion_view::PromotionWish, rank_promotion::RankPromotion, servant::day_of},
    error::{Error, PromotionError},
    grpc::token_after,
    names,
    store::{exams, next_promotions, promotion_facts, promotions, servants},
};
use contracts::career::v1 as pb;
use jiff::civil::Date;
use platform::{Kit, Scope, Violations, Work, names::asked, page::Page};
use requests::{ListInput, RowsInput};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves promotions.
pub struct Promotions {
    pub(crate) kit: Kit,
    pub(crate) book: Arc<PromotionBook>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::promotion_service_server::PromotionService for Promotions {
    /// Shows ratings and whether a punishment runs, so the reading is audited like a write.
    async fn get_next_promotion(&self, request: Request<pb::GetNextPromotionRequest>) -> Answer<pb::NextPromotion> {
        self.kit
            .write(request, requests::parse_next, async |work, (servant, wish): (Uuid, PromotionWish)| {
                let today = day_of(work.now);
                let facts = promotion_facts::of(work.connection, servant, today).await?;
                let facts = facts.ok_or(Error::ServantNotFound)?;
                let (rules, credit) = (&self.book.rules, &self.book.credit);
                let next = rules.next_promotion(credit, &facts, &wish, today);
                Ok::<_, Error>(messages::render_next(&work.tenant, servant, rules, &credit.id, next))
            })
            .await
    }

    async fn list_due_promotions(
        &self,
        request: Request<pb::ListDuePromotionsRequest>,
    ) -> Answer<pb::ListDuePromotionsResponse> {
        self.kit
            .write(request, requests::parse_due, async |work, (period, unit, page): (Date, String, Page)| {
                let mut found = next_promotions::due(work.connection, period, &unit, &page).await?;
                let next_page_token = page.cut(&mut found, |due| (0, due.servant));
                let due_promotions = found.into_iter().map(|due| messages::render_due(&work.tenant, due)).collect();
                Ok::<_, Error>(pb::ListDuePromotionsResponse { due_promotions, next_page_token })
            })
            .await
    }

    async fn recompute_next_promotions(
        &self,
        request: Request<pb::RecomputeNextPromotionsRequest>,
    ) -> Answer<pb::RecomputeNextPromotionsResponse> {
        self.kit
            .write(request, requests::parse_recompute, async |work, (input, page): (RecomputeNextPromotions, Page)| {
                let done = commands::recompute_next_promotions(work, input, &self.book).await?;
                Ok::<_, Error>(pb::RecomputeNextPromotionsResponse {
                    computed: done.computed,
                    waiting_for_time: done.waiting_for_time,
                    next_page_token: token_after(&page, done.last),
                    ruleset: self.book.rules.id.clone(),
                })
            })
            .await
    }

    async fn propose_promotion(&self, request: Request<pb::ProposePromotionRequest>) -> Answer<pb::Promotion> {
        self.kit
            .write(request, requests::parse_propose, async |work, input| {
                let promotion = commands::propose_promotion(work, input, &self.book).await?;
                Ok::<_, Error>(messages::render_promotion(&work.tenant, promotion))
            })
            .await
    }

    async fn record_technical_approval(
        &self,
        request: Request<pb::RecordTechnicalApprovalRequest>,
    ) -> Answer<pb::Promotion> {
        self.kit
            .write(request, requests::parse_approval, async |work, input| {
                let promotion = commands::record_technical_approval(work, input).await?;
                Ok::<_, Error>(messages::render_promotion(&work.tenant, promotion))
            })
            .await
    }

    async fn decide_promotion(&self, request: Request<pb::DecidePromotionRequest>) -> Answer<pb::Promotion> {
        self.kit
            .write(request, requests::parse_decision, async |work, input| {
                let promotion = commands::decide_promotion(work, input, &self.book).await?;
                Ok::<_, Error>(messages::render_promotion(&work.tenant, promotion))
            })
            .await
    }

    async fn reject_promotion(&self, request: Request<pb::RejectPromotionRequest>) -> Answer<pb::Promotion> {
        self.kit
            .write(request, requests::parse_rejection, async |work, input| {
                let promotion = commands::reject_promotion(work, input).await?;
                with_rejection(work, promotion).await
            })
            .await
    }

    /// Audited like a write, as every reading of one servant's promotions is.
    async fn get_promotion(&self, request: Request<pb::GetPromotionRequest>) -> Answer<pb::Promotion> {
        let parse = |message: &pb::GetPromotionRequest| {
            let (tenant, id) = asked(names::PROMOTION.parse(&message.name))?;
            Ok::<_, Violations>((Scope::of(tenant, &message.name), id))
        };
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let promotion = promotions::get(work.connection, id).await?.ok_or(PromotionError::NotFound)?;
                with_rejection(work, promotion).await
            })
            .await
    }

    async fn list_promotions(&self, request: Request<pb::ListPromotionsRequest>) -> Answer<pb::ListPromotionsResponse> {
        self.kit
            .write(request, requests::parse_list, async |work, (servant, state, page): ListInput| {
                let mut found = promotions::list(work.connection, servant, state, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let promotions = found.into_iter().map(|one| messages::render_promotion(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListPromotionsResponse { promotions, next_page_token })
            })
            .await
    }

    async fn record_exam(&self, request: Request<pb::RecordExamRequest>) -> Answer<pb::PromotionExam> {
        self.kit
            .write(request, requests::parse_exam, async |work, input| {
                let exam = commands::record_exam(work, input, &self.book).await?;
                Ok::<_, Error>(messages::render_exam(&work.tenant, exam))
            })
            .await
    }

    async fn list_exams(&self, request: Request<pb::ListExamsRequest>) -> Answer<pb::ListExamsResponse> {
        let parse = |message: &pb::ListExamsRequest| {
            requests::parse_rows(
                &message.parent,
                (message.page_size, message.page_token.as_str()),
                message.include_superseded,
            )
        };
        self.kit
            .write(request, parse, async |work, (servant, superseded, page): RowsInput| {
                servants::get(work.connection, servant).await?.ok_or(Error::ServantNotFound)?;
                let mut found = exams::list(work.connection, servant, superseded, &page).await?;
                let next_page_token = page.cut(&mut found, |exam| (0, exam.id));
                let exams = found.into_iter().map(|exam| messages::render_exam(&work.tenant, exam)).collect();
                Ok::<_, Error>(pb::ListExamsResponse { exams, next_page_token })
            })
            .await
    }
}

/// A promotion with why it was rejected.
async fn with_rejection(work: &mut Work<'_>, promotion: RankPromotion) -> Result<pb::Promotion, Error> {
    let sealed = promotions::rejection(work.connection, promotion.id).await?;
    let reject_reason = open_text(&work.vault, promotion.id, sealed.as_ref())?;
    Ok(pb::Promotion { reject_reason, ..messages::render_promotion(&work.tenant, promotion) })
}
