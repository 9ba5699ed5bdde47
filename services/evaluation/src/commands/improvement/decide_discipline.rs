use super::{improvement_desk::ImprovementDesk, open_discipline_case::found_now};
use crate::{
    commands::acting_servant,
    domain::discipline_case::DisciplineCase,
    error::{Error, ImprovementError},
    store::discipline_cases,
};
use platform::{AsRead, Failure, Violations, Work, sensitive::Sensitive};

/// What an official decides.
pub struct DecideDiscipline {
    /// Proposal as it was read.
    pub case: AsRead,
    /// BKN's code; empty for no punishment.
    pub code: String,
    /// Number of the document.
    pub document_number: String,
    /// Why.
    pub reason: Sensitive<String>,
}

/// The appointing authority decides, by days that still hold. Career records a punishment by its own document.
pub async fn decide_discipline(
    work: &mut Work<'_>,
    input: DecideDiscipline,
    desk: &ImprovementDesk,
) -> Result<DisciplineCase, Error> {
    let me = acting_servant(work).await?;
    let found = discipline_cases::lock(work.connection, &work.vault, input.case.id).await?;
    let mut case = found.ok_or(ImprovementError::DisciplineNotFound)?;
    case.must_be_another(&me)?;
    input.case.must_be(case.version)?;
    let rules = desk.ladders.of(&case.ruleset)?;
    if !input.code.is_empty() && rules.rung(&input.code).is_none() {
        let mut check = Violations::default();
        check.add("decided_code", "must be a code of the ladder, or empty");
        return Err(Failure::from(check).into());
    }
    case.decide(&input.code, &input.document_number)?;
    let others =
        discipline_cases::of_servants(work.connection, &work.vault, std::slice::from_ref(&case.servant)).await?;
    let now = found_now(work, &case, &others, desk).await?;
    case.must_still_bear(&input.code, &now, rules)?;
    case.borne_code = case.bears(&now, rules).to_owned();
    case.update_time = work.now;
    discipline_cases::update(work.connection, &work.vault, &mut case).await?;
    let text = work.vault.seal(case.id.as_bytes(), input.reason.reveal().as_bytes())?;
    discipline_cases::add_text(work.connection, case.id, "decision", &work.actor.subject, &text).await?;
    Ok(case.release())
}
