use crate::{
    commands::note_rating,
    domain::{credit::Rating, rating::YearRating},
    names,
};
use contracts::evaluation::{events::v1::SkpFinalised, v1::Predicate};
use platform::{BoxError, Work};

/// A yearly rating became final: it stands in the servant's record.
pub async fn apply(work: &mut Work<'_>, message: SkpFinalised) -> Result<(), BoxError> {
    let servant = names::SERVANT.parse_of(&message.servant, &work.tenant)?;
    let predicate = Predicate::try_from(message.predicate)?;
    let rating = match predicate {
        Predicate::VeryGood => Rating::SangatBaik,
        Predicate::Good => Rating::Baik,
        Predicate::NeedsImprovement => Rating::ButuhPerbaikan,
        Predicate::Poor => Rating::Kurang,
        Predicate::VeryPoor => Rating::SangatKurang,
        Predicate::Unspecified => return Err("the rating is not told".into()),
    };
    let predicate = predicate.as_str_name().trim_start_matches("PREDICATE_");
    Ok(note_rating(work, servant, YearRating { year: message.year, rating }, predicate).await?)
}
