use crate::{
    error::Error,
    store::ended_trainings::{self, EndedTraining},
};
use platform::Work;

/// Notes who ended a training that teaches a competency.
pub async fn note_ended_training(work: &mut Work<'_>, training: EndedTraining) -> Result<(), Error> {
    Ok(ended_trainings::keep(work.connection, &training, work.caused_by).await?)
}
