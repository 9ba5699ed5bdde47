use crate::{
    domain::{proposal::ProposalError, proposal_rules::Rulebook},
    error::Error,
    store::deadlines::{self, Extension},
};
use platform::Work;

/// A later last day for the proposals of a year.
pub struct ExtendDeadline {
    /// Budget year.
    pub year: i32,
    /// The last day, and by which letter.
    pub extension: Extension,
}

/// Sets a later last day. Who did it and why stays in the audit trail and beside the day.
pub async fn extend_deadline(
    work: &mut Work<'_>,
    input: ExtendDeadline,
    rulebook: &Rulebook,
) -> Result<Extension, Error> {
    let year = input.year;
    deadlines::lock(work.connection, year).await?;
    let extended = deadlines::latest(work.connection, year).await?;
    let last_day = rulebook.for_year(year).last_day_in_force(year, extended.map(|extension| extension.last_day));
    if input.extension.last_day <= last_day {
        return Err(ProposalError::DeadlineNotLater { year, last_day }.into());
    }
    deadlines::insert(work.connection, year, &input.extension, work.now).await?;
    Ok(input.extension)
}
