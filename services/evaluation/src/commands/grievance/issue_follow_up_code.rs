use super::{lock_as_read, new_code, save};
use crate::{
    domain::complaint::{Complaint, ComplaintError},
    error::{Error, GrievanceError},
    store::complaint_reporters,
};
use platform::{AsRead, Work};

/// Makes the follow-up code of a report that came without one and is handled here, for the desk to hand over. Nobody gets a second:
/// whoever handles the report could speak as its reporter.
pub async fn issue_follow_up_code(work: &mut Work<'_>, read: AsRead) -> Result<(Complaint, String), Error> {
    let mut complaint = lock_as_read(work, read).await?;
    if !complaint.is_handled_here {
        return Err(ComplaintError::Elsewhere.into());
    }
    let (code, index) = new_code(&work.vault)?;
    if !complaint_reporters::give_code(work.connection, complaint.id, &index).await? {
        return Err(GrievanceError::CodeIssued.into());
    }
    save(work, &mut complaint).await?;
    Ok((complaint.release(), code))
}
