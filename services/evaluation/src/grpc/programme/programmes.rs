//! `ProgrammeService`.

use super::programme_messages as messages;
use crate::{
    commands::{self, DecideProgrammeReport, ProgrammeDesk, WhichSelection},
    domain::{days::day_of, programme_report::ProgrammeKind},
    error::{Error, ProgrammeError},
    store::programme_reports,
};
use contracts::evaluation::v1 as pb;
use jiff::civil::Date;
use platform::{Kit, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves evaluations of programmes.
pub struct Programmes {
    pub(crate) kit: Kit,
    pub(crate) desk: Arc<ProgrammeDesk>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::programme_service_server::ProgrammeService for Programmes {
    async fn measure_selection(&self, request: Request<pb::MeasureSelectionRequest>) -> Answer<pb::ProgrammeReport> {
        self.kit
            .write(request, messages::parse_selection, async |work, which: WhichSelection| {
                let report = commands::measure_selection(work, which, &self.desk.rules).await?;
                Ok::<_, Error>(messages::render(&work.tenant, report))
            })
            .await
    }

    async fn measure_training(&self, request: Request<pb::MeasureTrainingRequest>) -> Answer<pb::ProgrammeReport> {
        self.kit
            .write(request, messages::parse_training, async |work, competency: (String, String)| {
                let report = commands::measure_training(work, competency, &self.desk.rules).await?;
                Ok::<_, Error>(messages::render(&work.tenant, report))
            })
            .await
    }

    async fn measure_unit(&self, request: Request<pb::MeasureUnitRequest>) -> Answer<pb::ProgrammeReport> {
        let today = day_of(self.kit.clock.now(), &self.desk.zone);
        let parse = |message: &pb::MeasureUnitRequest| messages::parse_unit(message, today);
        self.kit
            .write(request, parse, async |work, unit: (Uuid, Date)| {
                let report = commands::measure_unit(work, unit, &self.desk).await?;
                Ok::<_, Error>(messages::render(&work.tenant, report))
            })
            .await
    }

    async fn measure_cost(&self, request: Request<pb::MeasureCostRequest>) -> Answer<pb::ProgrammeReport> {
        self.kit
            .write(request, messages::parse_cost, async |work, which: WhichSelection| {
                let report = commands::measure_cost(work, which, &self.desk.rules).await?;
                Ok::<_, Error>(messages::render(&work.tenant, report))
            })
            .await
    }

    async fn get_programme_report(
        &self,
        request: Request<pb::GetProgrammeReportRequest>,
    ) -> Answer<pb::ProgrammeReport> {
        self.kit
            .read(request, messages::parse_get, async |view, id| {
                let report = programme_reports::get(view.connection, id).await?;
                let report = report.ok_or(ProgrammeError::ReportNotFound)?;
                Ok::<_, Error>(messages::render(&view.tenant, report))
            })
            .await
    }

    async fn list_programme_reports(
        &self,
        request: Request<pb::ListProgrammeReportsRequest>,
    ) -> Answer<pb::ListProgrammeReportsResponse> {
        self.kit
            .read(request, messages::parse_list, async |view, (kind, page): (Option<ProgrammeKind>, Page)| {
                let mut found = programme_reports::list(view.connection, kind, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let programme_reports =
                    found.into_iter().map(|report| messages::render(&view.tenant, report)).collect();
                Ok::<_, Error>(pb::ListProgrammeReportsResponse { programme_reports, next_page_token })
            })
            .await
    }

    async fn decide_programme_report(
        &self,
        request: Request<pb::DecideProgrammeReportRequest>,
    ) -> Answer<pb::ProgrammeReport> {
        self.kit
            .write(request, messages::parse_decide, async |work, input: DecideProgrammeReport| {
                let report = commands::decide_programme_report(work, input).await?;
                Ok::<_, Error>(messages::render(&work.tenant, report))
            })
            .await
    }
}
