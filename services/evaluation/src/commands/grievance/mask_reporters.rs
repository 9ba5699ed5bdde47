use super::{ComplaintBook, ComplaintPass, ComplaintSweep};
use crate::{error::Error, store::complaint_reporters};
use platform::Work;

/// Destroys the identities of reporters whose complaints were over long enough ago.
pub async fn mask_reporters(
    work: &mut Work<'_>,
    input: ComplaintSweep,
    book: &ComplaintBook,
) -> Result<ComplaintPass, Error> {
    let before = book.rules.masked_before(book.day(work.now));
    let masked = complaint_reporters::mask(work.connection, input.after, input.most, before, work.now).await?;
    let done = i64::try_from(masked.len()).unwrap_or(i64::MAX);
    Ok(ComplaintPass::over(&masked, done, input.most))
}
