//! `CorrectionRequestService`: the office's side. All of it tells about persons, so every reading is audited like a write.

use super::correction_request_messages::{opened, parse_answer, parse_list};
use crate::{
    commands,
    error::Error,
    store::correction_requests::{self, WantedCorrections},
};
use contracts::career::v1 as pb;
use platform::{Kit, page::Page};
use tonic::{Request, Response, Status};

/// Serves requests for correction.
pub struct CorrectionRequests {
    pub(crate) kit: Kit,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::correction_request_service_server::CorrectionRequestService for CorrectionRequests {
    async fn list_corrections(
        &self,
        request: Request<pb::ListCorrectionsRequest>,
    ) -> Answer<pb::ListCorrectionsResponse> {
        let now = self.kit.clock.now();
        let parse = |message: &pb::ListCorrectionsRequest| parse_list(message, now);
        self.kit
            .write(request, parse, async |work, (wanted, page): (WantedCorrections, Page)| {
                let mut found = correction_requests::list(work.connection, &wanted, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let corrections = opened(work, found).await?;
                Ok::<_, Error>(pb::ListCorrectionsResponse { corrections, next_page_token })
            })
            .await
    }

    async fn answer_correction(&self, request: Request<pb::AnswerCorrectionRequest>) -> Answer<pb::CorrectionRequest> {
        self.kit
            .write(request, parse_answer, async |work, input| {
                let answered = commands::answer_correction(work, input).await?;
                Ok::<_, Error>(opened(work, vec![answered]).await?.pop().unwrap_or_default())
            })
            .await
    }
}
