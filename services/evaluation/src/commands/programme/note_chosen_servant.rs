use crate::{
    error::Error,
    store::chosen_servants::{self, ChosenServant},
};
use platform::Work;

/// Notes which application became which servant: scores are known by application, ratings by servant.
pub async fn note_chosen_servant(work: &mut Work<'_>, chosen: ChosenServant) -> Result<(), Error> {
    Ok(chosen_servants::keep(work.connection, &[chosen], work.caused_by).await?)
}
