//! `ProgrammeDataService`.

use super::{
    programme_imports as imports,
    programme_messages::{self as messages, ListCosts},
};
use crate::{
    commands::{self, ProgrammeDesk, RecordProgrammeCost},
    domain::days::day_of,
    error::Error,
    store::programme_costs,
};
use contracts::evaluation::v1 as pb;
use platform::Kit;
use std::sync::Arc;
use tonic::{Request, Response, Status, Streaming};

/// Serves what programmes are evaluated from.
pub struct ProgrammeData {
    pub(crate) kit: Kit,
    pub(crate) desk: Arc<ProgrammeDesk>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::programme_data_service_server::ProgrammeDataService for ProgrammeData {
    async fn import_selection_scores(
        &self,
        request: Request<Streaming<pb::ImportSelectionScoresRequest>>,
    ) -> Answer<pb::ImportSelectionScoresResponse> {
        let zone = &self.desk.zone;
        self.kit
            .import(request, imports::SPLIT_SCORES, async |work, rows| imports::scores(work, rows, zone).await)
            .await
    }

    async fn import_competency_measures(
        &self,
        request: Request<Streaming<pb::ImportCompetencyMeasuresRequest>>,
    ) -> Answer<pb::ImportCompetencyMeasuresResponse> {
        let zone = &self.desk.zone;
        self.kit
            .import(request, imports::SPLIT_MEASURES, async |work, rows| imports::measures(work, rows, zone).await)
            .await
    }

    async fn record_programme_cost(
        &self,
        request: Request<pb::RecordProgrammeCostRequest>,
    ) -> Answer<pb::ProgrammeCost> {
        let today = day_of(self.kit.clock.now(), &self.desk.zone);
        let parse = |message: &pb::RecordProgrammeCostRequest| messages::parse_record(message, today);
        self.kit
            .write(request, parse, async |work, input: RecordProgrammeCost| {
                let cost = commands::record_programme_cost(work, input).await?;
                Ok::<_, Error>(messages::render_cost(&work.tenant, cost))
            })
            .await
    }

    async fn list_programme_costs(
        &self,
        request: Request<pb::ListProgrammeCostsRequest>,
    ) -> Answer<pb::ListProgrammeCostsResponse> {
        self.kit
            .read(request, messages::parse_costs, async |view, (programme, period, page): ListCosts| {
                let which = (programme.as_str(), period.as_str());
                let mut found = programme_costs::list(view.connection, which, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let programme_costs = found.into_iter().map(|cost| messages::render_cost(&view.tenant, cost)).collect();
                Ok::<_, Error>(pb::ListProgrammeCostsResponse { programme_costs, next_page_token })
            })
            .await
    }
}
