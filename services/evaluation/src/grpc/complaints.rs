//! `ComplaintService`.

use super::{imports, public_services as services};
use crate::{
    commands::{self, FileComplaint, ResolveComplaint},
    domain::{
        complaint::{Answer, Complaint, State},
        quality::SignalRuleset,
    },
    error::Error,
    names,
    store::{complaints, public_services},
};
use contracts::evaluation::v1 as pb;
use jiff::tz::TimeZone;
use platform::{Kit, Scope, Tenant, Violations, dates, etag, names::asked, page::Page, sensitive::Sensitive};
use std::sync::Arc;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// Serves public services and the complaints about them.
pub struct Complaints {
    pub(crate) kit: Kit,
    pub(crate) time_zone: TimeZone,
    pub(crate) rules: Arc<SignalRuleset>,
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
                let complaint = commands::file_complaint(work, input, &self.time_zone).await?;
                Ok::<_, Error>(render(&work.tenant, complaint))
            })
            .await
    }

    async fn get_complaint(
        &self,
        request: Request<pb::GetComplaintRequest>,
    ) -> Result<Response<pb::Complaint>, Status> {
        self.kit
            .read(request, parse_get, async |view, id| {
                let complaint = complaints::get(view.connection, id).await?.ok_or(Error::ComplaintNotFound)?;
                Ok::<_, Error>(render(&view.tenant, complaint))
            })
            .await
    }

    async fn list_complaints(
        &self,
        request: Request<pb::ListComplaintsRequest>,
    ) -> Result<Response<pb::ListComplaintsResponse>, Status> {
        self.kit
            .read(request, parse_list, async |view, (service, page): ListInput| {
                let mut found = complaints::list(view.connection, service, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let complaints = found.into_iter().map(|complaint| render(&view.tenant, complaint)).collect();
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
                let complaint = commands::resolve_complaint(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, complaint))
            })
            .await
    }

    async fn import_complaints(
        &self,
        request: Request<Streaming<pb::ImportComplaintsRequest>>,
    ) -> Result<Response<pb::ImportComplaintsResponse>, Status> {
        self.kit
            .import(request, imports::SPLIT_COMPLAINTS, async |work, rows| {
                imports::complaints(work, rows, &self.time_zone).await
            })
            .await
    }

    async fn import_service_volumes(
        &self,
        request: Request<Streaming<pb::ImportServiceVolumesRequest>>,
    ) -> Result<Response<pb::ImportServiceVolumesResponse>, Status> {
        self.kit
            .import(request, imports::SPLIT_VOLUMES, async |work, rows| {
                imports::volumes(work, rows, &self.time_zone, &self.rules).await
            })
            .await
    }
}

type ListInput = (Option<Uuid>, Page);

fn parse_file(message: &pb::FileComplaintRequest) -> Result<(Scope, FileComplaint), Violations> {
    let mut check = Violations::default();
    let service = check.take("public_service", names::PUBLIC_SERVICE.parse(&message.public_service));
    let text = check.text("text", &message.text, 4000);
    let request_id = check.request_id(&message.request_id);
    let (Some(service), Some(text), Some(request_id)) = (service, text, request_id) else {
        return Err(check);
    };
    let input = FileComplaint { service: service.id, text: Sensitive::new(text) };
    Ok((Scope::once(service.tenant, &message.public_service, request_id), input))
}

fn parse_get(message: &pb::GetComplaintRequest) -> Result<(Tenant, Uuid), Violations> {
    asked(names::COMPLAINT.parse(&message.name))
}

fn parse_list(message: &pb::ListComplaintsRequest) -> Result<(Tenant, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.public_service]);
    let service = check.own_or_none("public_service", &message.public_service, names::PUBLIC_SERVICE, tenant.as_ref());
    let (Some(tenant), Some(page), Some(service)) = (tenant, page, service) else {
        return Err(check);
    };
    Ok((tenant, (service, page)))
}

fn parse_resolve(message: &pb::ResolveComplaintRequest) -> Result<(Scope, ResolveComplaint), Violations> {
    let mut check = Violations::default();
    let name = names::COMPLAINT.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let answer = check.text("answer", &message.answer, 4000);
    let (Some((scope, complaint)), Some(answer)) = (read, answer) else { return Err(check) };
    Ok((scope, ResolveComplaint { complaint, answer: Answer::new(answer) }))
}

fn render(tenant: &Tenant, complaint: Complaint) -> pb::Complaint {
    let (state, answer) = match &complaint.state {
        State::Received => (pb::complaint::State::Received, ""),
        State::Resolved(answer) => (pb::complaint::State::Resolved, answer.expose()),
    };
    pb::Complaint {
        name: names::COMPLAINT.name(tenant, complaint.id),
        state: state.into(),
        public_service: names::PUBLIC_SERVICE.name(tenant, complaint.service),
        receive_time: Some(dates::render_time(complaint.receive_time)),
        answer: answer.to_owned(),
        etag: etag::render(complaint.version),
    }
}
