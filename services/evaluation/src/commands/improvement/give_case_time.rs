use super::improvement_desk::{ImprovementDesk, save};
use crate::{error::Error, store::improvement_cases};
use jiff::civil::Date;
use platform::Work;

/// A servant can see the own cases since a day; before, not since another, or never. What could be objected to meanwhile can be from
/// now on.
pub(crate) async fn give_case_time(
    work: &mut Work<'_>,
    servant: &str,
    (since, unseen_from): (Date, Option<Date>),
    desk: &ImprovementDesk,
) -> Result<(), Error> {
    for mut case in improvement_cases::lock_of_servant(work.connection, &work.vault, servant).await? {
        let rules = desk.book.of(&case.ruleset)?;
        if case.give_time(since, unseen_from, rules) {
            let before = case.stage;
            save(work, case, before, rules).await?.release();
        }
    }
    Ok(())
}
