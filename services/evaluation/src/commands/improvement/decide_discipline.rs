use super::{improvement_desk::ImprovementDesk, open_discipline_case::days_of};
use crate::{
    commands::acting_servant,
    domain::discipline_case::{DisciplineCase, row_proposed},
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
    let spent =
        row_proposed(others.iter().filter(|one| one.id != case.id && one.create_time < case.create_time), rules);
    let absent = days_of(work, &case.servant, rules, case.last_day).await?;
    case.must_still_bear(&input.code, &rules.find(&absent, &desk.calendar, case.last_day, spent), rules)?;
    case.update_time = work.now;
    discipline_cases::update(work.connection, &work.vault, &mut case).await?;
    let text = work.vault.seal(case.id.as_bytes(), input.reason.reveal().as_bytes())?;
    discipline_cases::add_text(work.connection, case.id, "decision", &work.actor.subject, &text).await?;
    Ok(case.release())
}
