use super::improvement_desk::{ImprovementDesk, lock_as_official, save};
use crate::{
    domain::improvement_case::{ImprovementCase, Suited},
    error::Error,
};
use jiff::civil::Date;
use platform::{AsRead, Work};

/// What a test of competency says.
pub struct RecordCompetencyTest {
    /// Case as it was read.
    pub case: AsRead,
    /// What the servant is suited for.
    pub suited: Suited,
    /// When it was taken.
    pub taken: Date,
}

/// The office records what the test says.
pub async fn record_competency_test(
    work: &mut Work<'_>,
    input: RecordCompetencyTest,
    desk: &ImprovementDesk,
) -> Result<ImprovementCase, Error> {
    let mut case = lock_as_official(work, input.case).await?;
    let rules = desk.book.of(&case.ruleset)?;
    let before = case.stage;
    case.record_test(input.suited, input.taken, desk.day(work.now))?;
    Ok(save(work, case, before, rules).await?.release())
}
