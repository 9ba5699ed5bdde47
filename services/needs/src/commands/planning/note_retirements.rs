use crate::{domain::retirement::Retirement, error::Error, store::retirements};
use platform::Work;

/// Rows written in one statement.
const CHUNK: usize = 1000;

/// Notes who will leave which position when, beside what is known already; a seat that was known under another date moves.
/// Whatever learns of a retirement ends here: the import, and what career tells ahead. It leaves no step of the position: steps
/// are public, and the retirement of a position with one person tells that person's age.
pub async fn note_retirements(work: &mut Work<'_>, found: &[Retirement]) -> Result<(), Error> {
    for some in found.chunks(CHUNK) {
        retirements::upsert_all(work.connection, some, work.now).await?;
    }
    Ok(())
}
