use crate::{commands::note_rating, names};
use contracts::evaluation::{events::v1::SkpFinalised, v1::Predicate};
use platform::{BoxError, Work};

/// A yearly rating became final: it stands in the servant's record.
pub async fn apply(work: &mut Work<'_>, message: SkpFinalised) -> Result<(), BoxError> {
    let servant = names::SERVANT.parse_of(&message.servant, &work.tenant)?;
    let predicate = Predicate::try_from(message.predicate)?;
    let rating = predicate.as_str_name().trim_start_matches("PREDICATE_");
    Ok(note_rating(work, servant, message.year, rating).await?)
}
