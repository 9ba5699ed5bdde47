use super::{ComplaintBook, ComplaintPass, ComplaintSweep, save};
use crate::{
    error::Error,
    store::{complaint_sweeps, complaints},
};
use platform::Work;

/// Counts deadlines again, by the calendar in use, that an earlier one counted or that reached into a year whose holidays were not
/// decreed.
pub async fn recount_deadlines(
    work: &mut Work<'_>,
    input: ComplaintSweep,
    book: &ComplaintBook,
) -> Result<ComplaintPass, Error> {
    let calendar = &book.calendar.id;
    let ids = complaint_sweeps::recountable_after(work.connection, input.after, input.most, calendar).await?;
    let mut moved = 0;
    for id in &ids {
        let Some(mut complaint) = complaints::lock(work.connection, *id).await? else { continue };
        let old = complaint.deadline.as_ref();
        let new = old.and_then(|old| book.rules.recounted(&book.calendar, &complaint.nature, old));
        if new.is_some() {
            complaint.deadline = new;
            save(work, &mut complaint).await?;
            moved += 1;
        }
    }
    Ok(ComplaintPass::over(&ids, moved, input.most))
}
