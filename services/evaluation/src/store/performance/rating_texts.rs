//! How ratings stand in tables.

use crate::{
    domain::{appraisal::Ratings, rating::Expectation},
    store::unknown,
};

/// How a rating stands in tables.
pub(crate) fn rating_to_text(rating: Expectation) -> &'static str {
    match rating {
        Expectation::Above => "above",
        Expectation::Meets => "meets",
        Expectation::Below => "below",
    }
}

/// Reads such a rating.
pub(crate) fn rating_from_text(text: &str) -> sqlx::Result<Expectation> {
    match text {
        "above" => Ok(Expectation::Above),
        "meets" => Ok(Expectation::Meets),
        "below" => Ok(Expectation::Below),
        other => Err(unknown("rating", other)),
    }
}

/// Both ratings, or none.
pub(crate) fn ratings(result: Option<&str>, behaviour: Option<&str>) -> sqlx::Result<Option<Ratings>> {
    let (Some(result), Some(behaviour)) = (result, behaviour) else { return Ok(None) };
    Ok(Some(Ratings { result: rating_from_text(result)?, behaviour: rating_from_text(behaviour)? }))
}
