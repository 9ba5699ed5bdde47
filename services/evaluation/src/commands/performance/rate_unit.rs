use crate::{
    domain::{distribution::OrganisationPredikat, unit_rating::UnitRating},
    error::{Error, PerformanceError},
    store::unit_ratings,
};
use jiff::civil::Date;
use platform::{AsRead, Work};
use uuid::Uuid;

/// How a unit was rated, and by which document.
pub struct UnitVerdict {
    /// The rating.
    pub predikat: OrganisationPredikat,
    /// Number of the document.
    pub document_number: String,
    /// Day of the document.
    pub document_date: Date,
}

/// The rating of a unit and year.
pub struct RateUnit {
    /// Unit in the needs service.
    pub unit: String,
    /// Calendar year.
    pub year: i32,
    /// How it was rated.
    pub verdict: UnitVerdict,
}

/// A recorded rating to put right.
pub struct CorrectUnitRating {
    /// Rating as it was read.
    pub rating: AsRead,
    /// How it was rated.
    pub verdict: UnitVerdict,
}

/// Records the rating of a unit and year.
pub async fn rate_unit(work: &mut Work<'_>, input: RateUnit) -> Result<UnitRating, Error> {
    let rating = UnitRating {
        id: Uuid::now_v7(),
        unit: input.unit,
        year: input.year,
        predikat: input.verdict.predikat,
        document_number: input.verdict.document_number,
        document_date: input.verdict.document_date,
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    unit_ratings::insert(work.connection, &rating).await.map_err(PerformanceError::of)?;
    Ok(rating)
}

/// Puts a recorded rating right.
pub async fn correct_unit_rating(work: &mut Work<'_>, input: CorrectUnitRating) -> Result<UnitRating, Error> {
    let rating = unit_ratings::lock(work.connection, input.rating.id).await?;
    let mut rating = rating.ok_or(PerformanceError::UnitRatingNotFound)?;
    input.rating.must_be(rating.version)?;
    let UnitVerdict { predikat, document_number, document_date } = input.verdict;
    (rating.predikat, rating.document_number, rating.document_date) = (predikat, document_number, document_date);
    rating.update_time = work.now;
    unit_ratings::update(work.connection, &mut rating).await?;
    Ok(rating)
}
