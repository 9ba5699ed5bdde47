use super::improvement_desk::{ImprovementDesk, keep, lock_as_coach, made, save};
use crate::{
    domain::improvement_case::ImprovementCase,
    error::Error,
    store::improvement_words::{self, CasePart},
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// What the coach says at the end.
pub struct JudgeImprovement {
    /// Case as it was read.
    pub case: AsRead,
    /// Whether the servant improved.
    pub improved: bool,
    /// Why.
    pub reason: Sensitive<String>,
    /// Number of the document.
    pub document_number: String,
}

/// The coach says whether the servant improved.
pub async fn judge_improvement(
    work: &mut Work<'_>,
    input: JudgeImprovement,
    desk: &ImprovementDesk,
) -> Result<ImprovementCase, Error> {
    let mut case = lock_as_coach(work, input.case).await?;
    let rules = desk.book.of(&case.ruleset)?;
    let noted = improvement_words::months_noted(work.connection, case.id, case.coached_by()).await?;
    let noted = i32::try_from(noted).unwrap_or(i32::MAX);
    let (before, decision) = (case.stage, made(work, desk.day(work.now), &input.document_number, ""));
    let words = (decision.id, CasePart::Reason);
    case.judge(input.improved, noted, decision, rules)?;
    let case = save(work, case, before, rules).await?;
    keep(work, case.id, words, &input.reason).await?;
    Ok(case.release())
}
