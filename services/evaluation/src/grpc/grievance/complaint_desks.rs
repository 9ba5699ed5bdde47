//! `ComplaintDeskService`. What shows texts or people is audited like a write.

use super::{complaint_desk_requests as requests, complaint_views as views};
use crate::{
    commands::{
        self, ComplaintBook, ComplaintBooks, ComplaintSweep, RejectComplaints, open_of_complaint, suggest_routes,
    },
    domain::{
        complaint::Complaint,
        routing::{Fired, Suggestion},
    },
    error::Error,
    names,
    store::{
        complaint_messages,
        complaint_reporters::{self, Reporter},
        complaints,
    },
};
use contracts::evaluation::v1 as pb;
use platform::{
    Kit, Scope, Tenant, Violations, Work,
    page::Page,
    sensitive::{Sealed, Vault},
};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves the public desk.
pub struct ComplaintDesks {
    pub(crate) kit: Kit,
    pub(crate) books: Arc<ComplaintBooks>,
}

/// Names of duplicates that a file shows.
const MOST_DUPLICATES: i64 = 100;

type Answer<T> = Result<Response<T>, Status>;

impl ComplaintDesks {
    /// Takes one step of a complaint by the book of its instansi, and shows what became of it.
    async fn step<M: prost::Message, I>(
        &self,
        request: Request<M>,
        parse: impl FnOnce(&M) -> Result<(Scope, I), Violations>,
        take: impl AsyncFnOnce(&mut Work<'_>, I, &ComplaintBook) -> Result<Complaint, Error>,
    ) -> Answer<pb::Complaint> {
        self.kit
            .write(request, parse, async |work, input| {
                let book = self.books.of(&work.tenant);
                let complaint = take(work, input, book).await?;
                shown(work, complaint).await
            })
            .await
    }
}

#[tonic::async_trait]
impl pb::complaint_desk_service_server::ComplaintDeskService for ComplaintDesks {
    async fn get_complaint_file(&self, request: Request<pb::GetComplaintFileRequest>) -> Answer<pb::ComplaintFile> {
        let parse = |message: &pb::GetComplaintFileRequest| requests::parse_name(&message.name);
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let complaint = complaints::get(work.connection, id).await?.ok_or(Error::ComplaintNotFound)?;
                file_of(work, complaint).await
            })
            .await
    }

    async fn list_complaint_messages(
        &self,
        request: Request<pb::ListComplaintMessagesRequest>,
    ) -> Answer<pb::ListComplaintMessagesResponse> {
        let parse = |message: &pb::ListComplaintMessagesRequest| {
            requests::parse_messages(&message.complaint, message.page_size, &message.page_token)
        };
        self.kit
            .write(request, parse, async |work, (id, page): (Uuid, Page)| {
                complaints::get(work.connection, id).await?.ok_or(Error::ComplaintNotFound)?;
                let (messages, next_page_token) = messages_of(work, id, &page).await?;
                Ok::<_, Error>(pb::ListComplaintMessagesResponse { messages, next_page_token })
            })
            .await
    }

    async fn list_complaint_reporters(
        &self,
        request: Request<pb::ListComplaintReportersRequest>,
    ) -> Answer<pb::ListComplaintReportersResponse> {
        let parse = |message: &pb::ListComplaintReportersRequest| {
            requests::parse_part(&message.complaint, message.page_size, &message.page_token, i32::MAX)
        };
        self.kit
            .write(request, parse, async |work, (id, page): (Uuid, Page)| {
                complaints::get(work.connection, id).await?.ok_or(Error::ComplaintNotFound)?;
                let mut found = complaint_reporters::list(work.connection, id, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.complaint));
                let mut reporters = Vec::with_capacity(found.len());
                for reporter in found {
                    reporters.push(render_reporter(&work.tenant, &work.vault, &reporter)?);
                }
                Ok::<_, Error>(pb::ListComplaintReportersResponse { reporters, next_page_token })
            })
            .await
    }

    async fn verify_complaint(&self, request: Request<pb::VerifyComplaintRequest>) -> Answer<pb::Complaint> {
        self.step(request, requests::parse_verify, commands::verify_complaint).await
    }

    async fn reject_complaint(&self, request: Request<pb::RejectComplaintRequest>) -> Answer<pb::Complaint> {
        let parse = |message: &pb::RejectComplaintRequest| {
            requests::parse_reasoned(
                &message.name,
                &message.etag,
                (&message.reason, message.shared),
                &message.request_id,
            )
        };
        self.step(request, parse, commands::reject_complaint).await
    }

    async fn reject_complaints(
        &self,
        request: Request<pb::RejectComplaintsRequest>,
    ) -> Answer<pb::RejectComplaintsResponse> {
        self.kit
            .write(request, requests::parse_reject_many, async |work, input: RejectComplaints| {
                let book = self.books.of(&work.tenant);
                let done = commands::reject_complaints(work, &input, book).await?;
                let left =
                    input.complaints.difference(&done).map(|id| names::COMPLAINT.name(&work.tenant, *id)).collect();
                let rejected = i64::try_from(done.len()).unwrap_or(i64::MAX);
                Ok::<_, Error>(pb::RejectComplaintsResponse { rejected, left })
            })
            .await
    }

    async fn archive_complaint(&self, request: Request<pb::ArchiveComplaintRequest>) -> Answer<pb::Complaint> {
        let parse = |message: &pb::ArchiveComplaintRequest| {
            requests::parse_reasoned(
                &message.name,
                &message.etag,
                (&message.reason, message.shared),
                &message.request_id,
            )
        };
        self.step(request, parse, commands::archive_complaint).await
    }

    /// Reads the text to find words in it, so it is audited like a write.
    async fn explain_route(&self, request: Request<pb::ExplainRouteRequest>) -> Answer<pb::ExplainRouteResponse> {
        let parse = |message: &pb::ExplainRouteRequest| requests::parse_name(&message.name);
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let book = self.books.of(&work.tenant);
                let complaint = complaints::get(work.connection, id).await?.ok_or(Error::ComplaintNotFound)?;
                let found = suggest_routes(work, &complaint, book).await?;
                let suggestions = found.into_iter().map(|one| render_suggestion(&work.tenant, one)).collect();
                let ruleset = book.routing.id.clone();
                Ok::<_, Error>(pb::ExplainRouteResponse { suggestions, ruleset })
            })
            .await
    }

    async fn assign_complaint(&self, request: Request<pb::AssignComplaintRequest>) -> Answer<pb::Complaint> {
        self.step(request, requests::parse_assign, commands::assign_complaint).await
    }

    async fn close_complaint(&self, request: Request<pb::CloseComplaintRequest>) -> Answer<pb::Complaint> {
        let parse = |message: &pb::CloseComplaintRequest| {
            requests::parse_step(&message.name, &message.etag, &message.request_id)
        };
        self.step(request, parse, commands::close_complaint).await
    }

    async fn reopen_complaint(&self, request: Request<pb::ReopenComplaintRequest>) -> Answer<pb::Complaint> {
        let parse = |message: &pb::ReopenComplaintRequest| {
            requests::parse_reasoned(
                &message.name,
                &message.etag,
                (&message.reason, message.shared),
                &message.request_id,
            )
        };
        self.step(request, parse, commands::reopen_complaint).await
    }

    async fn merge_complaint(&self, request: Request<pb::MergeComplaintRequest>) -> Answer<pb::Complaint> {
        self.step(request, requests::parse_merge, commands::merge_complaint).await
    }

    async fn unmerge_complaint(&self, request: Request<pb::UnmergeComplaintRequest>) -> Answer<pb::Complaint> {
        let parse = |message: &pb::UnmergeComplaintRequest| {
            requests::parse_step(&message.name, &message.etag, &message.request_id)
        };
        self.step(request, parse, async |work, read, _| commands::unmerge_complaint(work, read).await).await
    }

    async fn issue_follow_up_code(&self, request: Request<pb::IssueFollowUpCodeRequest>) -> Answer<pb::Complaint> {
        let parse = |message: &pb::IssueFollowUpCodeRequest| {
            requests::parse_step(&message.name, &message.etag, &message.request_id)
        };
        self.kit
            .write(request, parse, async |work, read| {
                let (complaint, follow_up_code) = commands::issue_follow_up_code(work, read).await?;
                Ok::<_, Error>(pb::Complaint { follow_up_code, ..views::render(&work.tenant, complaint) })
            })
            .await
    }

    async fn sweep_silent_complaints(
        &self,
        request: Request<pb::SweepSilentComplaintsRequest>,
    ) -> Answer<pb::SweepSilentComplaintsResponse> {
        let parse = |message: &pb::SweepSilentComplaintsRequest| {
            requests::parse_sweep(&message.parent, message.most, &message.page_token, &message.request_id)
        };
        self.kit
            .write(request, parse, async |work, (input, page): (ComplaintSweep, Page)| {
                let book = self.books.of(&work.tenant);
                let pass = commands::sweep_silent_complaints(work, input, book).await?;
                let next_page_token = requests::token_after(&page, pass.last);
                let ruleset = book.rules.id.clone();
                let (closed, remaining) = (pass.done, pass.remaining);
                Ok::<_, Error>(pb::SweepSilentComplaintsResponse { closed, next_page_token, ruleset, remaining })
            })
            .await
    }

    async fn recount_deadlines(
        &self,
        request: Request<pb::RecountDeadlinesRequest>,
    ) -> Answer<pb::RecountDeadlinesResponse> {
        let parse = |message: &pb::RecountDeadlinesRequest| {
            requests::parse_sweep(&message.parent, message.most, &message.page_token, &message.request_id)
        };
        self.kit
            .write(request, parse, async |work, (input, page): (ComplaintSweep, Page)| {
                let book = self.books.of(&work.tenant);
                let pass = commands::recount_deadlines(work, input, book).await?;
                let next_page_token = requests::token_after(&page, pass.last);
                let calendar = book.calendar.id.clone();
                Ok::<_, Error>(pb::RecountDeadlinesResponse { recounted: pass.done, next_page_token, calendar })
            })
            .await
    }

    async fn mask_reporters(&self, request: Request<pb::MaskReportersRequest>) -> Answer<pb::MaskReportersResponse> {
        let parse = |message: &pb::MaskReportersRequest| {
            requests::parse_sweep(&message.parent, message.most, &message.page_token, &message.request_id)
        };
        self.kit
            .write(request, parse, async |work, (input, page): (ComplaintSweep, Page)| {
                let book = self.books.of(&work.tenant);
                let pass = commands::mask_reporters(work, input, book).await?;
                let next_page_token = requests::token_after(&page, pass.last);
                let ruleset = book.rules.id.clone();
                Ok::<_, Error>(pb::MaskReportersResponse { masked: pass.done, next_page_token, ruleset })
            })
            .await
    }
}

/// A complaint after a step, with its answer.
pub(crate) async fn shown(work: &mut Work<'_>, complaint: Complaint) -> Result<pb::Complaint, Error> {
    views::shown(work.connection, &work.vault, &work.tenant, complaint).await
}

/// A complaint with its text, without who reported.
pub(crate) async fn file_of(work: &mut Work<'_>, complaint: Complaint) -> Result<pb::ComplaintFile, Error> {
    let id = complaint.id;
    let sealed = complaints::text(work.connection, id).await?.ok_or(Error::ComplaintNotFound)?;
    let text = open_of_complaint(&work.vault, id, &sealed)?;
    let (duplicates, duplicate_count) = complaints::duplicates(work.connection, id, MOST_DUPLICATES).await?;
    let duplicates = duplicates.into_iter().map(|one| names::COMPLAINT.name(&work.tenant, one)).collect();
    let complaint = Some(shown(work, complaint).await?);
    let (reporter_name, reporter_contact) = (String::new(), String::new());
    Ok(pb::ComplaintFile { complaint, text, duplicates, duplicate_count, reporter_name, reporter_contact })
}

/// What was said about a complaint and its duplicates, and the token of the next page.
pub(crate) async fn messages_of(
    work: &mut Work<'_>,
    complaint: Uuid,
    page: &Page,
) -> Result<(Vec<pb::ComplaintMessage>, String), Error> {
    let mut found = complaint_messages::list(work.connection, complaint, page).await?;
    let token = page.cut(&mut found, |kept| (kept.said.create_time.as_microsecond(), kept.said.id));
    let messages = found.into_iter().map(|kept| views::render_message(&work.tenant, &work.vault, kept));
    Ok((messages.collect::<Result<_, _>>()?, token))
}

fn render_reporter(tenant: &Tenant, vault: &Vault, reporter: &Reporter) -> Result<pb::ComplaintReporter, Error> {
    let (name, contact) = (&reporter.identity.name, &reporter.identity.contact);
    Ok(pb::ComplaintReporter {
        complaint: names::COMPLAINT.name(tenant, reporter.complaint),
        reporter_name: open_or_empty(vault, reporter.complaint, name.as_ref())?,
        reporter_contact: open_or_empty(vault, reporter.complaint, contact.as_ref())?,
        masked: reporter.is_masked,
        satisfaction: reporter.satisfaction.map_or(0, i32::from),
    })
}

/// A part of an identity; empty if it was not told or is destroyed.
pub(crate) fn open_or_empty(vault: &Vault, complaint: Uuid, sealed: Option<&Sealed>) -> Result<String, Error> {
    Ok(sealed.map(|sealed| open_of_complaint(vault, complaint, sealed)).transpose()?.unwrap_or_default())
}

fn render_suggestion(tenant: &Tenant, suggestion: Suggestion) -> pb::RouteSuggestion {
    let rule = |fired: &Fired| match fired {
        Fired::Service => "service".to_owned(),
        Fired::Category(category) => format!("category: {category}"),
        Fired::Keywords(words) => format!("keywords: {}", words.join(", ")),
    };
    pb::RouteSuggestion {
        unit: names::UNIT.name(tenant, suggestion.unit),
        sector: suggestion.sector,
        points: i32::try_from(suggestion.points).unwrap_or(i32::MAX),
        rules: suggestion.fired.iter().map(rule).collect(),
        route: suggestion.route.map(|route| names::COMPLAINT_ROUTE.name(tenant, route)).unwrap_or_default(),
    }
}
