//! Public services in requests and answers of `ComplaintService`.

use crate::{
    commands::CreatePublicService,
    domain::{
        public_service::{OpenSignal, PublicService, Quality},
        service_history::month_text,
    },
    names,
};
use contracts::evaluation::v1 as pb;
use platform::{
    Scope, Tenant, Violations, dates, etag,
    names::{asked, parse_parent},
    page::Page,
};
use uuid::Uuid;

pub(crate) fn parse_create(
    message: &pb::CreatePublicServiceRequest,
) -> Result<(Scope, CreatePublicService), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let display_name = check.text("display_name", &message.display_name, 200);
    let unit = check.own("unit", &message.unit, names::UNIT, tenant.as_ref());
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(display_name), Some(request_id), Some(_)) = (tenant, display_name, request_id, unit) else {
        return Err(check);
    };
    let input = CreatePublicService { display_name, unit: message.unit.clone() };
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

pub(crate) fn parse_get(message: &pb::GetPublicServiceRequest) -> Result<(Tenant, Uuid), Violations> {
    asked(names::PUBLIC_SERVICE.parse(&message.name))
}

pub(crate) fn parse_list(message: &pb::ListPublicServicesRequest) -> Result<(Tenant, Page), Violations> {
    let mut check = Violations::default();
    match check.list(&message.parent, message.page_size, &message.page_token, &[]) {
        (Some(tenant), Some(page)) => Ok((tenant, page)),
        _ => Err(check),
    }
}

pub(crate) fn render(tenant: &Tenant, service: PublicService) -> pb::PublicService {
    let quality = match service.quality {
        Quality::Steady { .. } => pb::public_service::Quality::Steady,
        Quality::Fell { .. } => pb::public_service::Quality::Fell,
    };
    let open = service.open.into_iter();
    let named = |OpenSignal { id, reason }: OpenSignal| (names::SIGNAL.name(tenant, id), reason);
    let (open_signals, quality_reasons) = open.map(named).unzip();
    pb::PublicService {
        name: names::PUBLIC_SERVICE.name(tenant, service.id),
        display_name: service.display_name,
        unit: service.unit,
        quality: quality.into(),
        etag: etag::render(service.version),
        create_time: Some(dates::render_time(service.create_time)),
        quality_reasons,
        open_signals,
        retire_date: service.retire_date.map(dates::render),
        first_complaint_month: service.coverage.first.map(month_text).unwrap_or_default(),
        last_complaint_month: service.coverage.last.map(month_text).unwrap_or_default(),
    }
}
