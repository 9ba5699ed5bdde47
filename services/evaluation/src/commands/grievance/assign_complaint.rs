use super::{ComplaintBook, lock_as_read, save, say, suggest_routes};
use crate::{
    domain::{
        complaint::Complaint,
        complaint_thread::{Author, Said},
    },
    error::{Error, GrievanceError},
    store::{
        complaint_routes::{self, Assignment},
        public_services,
    },
};
use platform::{AsRead, Work, sensitive::Sensitive};
use uuid::Uuid;

/// Where a person sends a report.
pub struct AssignComplaint {
    /// Complaint.
    pub complaint: AsRead,
    /// Unit.
    pub unit: Uuid,
    /// Sector; empty leaves it open.
    pub sector: String,
    /// Service that it turned out to be about, if another.
    pub service: Option<Uuid>,
    /// A word to the unit, if any.
    pub note: Option<Sensitive<String>>,
}

/// Assigns a complaint to a unit, and notes at which place the rules had put it: they suggest, a person decides.
pub async fn assign_complaint(
    work: &mut Work<'_>,
    input: AssignComplaint,
    book: &ComplaintBook,
) -> Result<Complaint, Error> {
    let mut complaint = lock_as_read(work, input.complaint).await?;
    if !input.sector.is_empty() && !book.routing.knows(&input.sector) {
        return Err(GrievanceError::SectorUnknown.into());
    }
    if !complaint_routes::is_known_unit(work.connection, input.unit).await? {
        return Err(GrievanceError::UnitUnknown.into());
    }
    complaint.assign(input.unit, input.sector)?;
    let suggested = suggest_routes(work, &complaint, book).await?;
    let place = suggested.iter().position(|one| one.unit == input.unit).map_or(0, |before| before + 1);
    if let Some(service) = input.service {
        complaint.service =
            public_services::get(work.connection, service).await?.ok_or(Error::PublicServiceNotFound)?.id;
    }
    let by = work.actor.subject.clone();
    let assignment = Assignment {
        complaint: complaint.id,
        unit: input.unit,
        sector: &complaint.sector,
        place: i16::try_from(place).unwrap_or(i16::MAX),
        ruleset: &book.routing.id,
        by: &by,
        time: work.now,
    };
    complaint_routes::assign(work.connection, &assignment).await?;
    if let Some(note) = &input.note {
        let said = Said::now(complaint.id, Author::Internal, work.now);
        say(work, &said, note).await?;
    }
    save(work, &mut complaint).await?;
    Ok(complaint.release())
}
