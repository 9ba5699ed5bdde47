use super::improvement_desk::{ImprovementDesk, keep, lock_as_official, made, save};
use crate::{
    domain::{case_refusal::CaseRefusal, improvement_case::ImprovementCase, improvement_stage::DecisionKind},
    error::Error,
    store::{improvement_words::CasePart, servant_accounts},
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// Where a servant goes.
pub struct DecidePlacement {
    /// Case as it was read.
    pub case: AsRead,
    /// What is decided.
    pub kind: DecisionKind,
    /// Post in the needs service; empty for none.
    pub position: String,
    /// Why.
    pub reason: Sensitive<String>,
    /// Number of the document.
    pub document_number: String,
}

/// The appointing authority decides where the servant goes; a dismissal rests on what nobody objected to, so it waits until the
/// servant has an account to do so. Career moves or dismisses by its own documents.
pub async fn decide_placement(
    work: &mut Work<'_>,
    input: DecidePlacement,
    desk: &ImprovementDesk,
) -> Result<ImprovementCase, Error> {
    let mut case = lock_as_official(work, input.case).await?;
    let rules = desk.book.of(&case.ruleset)?;
    let decision = made(work, desk.day(work.now), &input.document_number, &input.position);
    let (before, words) = (case.stage, (decision.id, CasePart::Reason));
    case.place(input.kind, decision, rules)?;
    let is_dismissed = input.kind == DecisionKind::Dismiss;
    if is_dismissed && servant_accounts::lock(work.connection, &case.servant).await?.is_none() {
        return Err(CaseRefusal::Unseen.into());
    }
    let case = save(work, case, before, rules).await?;
    keep(work, case.id, words, &input.reason).await?;
    Ok(case.release())
}
