//! Public services in requests and answers of `ComplaintService`.

use crate::{
    commands::CreatePublicService,
    domain::public_service::{PublicService, Quality},
    names,
};
use contracts::evaluation::v1 as pb;
use platform::{
    Scope, Tenant, Violations, dates, etag,
    names::{Name, asked, parse_parent},
    page::Page,
};

pub(super) fn parse_create(
    message: &pb::CreatePublicServiceRequest,
) -> Result<(Scope, CreatePublicService), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let display_name = check.text("display_name", &message.display_name, 200);
    let unit = check.take("unit", names::parse_unit(&message.unit));
    let request_id = check.request_id(&message.request_id);
    if let (Some(tenant), Some(unit)) = (&tenant, &unit) {
        check.check("unit", unit.tenant == *tenant, "must belong to the parent");
    }
    let (Some(tenant), Some(display_name), Some(request_id), true) =
        (tenant, display_name, request_id, check.is_empty())
    else {
        return Err(check);
    };
    let input = CreatePublicService { display_name, unit: message.unit.clone() };
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

pub(super) fn parse_get(message: &pb::GetPublicServiceRequest) -> Result<(Tenant, Name), Violations> {
    asked(names::parse_public_service(&message.name))
}

pub(super) fn parse_list(message: &pb::ListPublicServicesRequest) -> Result<(Tenant, (Tenant, Page)), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let page = check.page(message.page_size, &message.page_token, &message.parent);
    let (Some(tenant), Some(page)) = (tenant, page) else {
        return Err(check);
    };
    Ok((tenant.clone(), (tenant, page)))
}

pub(super) fn render(tenant: &Tenant, service: PublicService) -> pb::PublicService {
    let quality = match service.quality {
        Quality::Steady { .. } => pb::public_service::Quality::Steady,
        Quality::Fell { .. } => pb::public_service::Quality::Fell,
    };
    pb::PublicService {
        name: names::public_service(tenant, service.id),
        display_name: service.display_name,
        unit: service.unit,
        quality: quality.into(),
        etag: etag::render(service.version),
        create_time: Some(dates::render_time(service.create_time)),
    }
}
