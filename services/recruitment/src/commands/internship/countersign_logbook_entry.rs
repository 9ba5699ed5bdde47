use crate::{
    domain::intern::LogbookEntry,
    error::{Error, InternshipError},
    store::{internships, logbook},
};
use platform::{AsRead, Work, sensitive::Sealed};
use uuid::Uuid;

/// A week that the mentor confirms.
pub struct CountersignLogbookEntry {
    /// Internship.
    pub internship_id: Uuid,
    /// Entry as it was read.
    pub entry: AsRead,
}

/// Countersigns a week of the caller's intern and returns the entry with its sealed text.
pub async fn countersign_logbook_entry(
    work: &mut Work<'_>,
    input: CountersignLogbookEntry,
) -> Result<(LogbookEntry, Sealed), Error> {
    let found = internships::lock(work.connection, input.internship_id).await?;
    let own = found.filter(|internship| internship.is_mentored_by(&work.actor.subject));
    let internship = own.ok_or(InternshipError::NotFound)?;
    let found = logbook::lock(work.connection, internship.id, input.entry.id).await?;
    let (mut entry, sealed) = found.ok_or(InternshipError::EntryNotFound)?;
    input.entry.must_be(entry.version)?;
    internship.must_countersign().map_err(InternshipError::from)?;
    entry.countersign(work.now).map_err(InternshipError::from)?;
    logbook::update(work.connection, &mut entry).await?;
    Ok((entry, sealed))
}
