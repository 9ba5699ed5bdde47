use super::improvement_desk::{ImprovementDesk, keep, lock_as_official, save};
use crate::{
    domain::{
        case_decision::{ObjectionEnd, ObjectionOutcome},
        improvement_case::ImprovementCase,
    },
    error::Error,
    store::improvement_words::CasePart,
};
use jiff::civil::Date;
use platform::{AsRead, Work, sensitive::Sensitive};
use uuid::Uuid;

/// How a body outside answered.
pub struct RecordObjectionOutcome {
    /// Case as it was read.
    pub case: AsRead,
    /// The decision that it is about.
    pub decision: Uuid,
    /// How the objection ended.
    pub outcome: ObjectionOutcome,
    /// Number of that body's document.
    pub document_number: String,
    /// Day of that document.
    pub answered: Date,
    /// Why.
    pub reason: Sensitive<String>,
}

/// The office records how a body outside answered an objection to a decision of the appointing authority, who does not
/// judge the own decision.
pub async fn record_objection_outcome(
    work: &mut Work<'_>,
    input: RecordObjectionOutcome,
    desk: &ImprovementDesk,
) -> Result<ImprovementCase, Error> {
    let mut case = lock_as_official(work, input.case).await?;
    let rules = desk.book.of(&case.ruleset)?;
    let before = case.stage;
    let (outcome, document_number) = (input.outcome, input.document_number);
    let end = ObjectionEnd { outcome, date: input.answered, by: work.actor.subject.to_string(), document_number };
    case.answer_outside(input.decision, end, desk.day(work.now))?;
    let case = save(work, case, before, rules).await?;
    keep(work, case.id, (input.decision, CasePart::Answer), &input.reason).await?;
    Ok(case.release())
}
