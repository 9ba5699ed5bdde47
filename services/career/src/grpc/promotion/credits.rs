//! `CreditService`.

use super::{
    credit_requests as requests,
    promotion_messages::{render_credit, render_document, render_grounds, render_obstacles},
    promotion_requests::{RowsInput, parse_rows},
};
use crate::{
    commands::{self, ConvertRatings, PromotionBook},
    domain::{
        credit::Level, credit_document::CreditDocument, credit_row::show_parts, rank_promotion::PromotionRefusal,
        servant::day_of,
    },
    error::Error,
    grpc::token_after,
    names,
    store::{credits, exams, promotion_facts, ratings, servants},
};
use contracts::career::v1 as pb;
use platform::{Kit, Work, dates, etag, page::Page};
use requests::{DocumentInput, LevelInput};
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Serves credit points and level promotions.
pub struct Credits {
    pub(crate) kit: Kit,
    pub(crate) book: Arc<PromotionBook>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::credit_service_server::CreditService for Credits {
    async fn record_credit(&self, request: Request<pb::RecordCreditRequest>) -> Answer<pb::Credit> {
        self.kit
            .write(request, requests::parse_credit, async |work, input| {
                let row = commands::record_credit(work, input, &self.book).await?;
                Ok::<_, Error>(render_credit(&work.tenant, row))
            })
            .await
    }

    async fn convert_ratings(&self, request: Request<pb::ConvertRatingsRequest>) -> Answer<pb::ConvertRatingsResponse> {
        self.kit
            .write(request, requests::parse_conversion, async |work, (input, page): (ConvertRatings, Page)| {
                let done = commands::convert_ratings(work, input, &self.book).await?;
                Ok::<_, Error>(pb::ConvertRatingsResponse {
                    converted: i64::try_from(done.converted).unwrap_or(i64::MAX),
                    next_page_token: token_after(&page, done.last),
                    ruleset: self.book.credit.id.clone(),
                })
            })
            .await
    }

    async fn list_credits(&self, request: Request<pb::ListCreditsRequest>) -> Answer<pb::ListCreditsResponse> {
        let parse = |message: &pb::ListCreditsRequest| {
            parse_rows(&message.parent, (message.page_size, message.page_token.as_str()), message.include_superseded)
        };
        self.kit
            .write(request, parse, async |work, (servant, superseded, page): RowsInput| {
                servants::get(work.connection, servant).await?.ok_or(Error::ServantNotFound)?;
                let mut found = credits::list(work.connection, servant, superseded, &page).await?;
                let next_page_token = page.cut(&mut found, |row| (0, row.id));
                let credits = found.into_iter().map(|row| render_credit(&work.tenant, row)).collect();
                Ok::<_, Error>(pb::ListCreditsResponse { credits, next_page_token })
            })
            .await
    }

    /// Shows ratings together with rank and level, so the reading is audited like a write.
    async fn get_credit_document(&self, request: Request<pb::GetCreditDocumentRequest>) -> Answer<pb::CreditDocument> {
        self.kit.write(request, requests::parse_document, async |work, input| self.document(work, input).await).await
    }

    /// Shows tests and whether a punishment runs, so the reading is audited like a write.
    async fn get_level_check(&self, request: Request<pb::GetLevelCheckRequest>) -> Answer<pb::LevelCheck> {
        self.kit.write(request, requests::parse_level, async |work, input| self.level_check(work, input).await).await
    }

    async fn decide_level_promotion(
        &self,
        request: Request<pb::DecideLevelPromotionRequest>,
    ) -> Answer<pb::DecideLevelPromotionResponse> {
        self.kit
            .write(request, requests::parse_decide_level, async |work, input| {
                let reached = commands::decide_level_promotion(work, input, &self.book).await?;
                let placement = reached.placement;
                Ok::<_, Error>(pb::DecideLevelPromotionResponse {
                    servant: names::SERVANT.name(&work.tenant, reached.servant.id),
                    etag: etag::render(reached.servant.version),
                    placement: Some(pb::Placement {
                        position: placement.position,
                        seat: placement.seat,
                        start_date: Some(dates::render(placement.start)),
                        end_date: placement.end.map(dates::render),
                        title: placement.title,
                        unit_path: placement.unit_path,
                    }),
                    level: reached.level.as_str().to_owned(),
                    grounds: reached.grounds,
                    ruleset: self.book.rules.id.clone(),
                })
            })
            .await
    }
}

impl Credits {
    async fn document(
        &self,
        work: &mut Work<'_>,
        (servant, level): DocumentInput,
    ) -> Result<pb::CreditDocument, Error> {
        let facts = promotion_facts::of(work.connection, servant, day_of(work.now)).await?;
        let facts = facts.ok_or(Error::ServantNotFound)?;
        let held = facts.job().and_then(|job| job.level);
        let level = level.or(held).ok_or(PromotionRefusal::NotFunctional)?;
        let grade = facts.grade().map(|(grade, _)| grade);
        let rows = credits::of_level(work.connection, servant, level).await?;
        let document = CreditDocument::draw_up(&self.book.rules, &self.book.credit, level, grade, rows);
        let recorded = ratings::of(work.connection, servant).await?;
        Ok(render_document(&work.tenant, servant, grade, document, (&*self.book, recorded.as_slice())))
    }

    async fn level_check(
        &self,
        work: &mut Work<'_>,
        (servant, position, formation): LevelInput,
    ) -> Result<pb::LevelCheck, Error> {
        let (rules, credit, today) = (&self.book.rules, &self.book.credit, day_of(work.now));
        let facts = promotion_facts::of(work.connection, servant, today).await?.ok_or(Error::ServantNotFound)?;
        let tests = exams::level_tests(work.connection, servant).await?;
        let place = if position.is_empty() {
            None
        } else {
            Some(commands::level_place(work.connection, &position, formation, today).await?.1)
        };
        let view = rules.level_promotion_on(credit, &facts, &tests, place.as_ref(), today);
        let text = |level: Option<Level>| level.map_or("", Level::as_str).to_owned();
        Ok(pb::LevelCheck {
            servant: names::SERVANT.name(&work.tenant, servant),
            from_level: text(view.from),
            to_level: text(view.to),
            points: show_parts(facts.parts),
            level_points: view.needed.map_or(-1, i64::from),
            obstacles: render_obstacles(rules, view.findings.obstacles),
            grounds: render_grounds(rules, view.findings.grounds),
            ruleset: rules.id.clone(),
            credit_ruleset: credit.id.clone(),
        })
    }
}
