use crate::{
    error::Error,
    store::{
        chosen_servants::{self, ChosenServant},
        programme_scores::{self, ProgrammeScore},
    },
};
use platform::Work;

/// Takes scores, and who was chosen where the scores tell; no application and criterion twice.
pub async fn import_selection_scores(
    work: &mut Work<'_>,
    scores: &[ProgrammeScore],
    chosen: &[ChosenServant],
) -> Result<(), Error> {
    programme_scores::import(work.connection, scores).await?;
    Ok(chosen_servants::keep(work.connection, chosen, None).await?)
}
