use super::{ComplaintBook, open_of_complaint, unit_of};
use crate::{
    domain::{complaint::Complaint, routing::Suggestion},
    error::Error,
    store::{complaint_routes, complaints, public_services},
};
use platform::Work;

/// Units that may handle a complaint, the likeliest first, each with the rules that speak for it.
pub async fn suggest_routes(
    work: &mut Work<'_>,
    complaint: &Complaint,
    book: &ComplaintBook,
) -> Result<Vec<Suggestion>, Error> {
    let service =
        public_services::get(work.connection, complaint.service).await?.ok_or(Error::PublicServiceNotFound)?;
    let sealed = complaints::text(work.connection, complaint.id).await?.ok_or(Error::ComplaintNotFound)?;
    let text = open_of_complaint(&work.vault, complaint.id, &sealed)?;
    let matches = book.routing.sectors(&complaint.category, &text);
    let sectors: Vec<String> = matches.iter().map(|one| one.sector.clone()).collect();
    let routes = complaint_routes::of_sectors(work.connection, &sectors).await?;
    Ok(book.routing.suggest(unit_of(&service)?, &matches, &routes, &complaint.region))
}
