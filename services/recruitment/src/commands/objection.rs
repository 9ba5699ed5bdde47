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
    domain::{general_rules::ObjectionRules, vacancy::Vacancy},
    error::{Error, ObjectionError},
    rulesets::Rulebook,
    store::{criteria, objections},
};
use platform::Work;

/// Refuses whatever has to wait until the latest announcement can no longer be objected to, every objection has its answer,
/// and what the accepted ones change is public. The vacancy is locked.
pub(crate) async fn must_be_settled(work: &mut Work<'_>, vacancy: &Vacancy) -> Result<(), Error> {
    vacancy.must_be_settled(work.now)?;
    let outstanding = objections::outstanding(work.connection, vacancy.id).await?;
    Ok(outstanding.must_be_none().map_err(ObjectionError::from)?)
}

/// How long what is announced of a vacancy may be objected to: as it opened.
pub(crate) async fn objection_rules(
    work: &mut Work<'_>,
    vacancy: &Vacancy,
    rulebook: &Rulebook,
) -> Result<Option<ObjectionRules>, Error> {
    match criteria::get(work.connection, vacancy.id).await? {
        Some(committed) => Ok(committed.criteria.objection),
        // A vacancy that opened before criteria were committed follows its ruleset.
        None => Ok(rulebook.general(&vacancy.ruleset)?.objection),
    }
}

/// Whether what accepted objections correct in the vacancy applied for takes the ground from this participant's seat elsewhere,
/// so that it cannot be published before the seat is given back. The vacancy is locked.
pub(crate) async fn is_ousted(
    work: &mut Work<'_>,
    vacancy: &Vacancy,
    number: &str,
    rulebook: &Rulebook,
) -> Result<bool, Error> {
    if must_be_answered(work, vacancy).await? == 0 {
        return Ok(false);
    }
    match reranked::reranked(work, vacancy, rulebook).await {
        Err(Error::Objection(ObjectionError::SeatsElsewhere(ousted))) => Ok(ousted.iter().any(|one| one == number)),
        // Whatever else is in the way of a new ranking is told when somebody asks for it.
        Ok(_) | Err(Error::Objection(_) | Error::Vacancy(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Refuses what comes before the announcement after the objections: the days are not over, or an answer is missing.
async fn must_be_answered(work: &mut Work<'_>, vacancy: &Vacancy) -> Result<i64, Error> {
    vacancy.must_be_settled(work.now)?;
    let outstanding = objections::outstanding(work.connection, vacancy.id).await?;
    outstanding.must_be_answered().map_err(ObjectionError::from)?;
    Ok(outstanding.unannounced)
}
