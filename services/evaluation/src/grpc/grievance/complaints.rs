//! `ComplaintService`.

use super::complaint_views as views;
use crate::grpc::{imports, public_services as services, volume_imports};
use crate::{
    commands::{self, ComplaintBooks, FileComplaint, Reporting, ResolveComplaint},
    domain::{
        complaint::State,
        report_nature::{Channel, Kind},
        signal_rules::SignalBook,
    },
    error::Error,
    names,
    store::{complaints, public_services},
};
use contracts::evaluation::v1 as pb;
use jiff::tz::TimeZone;
use platform::{Kit, Scope, Violations, names::asked, page::Page, sensitive::Sensitive};
use std::sync::Arc;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// Serves public services and the complaints about them.
pub struct Complaints {
    pub(crate) kit: Kit,
    pub(crate) time_zone: TimeZone,
    pub(crate) rules: Arc<SignalBook>,
    pub(crate) books: Arc<ComplaintBooks>,
}

#[tonic::async_trait]
impl pb::complaint_service_server::ComplaintService for Complaints {
    async fn create_public_service(
        &self,
        request: Request<pb::CreatePublicServiceRequest>,
    ) -> Result<Response<pb::PublicService>, Status> {
        self.kit
            .write(request, services::parse_create, async |work, input| {
                let service = commands::create_public_service(work, input).await?;
                Ok::<_, Error>(services::render(&work.tenant, service))
            })
            .await
    }

    async fn get_public_service(
        &self,
        request: Request<pb::GetPublicServiceRequest>,
    ) -> Result<Response<pb::PublicService>, Status> {
        self.kit
            .read(request, services::parse_get, async |view, id| {
                let service = public_services::get(view.connection, id).await?.ok_or(Error::PublicServiceNotFound)?;
                Ok::<_, Error>(services::render(&view.tenant, service))
            })
            .await
    }

    async fn list_public_services(
        &self,
        request: Request<pb::ListPublicServicesRequest>,
    ) -> Result<Response<pb::ListPublicServicesResponse>, Status> {
        self.kit
            .read(request, services::parse_list, async |view, page: Page| {
                let mut found = public_services::list(view.connection, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let public_services =
                    found.into_iter().map(|service| services::render(&view.tenant, service)).collect();
                Ok::<_, Error>(pb::ListPublicServicesResponse { public_services, next_page_token })
            })
            .await
    }

    async fn file_complaint(
        &self,
        request: Request<pb::FileComplaintRequest>,
    ) -> Result<Response<pb::Complaint>, Status> {
        self.kit
            .write(request, parse_file, async |work, input| {
                let book = self.books.of(&work.tenant);
                let (complaint, follow_up_code) = commands::file_complaint(work, input, book).await?;
                Ok::<_, Error>(pb::Complaint { follow_up_code, ..views::render(&work.tenant, complaint) })
            })
            .await
    }

    /// Without its answer, which may name people and stands in the file of the complaint; audited like a write.
    async fn get_complaint(
        &self,
        request: Request<pb::GetComplaintRequest>,
    ) -> Result<Response<pb::Complaint>, Status> {
        self.kit
            .write(request, parse_get, async |work, id: Uuid| {
                let complaint = complaints::get(work.connection, id).await?.ok_or(Error::ComplaintNotFound)?;
                Ok::<_, Error>(views::render(&work.tenant, complaint))
            })
            .await
    }

    /// Without answers; audited like a write.
    async fn list_complaints(
        &self,
        request: Request<pb::ListComplaintsRequest>,
    ) -> Result<Response<pb::ListComplaintsResponse>, Status> {
        self.kit
            .write(request, parse_list, async |work, (service, state, page): ListInput| {
                let mut found = complaints::list(work.connection, service, state, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let complaints = found.into_iter().map(|one| views::render(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListComplaintsResponse { complaints, next_page_token })
            })
            .await
    }

    async fn resolve_complaint(
        &self,
        request: Request<pb::ResolveComplaintRequest>,
    ) -> Result<Response<pb::Complaint>, Status> {
        self.kit
            .write(request, parse_resolve, async |work, input| {
                let book = self.books.of(&work.tenant);
                let complaint = commands::resolve_complaint(work, input, book).await?;
                views::shown(work.connection, &work.vault, &work.tenant, complaint).await
            })
            .await
    }

    async fn import_complaints(
        &self,
        request: Request<Streaming<pb::ImportComplaintsRequest>>,
    ) -> Result<Response<pb::ImportComplaintsResponse>, Status> {
        self.kit
            .import(request, imports::SPLIT_COMPLAINTS, async |work, rows| {
                let book = self.books.of(&work.tenant);
                imports::complaints(work, rows, book).await
            })
            .await
    }

    async fn import_service_volumes(
        &self,
        request: Request<Streaming<pb::ImportServiceVolumesRequest>>,
    ) -> Result<Response<pb::ImportServiceVolumesResponse>, Status> {
        self.kit
            .import(request, volume_imports::SPLIT_VOLUMES, async |work, rows| {
                volume_imports::volumes(work, rows, &self.time_zone, &self.rules).await
            })
            .await
    }
}

type ListInput = (Option<Uuid>, Option<State>, Page);

fn parse_file(message: &pb::FileComplaintRequest) -> Result<(Scope, FileComplaint), Violations> {
    let mut check = Violations::default();
    let service = check.take("public_service", names::PUBLIC_SERVICE.parse(&message.public_service));
    let text = check.text("text", &message.text, 4000);
    let request_id = check.request_id(&message.request_id);
    let reporting = parse_reporting(&mut check, message);
    let (Some(service), Some(text), Some(request_id), Some(reporting)) = (service, text, request_id, reporting) else {
        return Err(check);
    };
    let input = FileComplaint { service: service.id, text: Sensitive::new(text), reporting };
    let scope = Scope::once(service.tenant, &message.public_service, request_id);
    // Whoever is hidden from the unit stands in no trail either, though a token may have come along.
    let is_hidden = input.reporting.is_anonymous || input.reporting.is_secret;
    Ok((if is_hidden { scope.unnamed() } else { scope }, input))
}

fn parse_reporting(check: &mut Violations, message: &pb::FileComplaintRequest) -> Option<Reporting> {
    let kind = views::read_kind(check, message.kind, Some(Kind::Complaint));
    let channel = views::read_channel(check, message.channel, Channel::Web);
    let name = views::read_optional(check, "reporter_name", &message.reporter_name, 200);
    let contact = views::read_optional(check, "reporter_contact", &message.reporter_contact, 200);
    let region = views::read_region(check, &message.region);
    let (is_anonymous, is_secret) = (message.anonymous, message.secret);
    let (kind, channel, name, contact, region) = (kind?, channel?, name?, contact?, region?);
    Some(Reporting { kind, channel, is_anonymous, is_secret, name, contact, region })
}

fn parse_get(message: &pb::GetComplaintRequest) -> Result<(Scope, Uuid), Violations> {
    let (tenant, id) = asked(names::COMPLAINT.parse(&message.name))?;
    Ok((Scope::of(tenant, &message.name), id))
}

fn parse_list(message: &pb::ListComplaintsRequest) -> Result<(Scope, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.public_service, &message.state]);
    let service = check.own_or_none("public_service", &message.public_service, names::PUBLIC_SERVICE, tenant.as_ref());
    let state = views::read_state(&mut check, message.state);
    let (Some(tenant), Some(page), Some(service), Some(state)) = (tenant, page, service, state) else {
        return Err(check);
    };
    Ok((Scope::of(tenant, &message.parent), (service, state, page)))
}

fn parse_resolve(message: &pb::ResolveComplaintRequest) -> Result<(Scope, ResolveComplaint), Violations> {
    let mut check = Violations::default();
    let name = names::COMPLAINT.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let answer = check.text("answer", &message.answer, 4000);
    let (Some((scope, complaint)), Some(answer)) = (read, answer) else { return Err(check) };
    Ok((scope, ResolveComplaint { complaint, answer: Sensitive::new(answer), is_shared: message.shared }))
}
