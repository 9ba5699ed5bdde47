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
use platform::{
    Kit, Scope, Tenant, Violations, dates, etag,
    names::{Name, asked, parse_parent},
    page::Page,
    sensitive::Sensitive,
};
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
            .read(request, services::parse_get, async |connection, Name { tenant, id }| {
                let service = public_services::get(connection, id).await?.ok_or(Error::PublicServiceNotFound)?;
                Ok::<_, Error>(services::render(&tenant, service))
            })
            .await
    }

    async fn list_public_services(
        &self,
        request: Request<pb::ListPublicServicesRequest>,
    ) -> Result<Response<pb::ListPublicServicesResponse>, Status> {
        self.kit
            .read(request, services::parse_list, async |connection, (tenant, page): (Tenant, Page)| {
                let mut found = public_services::list(connection, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let public_services = found.into_iter().map(|service| services::render(&tenant, service)).collect();
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
            .read(request, parse_get, async |connection, Name { tenant, id }| {
                let complaint = complaints::get(connection, id).await?.ok_or(Error::ComplaintNotFound)?;
                Ok::<_, Error>(render(&tenant, complaint))
            })
            .await
    }

    async fn list_complaints(
        &self,
        request: Request<pb::ListComplaintsRequest>,
    ) -> Result<Response<pb::ListComplaintsResponse>, Status> {
        self.kit
            .read(request, parse_list, async |connection, (tenant, service, page): ListInput| {
                let mut found = complaints::list(connection, service, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let complaints = found.into_iter().map(|complaint| render(&tenant, complaint)).collect();
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

type ListInput = (Tenant, Option<Uuid>, Page);

fn parse_file(message: &pb::FileComplaintRequest) -> Result<(Scope, FileComplaint), Violations> {
    let mut check = Violations::default();
    let service = check.take("public_service", names::parse_public_service(&message.public_service));
    let text = check.text("text", &message.text, 4000);
    let request_id = check.request_id(&message.request_id);
    let (Some(service), Some(text), Some(request_id)) = (service, text, request_id) else {
        return Err(check);
    };
    let input = FileComplaint { service: service.id, text: Sensitive::new(text) };
    Ok((Scope::once(service.tenant, &message.public_service, request_id), input))
}

fn parse_get(message: &pb::GetComplaintRequest) -> Result<(Tenant, Name), Violations> {
    asked(names::parse_complaint(&message.name))
}

fn parse_list(message: &pb::ListComplaintsRequest) -> Result<(Tenant, ListInput), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let service = match message.public_service.as_str() {
        "" => None,
        name => check.take("public_service", names::parse_public_service(name)),
    };
    let filter = format!("{}|{}", message.parent, message.public_service);
    let page = check.page(message.page_size, &message.page_token, &filter);
    let (Some(tenant), Some(page), true) = (tenant, page, check.is_empty()) else {
        return Err(check);
    };
    Ok((tenant.clone(), (tenant, service.map(|name| name.id), page)))
}

fn parse_resolve(message: &pb::ResolveComplaintRequest) -> Result<(Scope, ResolveComplaint), Violations> {
    let mut check = Violations::default();
    let name = names::parse_complaint(&message.name);
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
        name: names::complaint(tenant, complaint.id),
        state: state.into(),
        public_service: names::public_service(tenant, complaint.service),
        receive_time: Some(dates::render_time(complaint.receive_time)),
        answer: answer.to_owned(),
        etag: etag::render(complaint.version),
    }
}
