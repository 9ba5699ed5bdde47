use super::improvement_desk::ImprovementDesk;
use crate::{
    commands::acting_servant,
    domain::discipline_case::DisciplineCase,
    error::{Error, ImprovementError},
    store::discipline_cases,
};
use jiff::civil::Date;
use platform::{AsRead, Failure, Violations, Work, sensitive::Sensitive};

/// How a servant was heard.
pub struct RecordExamination {
    /// Proposal as it was read.
    pub case: AsRead,
    /// When.
    pub heard: Date,
    /// What was said.
    pub examination: Sensitive<String>,
}

/// Keeps what was said when the servant was heard.
pub async fn record_examination(
    work: &mut Work<'_>,
    input: RecordExamination,
    desk: &ImprovementDesk,
) -> Result<DisciplineCase, Error> {
    let me = acting_servant(work).await?;
    let found = discipline_cases::lock(work.connection, &work.vault, input.case.id).await?;
    let mut case = found.ok_or(ImprovementError::DisciplineNotFound)?;
    case.must_be_another(&me)?;
    input.case.must_be(case.version)?;
    let rules = desk.ladders.of(&case.ruleset)?;
    if input.heard < desk.day(case.create_time) {
        let mut check = Violations::default();
        check.add("examine_date", "must not lie before the day on which the proposal was opened");
        return Err(Failure::from(check).into());
    }
    case.examine(input.heard, desk.day(work.now), rules)?;
    case.update_time = work.now;
    discipline_cases::update(work.connection, &work.vault, &mut case).await?;
    let text = work.vault.seal(case.id.as_bytes(), input.examination.reveal().as_bytes())?;
    discipline_cases::add_text(work.connection, case.id, "examination", &work.actor.subject, &text).await?;
    Ok(case.release())
}
