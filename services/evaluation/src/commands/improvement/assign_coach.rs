use super::improvement_desk::{ImprovementDesk, lock_as_official, save};
use crate::{
    domain::{case_refusal::CaseRefusal, improvement_case::ImprovementCase},
    error::Error,
    store::servants,
};
use platform::{AsRead, Work};

/// Who coaches.
pub struct AssignCoach {
    /// Case as it was read.
    pub case: AsRead,
    /// Servant in the career service.
    pub coach: String,
}

/// The office names who coaches: a superior left, or the rating has no plan.
pub async fn assign_coach(
    work: &mut Work<'_>,
    input: AssignCoach,
    desk: &ImprovementDesk,
) -> Result<ImprovementCase, Error> {
    let mut case = lock_as_official(work, input.case).await?;
    if !servants::is_known(work.connection, &input.coach).await? {
        return Err(Error::ServantNotFound);
    }
    let rules = desk.book.of(&case.ruleset)?;
    if case.next_step(rules).is_none() {
        return Err(CaseRefusal::Stage(case.stage).into());
    }
    if input.coach == case.servant {
        return Err(CaseRefusal::NotYourPart("coach").into());
    }
    case.coach = input.coach;
    let before = case.stage;
    Ok(save(work, case, before, rules).await?.release())
}
