use super::improvement_desk::{ImprovementDesk, keep, lock, save};
use crate::{
    commands::acting_servant,
    domain::improvement_case::ImprovementCase,
    error::{Error, ImprovementError},
    store::improvement_words::CasePart,
};
use platform::{AsRead, Work, sensitive::Sensitive};
use uuid::Uuid;

/// What speaks against a decision.
pub struct ObjectToDecision {
    /// Case as it was read.
    pub case: AsRead,
    /// The decision.
    pub decision: Uuid,
    /// What the servant says.
    pub objection: Sensitive<String>,
}

/// The servant objects to a decision of the own case; cases of others are not there for them.
pub async fn object_to_decision(
    work: &mut Work<'_>,
    input: ObjectToDecision,
    desk: &ImprovementDesk,
) -> Result<ImprovementCase, Error> {
    let me = acting_servant(work).await?;
    let mut case = lock(work, input.case.id).await?;
    if case.servant != me {
        return Err(ImprovementError::CaseNotFound.into());
    }
    input.case.must_be(case.version)?;
    let rules = desk.book.of(&case.ruleset)?;
    let before = case.stage;
    case.object(input.decision, desk.day(work.now), rules)?;
    let case = save(work, case, before, rules).await?;
    keep(work, case.id, (input.decision, CasePart::Objection), &input.objection).await?;
    Ok(case.release())
}
