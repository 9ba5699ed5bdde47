use crate::{
    commands::{lock, save},
    domain::vacancy::{State, Vacancy},
    error::Error,
    rulesets::Rulebook,
    store::verdicts,
};
use platform::{AsRead, Work};

/// Makes public who meets the requirements.
pub async fn announce_administration(
    work: &mut Work<'_>,
    input: AsRead,
    rulebook: &Rulebook,
) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input).await?;
    vacancy.must_be(State::Closed)?;
    let unverified = verdicts::count_missing(work.connection, input.id).await?;
    let rules = rulebook.selection(&vacancy.ruleset)?.objection;
    vacancy.announce_administration(unverified, rules, work.now)?;
    save(work, &mut vacancy).await?;
    Ok(vacancy.release())
}
