use crate::commands::{lock, save};
use crate::{
    domain::vacancy::{State, Vacancy},
    error::Error,
    events,
    rulesets::Rulebook,
    store::results,
};
use platform::{AsRead, Work};

/// Makes the result public, and says so if seats stay free.
pub async fn publish_result(work: &mut Work<'_>, input: AsRead, rulebook: &Rulebook) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input).await?;
    vacancy.must_be(State::FinalRanked)?;
    let rules = rulebook.selection(&vacancy.ruleset)?.objection;
    vacancy.publish(rules, work.now)?;
    let selected = results::publish(work.connection, input.id).await?;
    save(work, &mut vacancy).await?;
    let published = events::published(&work.tenant, &vacancy, selected);
    work.record(&vacancy, &published);
    if selected < vacancy.seats {
        let unfilled = events::unfilled(&work.tenant, &vacancy, vacancy.seats - selected);
        work.record(&vacancy, &unfilled);
    }
    Ok(vacancy.release())
}
