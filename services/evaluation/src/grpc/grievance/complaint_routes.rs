//! `ComplaintRouteService`.

use super::complaint_views as views;
use crate::{
    commands::{self, ComplaintBooks, CreateComplaintRoute, LinkDeskMember},
    domain::{desk_member::DeskMember, routing::Route},
    error::Error,
    names,
    store::{complaint_routes, desk_members},
};
use contracts::evaluation::v1 as pb;
use platform::{
    AsRead, Kit, Scope, Tenant, Violations, dates, etag,
    names::{Collection, parse_parent},
    page::Page,
};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves routes and desks.
pub struct ComplaintRoutes {
    pub(crate) kit: Kit,
    pub(crate) books: Arc<ComplaintBooks>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::complaint_route_service_server::ComplaintRouteService for ComplaintRoutes {
    async fn create_complaint_route(
        &self,
        request: Request<pb::CreateComplaintRouteRequest>,
    ) -> Answer<pb::ComplaintRoute> {
        self.kit
            .write(request, parse_create, async |work, input| {
                let book = self.books.of(&work.tenant);
                let route = commands::create_complaint_route(work, input, book).await?;
                Ok::<_, Error>(render_route(&work.tenant, route))
            })
            .await
    }

    async fn delete_complaint_route(
        &self,
        request: Request<pb::DeleteComplaintRouteRequest>,
    ) -> Answer<pb::ComplaintRoute> {
        let parse = |message: &pb::DeleteComplaintRouteRequest| {
            parse_delete(names::COMPLAINT_ROUTE, &message.name, &message.etag, &message.request_id)
        };
        self.kit
            .write(request, parse, async |work, read| {
                let route = commands::delete_complaint_route(work, read).await?;
                Ok::<_, Error>(render_route(&work.tenant, route))
            })
            .await
    }

    async fn list_complaint_routes(
        &self,
        request: Request<pb::ListComplaintRoutesRequest>,
    ) -> Answer<pb::ListComplaintRoutesResponse> {
        let parse = |message: &pb::ListComplaintRoutesRequest| -> Result<(Tenant, Page), Violations> {
            let mut check = Violations::default();
            let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &[]);
            tenant.zip(page).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, page: Page| {
                let mut found = complaint_routes::list(view.connection, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let complaint_routes = found.into_iter().map(|route| render_route(&view.tenant, route)).collect();
                Ok::<_, Error>(pb::ListComplaintRoutesResponse { complaint_routes, next_page_token })
            })
            .await
    }

    async fn link_desk_member(&self, request: Request<pb::LinkDeskMemberRequest>) -> Answer<pb::DeskMember> {
        self.kit
            .write(request, parse_link, async |work, input| {
                let member = commands::link_desk_member(work, input).await?;
                Ok::<_, Error>(render_member(&work.tenant, member))
            })
            .await
    }

    async fn unlink_desk_member(&self, request: Request<pb::UnlinkDeskMemberRequest>) -> Answer<pb::DeskMember> {
        let parse = |message: &pb::UnlinkDeskMemberRequest| {
            parse_delete(names::DESK_MEMBER, &message.name, &message.etag, &message.request_id)
        };
        self.kit
            .write(request, parse, async |work, read| {
                let member = commands::unlink_desk_member(work, read).await?;
                Ok::<_, Error>(render_member(&work.tenant, member))
            })
            .await
    }

    async fn list_desk_members(
        &self,
        request: Request<pb::ListDeskMembersRequest>,
    ) -> Answer<pb::ListDeskMembersResponse> {
        let parse = |message: &pb::ListDeskMembersRequest| -> Result<(Tenant, (Option<Uuid>, Page)), Violations> {
            let mut check = Violations::default();
            let (size, token) = (message.page_size, &message.page_token);
            let (tenant, page) = check.list(&message.parent, size, token, &[&message.unit]);
            let unit = check.own_or_none("unit", &message.unit, names::UNIT, tenant.as_ref());
            let (Some(tenant), Some(page), Some(unit)) = (tenant, page, unit) else { return Err(check) };
            Ok((tenant, (unit, page)))
        };
        self.kit
            .read(request, parse, async |view, (unit, page): (Option<Uuid>, Page)| {
                let mut found = desk_members::list(view.connection, unit, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let desk_members = found.into_iter().map(|member| render_member(&view.tenant, member)).collect();
                Ok::<_, Error>(pb::ListDeskMembersResponse { desk_members, next_page_token })
            })
            .await
    }
}

fn parse_create(message: &pb::CreateComplaintRouteRequest) -> Result<(Scope, CreateComplaintRoute), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let sector = check.text("sector", &message.sector, 100);
    let region = views::read_region(&mut check, &message.region);
    let service = check.own("public_service", &message.public_service, names::PUBLIC_SERVICE, tenant.as_ref());
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(sector), Some(region), Some(service), Some(request_id)) =
        (tenant, sector, region, service, request_id)
    else {
        return Err(check);
    };
    Ok((Scope::once(tenant, &message.parent, request_id), CreateComplaintRoute { sector, region, service }))
}

fn parse_link(message: &pb::LinkDeskMemberRequest) -> Result<(Scope, LinkDeskMember), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let unit = check.own("unit", &message.unit, names::UNIT, tenant.as_ref());
    let account = check.text("account", &message.account, 200);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(unit), Some(account), Some(request_id)) = (tenant, unit, account, request_id) else {
        return Err(check);
    };
    Ok((Scope::once(tenant, &message.parent, request_id), LinkDeskMember { unit, account }))
}

fn parse_delete(of: Collection, name: &str, etag: &str, request_id: &str) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    let read = check.as_read(name, of.parse(name), etag, request_id);
    read.ok_or(check)
}

fn render_route(tenant: &Tenant, route: Route) -> pb::ComplaintRoute {
    pb::ComplaintRoute {
        name: names::COMPLAINT_ROUTE.name(tenant, route.id),
        sector: route.sector,
        region: route.region,
        public_service: names::PUBLIC_SERVICE.name(tenant, route.service),
        unit: names::UNIT.name(tenant, route.unit),
        etag: etag::render(route.version),
        create_time: Some(dates::render_time(route.create_time)),
    }
}

fn render_member(tenant: &Tenant, member: DeskMember) -> pb::DeskMember {
    pb::DeskMember {
        name: names::DESK_MEMBER.name(tenant, member.id),
        unit: names::UNIT.name(tenant, member.unit),
        account: member.account,
        etag: etag::render(member.version),
        create_time: Some(dates::render_time(member.create_time)),
    }
}
