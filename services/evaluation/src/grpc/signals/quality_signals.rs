//! `SignalService`.

use super::{public_services as services, signal_messages as messages};
use crate::{
    commands::{self, DecideSignal, JudgeServices, MovePublicService, RenamePublicService, SetComplaintCoverage},
    domain::signal_rules::SignalBook,
    error::{Error, SignalError},
    store::quality_signals,
};
use contracts::evaluation::v1 as pb;
use jiff::tz::TimeZone;
use messages::ListInput;
use platform::{AsRead, Kit};
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Serves signals of quality, and what becomes of public services.
pub struct QualitySignals {
    pub(crate) kit: Kit,
    pub(crate) time_zone: TimeZone,
    pub(crate) book: Arc<SignalBook>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::signal_service_server::SignalService for QualitySignals {
    async fn judge_services(&self, request: Request<pb::JudgeServicesRequest>) -> Answer<pb::JudgeServicesResponse> {
        self.kit
            .write(request, messages::parse_judge, async |work, input: JudgeServices| {
                let sweep = commands::judge_services(work, input, &self.book, &self.time_zone).await?;
                Ok::<_, Error>(messages::render_sweep(&work.tenant, sweep, &self.book.current().id))
            })
            .await
    }

    async fn get_signal(&self, request: Request<pb::GetSignalRequest>) -> Answer<pb::Signal> {
        self.kit
            .read(request, messages::parse_get, async |view, id| {
                let signal = quality_signals::get(view.connection, id).await?.ok_or(SignalError::NotFound)?;
                Ok::<_, Error>(messages::render(&view.tenant, signal))
            })
            .await
    }

    async fn list_signals(&self, request: Request<pb::ListSignalsRequest>) -> Answer<pb::ListSignalsResponse> {
        self.kit
            .read(request, messages::parse_list, async |view, (service, kind, open, page): ListInput| {
                let mut found = quality_signals::list(view.connection, (service, kind, open), &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let signals = found.into_iter().map(|signal| messages::render(&view.tenant, signal)).collect();
                Ok::<_, Error>(pb::ListSignalsResponse { signals, next_page_token })
            })
            .await
    }

    async fn confirm_signal(&self, request: Request<pb::ConfirmSignalRequest>) -> Answer<pb::Signal> {
        self.kit
            .write(request, messages::parse_confirm, async |work, input: DecideSignal| {
                let signal = commands::confirm_signal(work, input).await?;
                Ok::<_, Error>(messages::render(&work.tenant, signal))
            })
            .await
    }

    async fn dismiss_signal(&self, request: Request<pb::DismissSignalRequest>) -> Answer<pb::Signal> {
        self.kit
            .write(request, messages::parse_dismiss, async |work, input: DecideSignal| {
                let signal = commands::dismiss_signal(work, input, &self.time_zone).await?;
                Ok::<_, Error>(messages::render(&work.tenant, signal))
            })
            .await
    }

    async fn rename_public_service(
        &self,
        request: Request<pb::RenamePublicServiceRequest>,
    ) -> Answer<pb::PublicService> {
        self.kit
            .write(request, messages::parse_rename, async |work, input: RenamePublicService| {
                let service = commands::rename_public_service(work, input).await?;
                Ok::<_, Error>(services::render(&work.tenant, service))
            })
            .await
    }

    async fn move_public_service(&self, request: Request<pb::MovePublicServiceRequest>) -> Answer<pb::PublicService> {
        self.kit
            .write(request, messages::parse_move, async |work, input: MovePublicService| {
                let service = commands::move_public_service(work, input).await?;
                Ok::<_, Error>(services::render(&work.tenant, service))
            })
            .await
    }

    async fn set_complaint_coverage(
        &self,
        request: Request<pb::SetComplaintCoverageRequest>,
    ) -> Answer<pb::PublicService> {
        self.kit
            .write(request, messages::parse_coverage, async |work, input: SetComplaintCoverage| {
                let service = commands::set_complaint_coverage(work, input).await?;
                Ok::<_, Error>(services::render(&work.tenant, service))
            })
            .await
    }

    async fn retire_public_service(
        &self,
        request: Request<pb::RetirePublicServiceRequest>,
    ) -> Answer<pb::PublicService> {
        self.kit
            .write(request, messages::parse_retire, async |work, read: AsRead| {
                let service = commands::retire_public_service(work, read, &self.time_zone).await?;
                Ok::<_, Error>(services::render(&work.tenant, service))
            })
            .await
    }
}
