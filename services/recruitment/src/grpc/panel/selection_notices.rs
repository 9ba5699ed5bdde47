//! `SelectionNoticeService`.

use super::{
    open_selection_messages::render_state,
    selection_answers::{opened, rendered},
    selection_requests::{parse_cancel, parse_extend, parse_list},
};
use crate::{
    commands,
    domain::selection_notice::{SelectionChange, SelectionNotice},
    error::Error,
    rulesets::Selterbook,
    store::selection_notices,
};
use contracts::recruitment::v1 as pb;
use pb::selection_notice::Change;
use platform::{Kit, dates, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves what changes a selection after it opened, announced with its reason.
pub struct SelectionNotices {
    pub(crate) kit: Kit,
    pub(crate) book: Arc<Selterbook>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::selection_notice_service_server::SelectionNoticeService for SelectionNotices {
    async fn extend_selection(&self, request: Request<pb::ExtendSelectionRequest>) -> Answer<pb::OpenSelection> {
        self.kit
            .write(request, parse_extend, async |work, input| {
                let extended = commands::extend_selection(work, input, &self.book).await?;
                rendered(work.connection, &work.tenant, &work.vault, extended).await
            })
            .await
    }

    async fn cancel_selection(&self, request: Request<pb::CancelSelectionRequest>) -> Answer<pb::OpenSelection> {
        self.kit
            .write(request, parse_cancel, async |work, input| {
                let cancelled = commands::cancel_selection(work, input, &self.book).await?;
                rendered(work.connection, &work.tenant, &work.vault, cancelled).await
            })
            .await
    }

    async fn list_selection_notices(
        &self,
        request: Request<pb::ListSelectionNoticesRequest>,
    ) -> Answer<pb::ListSelectionNoticesResponse> {
        let parse = |message: &pb::ListSelectionNoticesRequest| {
            parse_list(&message.parent, message.page_size, &message.page_token)
        };
        self.kit
            .read(request, parse, async |view, (id, page): (Uuid, Page)| {
                opened(view.connection, id).await?;
                let mut found = selection_notices::list(view.connection, id, &page).await?;
                let next_page_token = page.cut(&mut found, |notice| (notice.create_time.as_microsecond(), notice.id));
                let notices = found.into_iter().map(render).collect();
                Ok::<_, Error>(pb::ListSelectionNoticesResponse { notices, next_page_token })
            })
            .await
    }
}

fn render(notice: SelectionNotice) -> pb::SelectionNotice {
    let change = match notice.change {
        SelectionChange::Extension { from, to } => Change::Extension(pb::SelectionExtension {
            close_time_before: Some(dates::render_time(from)),
            close_time: Some(dates::render_time(to)),
        }),
        SelectionChange::Cancellation(state) => {
            Change::Cancellation(pb::SelectionCancellation { state: render_state(state).into() })
        }
    };
    pb::SelectionNotice {
        change: Some(change),
        reason: notice.reason,
        create_time: Some(dates::render_time(notice.create_time)),
    }
}
