use super::improvement_desk::{ImprovementDesk, keep, lock_as_official, save};
use crate::{
    domain::{
        case_decision::{ObjectionEnd, ObjectionOutcome},
        improvement_case::ImprovementCase,
    },
    error::Error,
    store::improvement_words::CasePart,
};
use platform::{AsRead, Work, sensitive::Sensitive};
use uuid::Uuid;

/// How an objection ends.
pub struct DecideImprovementObjection {
    /// Case as it was read.
    pub case: AsRead,
    /// The decision that it is about.
    pub decision: Uuid,
    /// How it ends.
    pub outcome: ObjectionOutcome,
    /// Why.
    pub reason: Sensitive<String>,
}

/// The appointing authority answers an objection to somebody else's decision.
pub async fn decide_improvement_objection(
    work: &mut Work<'_>,
    input: DecideImprovementObjection,
    desk: &ImprovementDesk,
) -> Result<ImprovementCase, Error> {
    let mut case = lock_as_official(work, input.case).await?;
    let rules = desk.book.of(&case.ruleset)?;
    let before = case.stage;
    let (date, by) = (desk.day(work.now), work.actor.subject.to_string());
    let end = ObjectionEnd { outcome: input.outcome, date, by, document_number: String::new() };
    case.answer_objection(input.decision, end, date)?;
    let case = save(work, case, before, rules).await?;
    keep(work, case.id, (input.decision, CasePart::Answer), &input.reason).await?;
    Ok(case.release())
}
