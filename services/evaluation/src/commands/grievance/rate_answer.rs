use super::find_followed;
use crate::{
    domain::{complaint::ComplaintError, complaint_thread::Satisfaction},
    error::{Error, GrievanceError},
    store::{
        complaint_messages,
        complaint_reporters::{self, Followed},
        complaints,
    },
};
use platform::{Work, sensitive::Sensitive};

/// How satisfied a reporter is.
pub struct RateAnswer {
    /// Follow-up code.
    pub code: Sensitive<String>,
    /// How satisfied.
    pub satisfaction: Satisfaction,
}

/// Keeps, once for each answer, how satisfied a reporter is with the latest that they may see: to their report, or to all
/// reporters of the one it was merged into.
pub async fn rate_answer(work: &mut Work<'_>, input: RateAnswer) -> Result<Followed, Error> {
    let followed = find_followed(work.connection, &work.vault, &input.code).await?;
    let own = complaints::get(work.connection, followed.complaint).await?.ok_or(Error::ComplaintNotFound)?;
    let whole = own.merged_into.unwrap_or(own.id);
    let whole = complaints::get(work.connection, whole).await?.ok_or(Error::ComplaintNotFound)?;
    whole.must_be_answered()?;
    let answer = complaint_messages::answer_to_reporter(work.connection, own.id, whole.id).await?;
    let answer = answer.ok_or(ComplaintError::NotAnswered)?;
    if !complaint_reporters::rate(work.connection, own.id, answer, input.satisfaction).await? {
        return Err(GrievanceError::Rated.into());
    }
    Ok(Followed { satisfaction: Some(i16::from(input.satisfaction.score())), ..followed })
}
