//! `ScoringService`.

use super::{
    recapitulations::{self, Wanted, parse_list, parse_period},
    scoring_messages::{
        parse_fill, parse_list_alerts, parse_list_decisions, parse_list_moves, parse_tie_decision, render_alert,
        render_decided, render_filled, render_move,
    },
};
use crate::{
    commands::{self, RecordTieDecision},
    error::Error,
    rulesets::Rulebook,
    store::{moves, rounding_alerts, ties, vacancies},
};
use contracts::recruitment::v1 as pb;
use platform::{Kit, etag, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves what follows the final order: ties, unfilled seats, recapitulation.
pub struct Scorings {
    pub(crate) kit: Kit,
    pub(crate) rulebook: Arc<Rulebook>,
}

#[tonic::async_trait]
impl pb::scoring_service_server::ScoringService for Scorings {
    async fn fill_unfilled_seats(
        &self,
        request: Request<pb::FillUnfilledSeatsRequest>,
    ) -> Result<Response<pb::FillUnfilledSeatsResponse>, Status> {
        self.kit
            .write(request, parse_fill, async |work, period| {
                let filled = commands::fill_unfilled_seats(work, period, &self.rulebook).await?;
                Ok::<_, Error>(render_filled(filled))
            })
            .await
    }

    async fn list_moves(
        &self,
        request: Request<pb::ListMovesRequest>,
    ) -> Result<Response<pb::ListMovesResponse>, Status> {
        self.kit
            .read(request, parse_list_moves, async |view, input: (String, Option<Uuid>, Page)| {
                let (period, vacancy, page) = input;
                let mut found = moves::list(view.connection, &period, vacancy, &page).await?;
                let next_page_token =
                    page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.moved.application));
                let moves = found.into_iter().map(|one| render_move(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListMovesResponse { moves, next_page_token })
            })
            .await
    }

    async fn record_tie_decision(
        &self,
        request: Request<pb::RecordTieDecisionRequest>,
    ) -> Result<Response<pb::TieDecision>, Status> {
        self.kit
            .write(request, parse_tie_decision, async |work, input: RecordTieDecision| {
                let (vacancy, decision) = commands::record_tie_decision(work, input).await?;
                let decided = render_decided(&work.tenant, &work.vault, vacancy.id, decision)?;
                Ok::<_, Error>(pb::TieDecision { vacancy_etag: etag::render(vacancy.version), ..decided })
            })
            .await
    }

    async fn list_tie_decisions(
        &self,
        request: Request<pb::ListTieDecisionsRequest>,
    ) -> Result<Response<pb::ListTieDecisionsResponse>, Status> {
        self.kit
            .read(request, parse_list_decisions, async |view, (vacancy, page): (Uuid, Page)| {
                vacancies::get(view.connection, vacancy).await?.ok_or(Error::VacancyNotFound)?;
                let mut found = ties::list(view.connection, vacancy, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.decide_time.as_microsecond(), one.id));
                let shown = found.into_iter().map(|one| render_decided(&view.tenant, &view.vault, vacancy, one));
                let decisions = shown.collect::<Result<_, Error>>()?;
                Ok::<_, Error>(pb::ListTieDecisionsResponse { decisions, next_page_token })
            })
            .await
    }

    async fn list_rounding_alerts(
        &self,
        request: Request<pb::ListRoundingAlertsRequest>,
    ) -> Result<Response<pb::ListRoundingAlertsResponse>, Status> {
        self.kit
            .read(request, parse_list_alerts, async |view, (vacancy, page): (Option<Uuid>, Page)| {
                let mut found = rounding_alerts::list(view.connection, vacancy, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.submit_time.as_microsecond(), one.id));
                let alerts = found.into_iter().map(|one| render_alert(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListRoundingAlertsResponse { alerts, next_page_token })
            })
            .await
    }

    async fn get_recapitulation(
        &self,
        request: Request<pb::GetRecapitulationRequest>,
    ) -> Result<Response<pb::Recapitulation>, Status> {
        self.kit
            .read(request, parse_period, async |view, period: String| {
                recapitulations::of_period(view.connection, period).await
            })
            .await
    }

    async fn list_recapitulations(
        &self,
        request: Request<pb::ListRecapitulationsRequest>,
    ) -> Result<Response<pb::ListRecapitulationsResponse>, Status> {
        self.kit
            .read(request, parse_list, async |view, wanted: Wanted| {
                recapitulations::list(view.connection, &view.tenant, wanted).await
            })
            .await
    }
}
