use crate::{
    commands::{lock, objection_rules, save},
    domain::vacancy::{State, Vacancy},
    error::{Error, ScreeningError},
    rulesets::Rulebook,
    store::{rounds, verdicts},
};
use platform::{AsRead, Work};

/// Makes public who meets the requirements, and by which way that was found; every look has to be taken, second ones too.
pub async fn announce_administration(
    work: &mut Work<'_>,
    input: AsRead,
    rulebook: &Rulebook,
) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input).await?;
    vacancy.must_be(State::Closed)?;
    let progress = rounds::progress(work.connection, input.id).await?;
    if progress.first_open == 0 && progress.later_open > 0 {
        return Err(ScreeningError::SecondLooksOpen(progress.later_open).into());
    }
    let unverified = verdicts::count_missing(work.connection, input.id).await?;
    let rules = objection_rules(work, &vacancy, rulebook).await?;
    vacancy.announce_administration(unverified, rules, work.now)?;
    vacancy.verdict_source = verdicts::source(work.connection, input.id).await?;
    save(work, &mut vacancy).await?;
    Ok(vacancy.release())
}
