//! `SelectionNoticeService`.

use super::{
    open_selection_messages::render_state,
    selection_answers::{full_name, opened, rendered},
    selection_requests::{parse_cancel, parse_extend, parse_list},
};
use crate::{
    commands,
    domain::{
        selection_candidate::Candidate,
        selection_notice::{SelectionChange, SelectionNotice},
    },
    error::Error,
    store::{selection_candidates, selection_notices},
};
use contracts::recruitment::v1 as pb;
use pb::selection_notice::Change;
use platform::{Kit, dates, page::Page};
use std::collections::HashMap;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves what is announced about a selection after it opened.
pub struct SelectionNotices {
    pub(crate) kit: Kit,
}

/// Longest page: each name is opened for it, and anybody may ask.
const MOST_CANDIDATES: i32 = 100;

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::selection_notice_service_server::SelectionNoticeService for SelectionNotices {
    async fn extend_selection(&self, request: Request<pb::ExtendSelectionRequest>) -> Answer<pb::OpenSelection> {
        self.kit
            .write(request, parse_extend, async |work, input| {
                let extended = commands::extend_selection(work, input).await?;
                rendered(work.connection, &work.tenant, &work.vault, extended).await
            })
            .await
    }

    async fn cancel_selection(&self, request: Request<pb::CancelSelectionRequest>) -> Answer<pb::OpenSelection> {
        self.kit
            .write(request, parse_cancel, async |work, input| {
                let cancelled = commands::cancel_selection(work, input).await?;
                rendered(work.connection, &work.tenant, &work.vault, cancelled).await
            })
            .await
    }

    /// Opens names for everybody, because the law wants those who go on announced; nothing else of a person leaves the record.
    /// What is announced is no secret, so the reading leaves no audit row.
    async fn list_announced_candidates(
        &self,
        request: Request<pb::ListAnnouncedCandidatesRequest>,
    ) -> Answer<pb::ListAnnouncedCandidatesResponse> {
        let parse = |message: &pb::ListAnnouncedCandidatesRequest| {
            parse_list(&message.parent, message.page_size.min(MOST_CANDIDATES), &message.page_token)
        };
        self.kit
            .read(request, parse, async |view, (id, page): (Uuid, Page)| {
                let selection = opened(view.connection, id).await?;
                let rules = commands::committed(&selection)?;
                let close_time = selection.plan.close_time;
                let tally = selection_candidates::tally(view.connection, id, close_time).await?;
                selection.must_announce_candidates(tally, rules.candidates_minimum, view.now)?;
                let mut found = selection_candidates::all(view.connection, id).await?;
                found.retain(Candidate::stands);
                let mut shown = by_code(found);
                shown.retain(|(place, _)| *place > page.after.0);
                let next_page_token = page.cut(&mut shown, |(place, _)| (*place, Uuid::nil()));
                let ids: Vec<Uuid> = shown.iter().map(|(_, candidate)| candidate.id).collect();
                let sealed = if rules.public_names && selection.shows_names() {
                    selection_candidates::identities(view.connection, &ids).await?
                } else {
                    HashMap::new()
                };
                let mut candidates = Vec::new();
                for (_, candidate) in shown {
                    let display_name = full_name(&view.vault, candidate.id, sealed.get(&candidate.id))?;
                    let chosen = candidate.code == selection.chosen;
                    candidates.push(pb::AnnouncedCandidate { code: candidate.code, display_name, chosen });
                }
                Ok::<_, Error>(pb::ListAnnouncedCandidatesResponse { candidates, next_page_token })
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

/// Candidates by their codes, with their places. Codes are drawn, so neither the order nor a page token tells who came when.
fn by_code(mut candidates: Vec<Candidate>) -> Vec<(i64, Candidate)> {
    candidates.sort_by(|one, other| one.code.cmp(&other.code));
    (0..).zip(candidates).collect()
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
