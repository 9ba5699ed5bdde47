//! `FacilityService`. Every reading is audited like a write.

use crate::{
    commands::{self, GrantFacility, ReturnFacility},
    domain::facility::{Facility, FacilityKind},
    error::{Error, WelfareError},
    grpc::{from_wire, read_scope, to_wire},
    names,
    store::facilities,
};
use contracts::career::v1 as pb;
use pb::facility::Kind as WireKind;
use platform::{Kit, Scope, Tenant, Violations, dates, etag, names::asked, page::Page};
use tonic::{Request, Response, Status};
use uuid::Uuid;

const KINDS: [(FacilityKind, WireKind); 5] = [
    (FacilityKind::Vehicle, WireKind::Vehicle),
    (FacilityKind::House, WireKind::House),
    (FacilityKind::Device, WireKind::Device),
    (FacilityKind::Insurance, WireKind::Insurance),
    (FacilityKind::Other, WireKind::Other),
];

/// Serves facilities.
pub struct Facilities {
    pub(crate) kit: Kit,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::facility_service_server::FacilityService for Facilities {
    async fn grant_facility(&self, request: Request<pb::GrantFacilityRequest>) -> Answer<pb::Facility> {
        self.kit
            .write(request, parse_grant, async |work, input| {
                let facility = commands::grant_facility(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, facility))
            })
            .await
    }

    async fn return_facility(&self, request: Request<pb::ReturnFacilityRequest>) -> Answer<pb::Facility> {
        self.kit
            .write(request, parse_return, async |work, input| {
                let facility = commands::return_facility(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, facility))
            })
            .await
    }

    async fn get_facility(&self, request: Request<pb::GetFacilityRequest>) -> Answer<pb::Facility> {
        let parse = |message: &pb::GetFacilityRequest| {
            let (tenant, id) = asked(names::FACILITY.parse(&message.name))?;
            Ok((Scope::of(tenant, &message.name), id))
        };
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let facility = facilities::get(work.connection, id).await?.ok_or(WelfareError::FacilityNotFound)?;
                Ok::<_, Error>(render(&work.tenant, facility))
            })
            .await
    }

    async fn list_facilities(&self, request: Request<pb::ListFacilitiesRequest>) -> Answer<pb::ListFacilitiesResponse> {
        self.kit
            .write(request, parse_list, async |work, (servant, held_only, page): ListInput| {
                let mut found = facilities::list(work.connection, servant, held_only, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let facilities = found.into_iter().map(|one| render(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListFacilitiesResponse { facilities, next_page_token })
            })
            .await
    }
}

fn parse_grant(message: &pb::GrantFacilityRequest) -> Result<(Scope, GrantFacility), Violations> {
    let mut check = Violations::default();
    let servant = check.take("parent", names::SERVANT.parse(&message.parent));
    let kind = check.take("kind", from_wire(&KINDS, message.kind));
    let display_name = check.text("display_name", &message.display_name, 200);
    let inventory_number = match message.inventory_number.as_str() {
        "" => Some(String::new()),
        text => check.text("inventory_number", text, 100),
    };
    let start = check.take("start_date", dates::parse(message.start_date.as_ref()));
    let end = match &message.end_date {
        None => Some(None),
        day => check.take("end_date", dates::parse(day.as_ref())).map(Some),
    };
    if let (Some(start), Some(Some(end))) = (start, end) {
        check.check("end_date", start <= end, "must not lie before start_date");
    }
    let decree_number = check.text("decree_number", &message.decree_number, 100);
    let request_id = check.request_id(&message.request_id);
    let (Some(servant), Some(kind), Some(display_name)) = (servant, kind, display_name) else { return Err(check) };
    let (Some(inventory_number), Some(start), Some(end)) = (inventory_number, start, end) else { return Err(check) };
    let (Some(decree_number), Some(request_id), true) = (decree_number, request_id, check.is_empty()) else {
        return Err(check);
    };
    let servant_id = servant.id;
    let input = GrantFacility { servant: servant_id, kind, display_name, inventory_number, start, end, decree_number };
    Ok((Scope::once(servant.tenant, &message.parent, request_id), input))
}

fn parse_return(message: &pb::ReturnFacilityRequest) -> Result<(Scope, ReturnFacility), Violations> {
    let mut check = Violations::default();
    let name = names::FACILITY.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let day = check.take("return_date", dates::parse(message.return_date.as_ref()));
    let (Some((scope, facility)), Some(day)) = (read, day) else { return Err(check) };
    Ok((scope, ReturnFacility { facility, day }))
}

/// Whose facilities, whether only those that are held, and the page.
type ListInput = (Option<Uuid>, bool, Page);

fn parse_list(message: &pb::ListFacilitiesRequest) -> Result<(Scope, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.servant, &message.held_only]);
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let (Some(tenant), Some(page), Some(servant)) = (tenant, page, servant) else { return Err(check) };
    Ok((read_scope(tenant, &message.parent, &message.servant), (servant, message.held_only, page)))
}

fn render(tenant: &Tenant, facility: Facility) -> pb::Facility {
    let kind = to_wire(&KINDS, facility.kind);
    pb::Facility {
        name: names::FACILITY.name(tenant, facility.id),
        servant: names::SERVANT.name(tenant, facility.servant),
        kind: kind.into(),
        display_name: facility.display_name,
        inventory_number: facility.inventory_number,
        start_date: Some(dates::render(facility.start)),
        end_date: facility.end.map(dates::render),
        return_date: facility.returned.map(dates::render),
        decree_number: facility.decree_number,
        etag: etag::render(facility.version),
        create_time: Some(dates::render_time(facility.create_time)),
    }
}
