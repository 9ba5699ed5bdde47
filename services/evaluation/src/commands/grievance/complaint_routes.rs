use super::{ComplaintBook, unit_of};
use crate::{
    domain::routing::Route,
    error::{Error, GrievanceError},
    store::{complaint_routes, public_services},
};
use platform::{AsRead, Work};
use uuid::Uuid;

/// Who shall answer for a sector.
pub struct CreateComplaintRoute {
    /// Code of the sector.
    pub sector: String,
    /// National code of the region; empty for everywhere.
    pub region: String,
    /// Service that takes what names none.
    pub service: Uuid,
}

/// Leads a sector to a service and its unit.
pub async fn create_complaint_route(
    work: &mut Work<'_>,
    input: CreateComplaintRoute,
    book: &ComplaintBook,
) -> Result<Route, Error> {
    if !book.routing.knows(&input.sector) {
        return Err(GrievanceError::SectorUnknown.into());
    }
    let service = public_services::get(work.connection, input.service).await?.ok_or(Error::PublicServiceNotFound)?;
    let route = Route {
        id: Uuid::now_v7(),
        sector: input.sector,
        region: input.region,
        service: service.id,
        unit: unit_of(&service)?,
        version: 1,
        create_time: work.now,
    };
    complaint_routes::insert(work.connection, &route).await.map_err(GrievanceError::of)?;
    Ok(route)
}

/// Takes a route away. What was assigned by it stays where it is.
pub async fn delete_complaint_route(work: &mut Work<'_>, read: AsRead) -> Result<Route, Error> {
    let route = complaint_routes::lock(work.connection, read.id).await?.ok_or(GrievanceError::RouteNotFound)?;
    read.must_be(route.version)?;
    complaint_routes::delete(work.connection, route.id).await?;
    Ok(route)
}
