use crate::{domain::standard::Standard, error::Error, store::standards};
use platform::Work;

/// Keeps what a competency standard in force says; vacancies that open from now on take it as their criteria.
pub async fn keep_standard(work: &mut Work<'_>, standard: &Standard) -> Result<(), Error> {
    Ok(standards::keep(work.connection, standard).await?)
}
