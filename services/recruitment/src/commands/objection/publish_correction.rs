use super::reranked::{Reranked, reranked};
use crate::{
    commands::{lock, proof::log_grounds, save, seal_result},
    domain::vacancy::{State, Vacancy},
    error::{Error, ObjectionError},
    events,
    rulesets::Rulebook,
    store::{finals, objections, pppk_corrections, rerankings, result_changes, seats},
};
use platform::{AsRead, Work};

/// Publishes the corrected result with the difference: who moved, from where to where, why. The result is told again under
/// the vacancy's new version; free seats only if their number changed. What is published is what was shown: it is ranked once
/// more, and where something came in between, somebody has to look again.
pub async fn publish_correction(work: &mut Work<'_>, input: AsRead, rulebook: &Rulebook) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input).await?;
    vacancy.must_be(State::Published)?;
    super::must_be_answered(work, &vacancy).await?;
    let taken = seats::taken(work.connection, &[input.id]).await?;
    let before = taken.get(&input.id).copied().unwrap_or_default().seats;
    let shown = result_changes::waiting(work.connection, input.id).await?;
    let selected = rerankings::publish(work.connection, input.id, work.now).await?;
    let selected = selected.ok_or(ObjectionError::NotRankedAgain)?;
    let Reranked { changes, selected: now, printed } = reranked(work, &vacancy, rulebook).await?;
    if (changes, now) != (shown, selected) {
        return Err(ObjectionError::NotRankedAgain.into());
    }
    rerankings::apply_corrections(work.connection, input.id).await?;
    result_changes::publish(work.connection, input.id, work.now).await?;
    pppk_corrections::apply(work.connection, input.id, work.now).await?;
    rerankings::save_printed(work.connection, input.id, &printed).await?;
    finals::publish(work.connection, input.id).await?;
    objections::announce(work.connection, input.id, work.now).await?;
    save(work, &mut vacancy).await?;
    // Before the scores and rows that follow from them.
    log_grounds(work, input.id).await?;
    seal_result(work, input.id).await?;
    let published = events::published(&work.tenant, &vacancy, selected);
    work.record(&vacancy, &published);
    if selected != before && selected < vacancy.seats {
        let unfilled = events::unfilled(&work.tenant, &vacancy, vacancy.seats - selected);
        work.record(&vacancy, &unfilled);
    }
    Ok(vacancy.release())
}
