use crate::{
    commands::{lock, save, seal_result},
    domain::vacancy::{State, Vacancy},
    error::{Error, ObjectionError},
    events,
    store::{objections, rerankings, result_changes, seats},
};
use platform::{AsRead, Work};

/// Publishes the corrected result with the difference: who moved, from where to where, why. The result is told again under
/// the vacancy's new version; free seats only if their number changed.
pub async fn publish_correction(work: &mut Work<'_>, input: AsRead) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input).await?;
    vacancy.must_be(State::Published)?;
    super::must_be_answered(work, &vacancy).await?;
    let taken = seats::taken(work.connection, &[input.id]).await?;
    let before = taken.get(&input.id).copied().unwrap_or_default().seats;
    let selected = rerankings::publish(work.connection, input.id, work.now).await?;
    let selected = selected.ok_or(ObjectionError::NotRankedAgain)?;
    rerankings::apply_corrections(work.connection, input.id).await?;
    result_changes::publish(work.connection, input.id, work.now).await?;
    objections::announce(work.connection, input.id, work.now).await?;
    save(work, &mut vacancy).await?;
    seal_result(work, input.id).await?;
    let published = events::published(&work.tenant, &vacancy, selected);
    work.record(&vacancy, &published);
    if selected != before && selected < vacancy.seats {
        let unfilled = events::unfilled(&work.tenant, &vacancy, vacancy.seats - selected);
        work.record(&vacancy, &unfilled);
    }
    Ok(vacancy.release())
}
