use super::skd_rules;
use crate::commands::{lock, must_be_settled, save};
use crate::{
    domain::{
        ranking,
        vacancy::{State, Vacancy},
    },
    error::Error,
    rulesets::Rulebook,
    store::results,
};
use platform::{AsRead, Work};

/// Ranks the basic test by what the vacancy opened with: pass mark, order, and the best so many per seat go on.
pub async fn rank_skd(work: &mut Work<'_>, input: AsRead, rulebook: &Rulebook) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input).await?;
    vacancy.must_be(State::AdministrationAnnounced)?;
    must_be_settled(work, &vacancy).await?;
    let results = results::skd_of(work.connection, input.id).await?;
    let scored: Vec<_> = results.iter().filter_map(|(id, outcome)| Some((*id, (*outcome)?))).collect();
    vacancy.rank_skd(results.len() - scored.len(), work.now)?;
    let rules = skd_rules(work, &vacancy, rulebook).await?;
    let placings = ranking::rank_skd(vacancy.quota(), rules.multiplier, &rules.mark, &scored);
    results::save_skd_ranking(work.connection, &placings).await?;
    save(work, &mut vacancy).await?;
    Ok(vacancy.release())
}
