use crate::{
    domain::intern::{LogbookEntry, day_of},
    error::{Error, InternshipError},
    store::{internships, logbook},
};
use platform::{Work, sensitive::Sensitive};
use uuid::Uuid;

/// A week of a logbook.
pub struct WriteLogbookEntry {
    /// Internship.
    pub internship_id: Uuid,
    /// Week, from 1.
    pub week: i32,
    /// What was done and learned.
    pub text: Sensitive<String>,
}

/// Takes what a student of the caller's university writes about a week, sealed.
pub async fn write_logbook_entry(work: &mut Work<'_>, input: WriteLogbookEntry) -> Result<LogbookEntry, Error> {
    let found = internships::lock(work.connection, input.internship_id).await?;
    let own = found.filter(|internship| internship.is_of_institution(&work.actor.subject));
    let internship = own.ok_or(InternshipError::NotFound)?;
    internship.must_log(input.week, day_of(work.now)).map_err(InternshipError::from)?;
    let entry = LogbookEntry {
        id: Uuid::now_v7(),
        internship_id: internship.id,
        week: input.week,
        countersign_time: None,
        version: 1,
    };
    let sealed = work.vault.seal(entry.id.as_bytes(), input.text.reveal().as_bytes())?;
    logbook::insert(work.connection, &entry, &sealed).await.map_err(InternshipError::of)?;
    Ok(entry)
}
