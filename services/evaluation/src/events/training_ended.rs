use crate::{commands::note_ended_training, names, store::ended_trainings::EndedTraining};
use contracts::career::events::v1::TrainingCompleted;
use platform::{BoxError, Work, dates};

/// A servant ended a training. One that teaches no competency can close no gap and is left out.
pub async fn apply(work: &mut Work<'_>, message: TrainingCompleted) -> Result<(), BoxError> {
    names::SERVANT.parse_of(&message.servant, &work.tenant)?;
    let end_date = dates::parse(message.date.as_ref())?;
    if message.dictionary.is_empty() || message.competency.is_empty() {
        return Ok(());
    }
    let training = EndedTraining {
        servant: message.servant,
        session: message.session,
        course: message.course,
        dictionary: message.dictionary,
        code: message.competency,
        end_date,
        passed: message.passed,
    };
    Ok(note_ended_training(work, training).await?)
}
