//! `ComplaintUnitService`: what a unit does with the complaints assigned to it. Who reported is read only where the reporter
//! asked for neither anonymity nor secrecy.

use super::{
    complaint_desk_requests as requests,
    complaint_desks::{file_of, messages_of, open_or_empty, shown},
    complaint_views as views,
};
use crate::{
    commands::{self, AnswerComplaint, ComplaintBooks, must_have},
    domain::complaint::Complaint,
    error::Error,
    names,
    store::{complaint_reporters, complaints, desk_members},
};
use contracts::evaluation::v1 as pb;
use platform::{Kit, Scope, Tenant, Violations, Work, page::Page, sensitive::Sensitive};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves units.
pub struct ComplaintUnits {
    pub(crate) kit: Kit,
    pub(crate) books: Arc<ComplaintBooks>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::complaint_unit_service_server::ComplaintUnitService for ComplaintUnits {
    async fn list_unit_complaints(
        &self,
        request: Request<pb::ListUnitComplaintsRequest>,
    ) -> Answer<pb::ListUnitComplaintsResponse> {
        let parse = |message: &pb::ListUnitComplaintsRequest| -> Result<(Tenant, (bool, Page)), Violations> {
            let mut check = Violations::default();
            let (size, token) = (message.page_size, &message.page_token);
            let (tenant, page) = check.list(&message.parent, size, token, &[&message.open]);
            let (Some(tenant), Some(page)) = (tenant, page) else { return Err(check) };
            Ok((tenant, (message.open, page)))
        };
        self.kit
            .read(request, parse, async |view, (only_open, page): (bool, Page)| {
                let units = desk_members::units_of(view.connection, &view.actor.subject).await?;
                let mut found = complaints::list_of_units(view.connection, &units, only_open, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let complaints = found.into_iter().map(|one| views::render(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListUnitComplaintsResponse { complaints, next_page_token })
            })
            .await
    }

    async fn get_unit_complaint(&self, request: Request<pb::GetUnitComplaintRequest>) -> Answer<pb::ComplaintFile> {
        let parse = |message: &pb::GetUnitComplaintRequest| requests::parse_name(&message.name);
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let complaint = own(work, id).await?;
                let hides_reporter = complaint.hides_reporter();
                let file = file_of(work, complaint).await?;
                if hides_reporter { Ok(file) } else { with_reporter(work, id, file).await }
            })
            .await
    }

    async fn list_unit_complaint_messages(
        &self,
        request: Request<pb::ListUnitComplaintMessagesRequest>,
    ) -> Answer<pb::ListUnitComplaintMessagesResponse> {
        let parse = |message: &pb::ListUnitComplaintMessagesRequest| {
            requests::parse_messages(&message.complaint, message.page_size, &message.page_token)
        };
        self.kit
            .write(request, parse, async |work, (id, page): (Uuid, Page)| {
                own(work, id).await?;
                let (messages, next_page_token) = messages_of(work, id, &page).await?;
                Ok::<_, Error>(pb::ListUnitComplaintMessagesResponse { messages, next_page_token })
            })
            .await
    }

    async fn start_complaint(&self, request: Request<pb::StartComplaintRequest>) -> Answer<pb::Complaint> {
        let parse = |message: &pb::StartComplaintRequest| {
            requests::parse_step(&message.name, &message.etag, &message.request_id)
        };
        self.kit
            .write(request, parse, async |work, read| {
                let complaint = commands::start_complaint(work, read).await?;
                shown(work, complaint).await
            })
            .await
    }

    async fn answer_complaint(&self, request: Request<pb::AnswerComplaintRequest>) -> Answer<pb::Complaint> {
        self.kit
            .write(request, parse_answer, async |work, input| {
                let book = self.books.of(&work.tenant);
                let complaint = commands::answer_complaint(work, input, book).await?;
                shown(work, complaint).await
            })
            .await
    }
}

/// A complaint that the caller's unit has.
async fn own(work: &mut Work<'_>, id: Uuid) -> Result<Complaint, Error> {
    let complaint = complaints::get(work.connection, id).await?.ok_or(Error::ComplaintNotFound)?;
    must_have(work.connection, &complaint, &work.actor.subject).await?;
    Ok(complaint)
}

/// The file with who reported.
async fn with_reporter(work: &mut Work<'_>, id: Uuid, file: pb::ComplaintFile) -> Result<pb::ComplaintFile, Error> {
    let Some(reporter) = complaint_reporters::get(work.connection, id).await? else { return Ok(file) };
    let identity = reporter.identity;
    Ok(pb::ComplaintFile {
        reporter_name: open_or_empty(&work.vault, id, identity.name.as_ref())?,
        reporter_contact: open_or_empty(&work.vault, id, identity.contact.as_ref())?,
        ..file
    })
}

fn parse_answer(message: &pb::AnswerComplaintRequest) -> Result<(Scope, AnswerComplaint), Violations> {
    let mut check = Violations::default();
    let name = names::COMPLAINT.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let answer = check.text("answer", &message.answer, 4000);
    let (Some((scope, complaint)), Some(answer)) = (read, answer) else { return Err(check) };
    Ok((scope, AnswerComplaint { complaint, answer: Sensitive::new(answer), is_shared: message.shared }))
}
