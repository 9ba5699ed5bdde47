use crate::commands::{lock, objection_rules, save, seal_result};
use crate::{
    domain::vacancy::{State, Vacancy},
    error::Error,
    events,
    rulesets::Rulebook,
    store::{finals, moves, seats},
};
use platform::{AsRead, Work};

/// Makes the result public, with those who moved here from other vacancies, and says so if seats stay free.
pub async fn publish_result(work: &mut Work<'_>, input: AsRead, rulebook: &Rulebook) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input).await?;
    vacancy.must_be(State::FinalRanked)?;
    let rules = objection_rules(work, &vacancy, rulebook).await?;
    vacancy.publish(rules, work.now)?;
    finals::publish(work.connection, input.id).await?;
    moves::place(work.connection, &[input.id]).await?;
    let taken = seats::taken(work.connection, &[input.id]).await?;
    let selected = taken.get(&input.id).copied().unwrap_or_default().seats;
    save(work, &mut vacancy).await?;
    seal_result(work, input.id).await?;
    let published = events::published(&work.tenant, &vacancy, selected);
    work.record(&vacancy, &published);
    if selected < vacancy.seats {
        let unfilled = events::unfilled(&work.tenant, &vacancy, vacancy.seats - selected);
        work.record(&vacancy, &unfilled);
    }
    Ok(vacancy.release())
}
