//! Objections (*sanggah*) to announced results, and what they change.

mod announce_after_objections;
mod answer_objection;
mod correct_result;
mod file_objection;
mod publish_correction;
mod rank_again;
mod reranked;
mod tell_decision;

pub use announce_after_objections::announce_after_objections;
pub use answer_objection::{AnswerObjection, answer_objection};
pub use correct_result::{Asked, CorrectResult, correct_result};
pub use file_objection::{FileObjection, file_objection};
pub use publish_correction::publish_correction;
pub use rank_again::{RankedAgain, rank_again};
pub(crate) use tell_decision::tell_decision;

use crate::{
    domain::vacancy::Vacancy,
    error::{Error, ObjectionError},
    store::objections,
};
use platform::Work;

/// Refuses whatever has to wait until the latest announcement can no longer be objected to, every objection has its answer,
/// and what the accepted ones change is public. The vacancy is locked.
pub(crate) async fn must_be_settled(work: &mut Work<'_>, vacancy: &Vacancy) -> Result<(), Error> {
    vacancy.must_be_settled(work.now)?;
    let outstanding = objections::outstanding(work.connection, vacancy.id).await?;
    Ok(outstanding.must_be_none().map_err(ObjectionError::from)?)
}

/// Refuses what comes before the announcement after the objections: the days are not over, or an answer is missing.
async fn must_be_answered(work: &mut Work<'_>, vacancy: &Vacancy) -> Result<i64, Error> {
    vacancy.must_be_settled(work.now)?;
    let outstanding = objections::outstanding(work.connection, vacancy.id).await?;
    outstanding.must_be_answered().map_err(ObjectionError::from)?;
    Ok(outstanding.unannounced)
}
