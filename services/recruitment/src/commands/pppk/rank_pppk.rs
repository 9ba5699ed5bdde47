use super::{candidate, committed_scheme};
use crate::commands::{lock, must_be_settled, save};
use crate::{
    domain::{
        pppk_ranking::{self, PppkOutcome},
        vacancy::{State, Vacancy},
    },
    error::Error,
    store::pppk_results,
};
use platform::{AsRead, Work};
use std::collections::HashMap;
use uuid::Uuid;

/// Ranks the competency test by tier, total and tie-breaks, and gives the seats to the best.
pub async fn rank_pppk(work: &mut Work<'_>, input: AsRead) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input).await?;
    vacancy.must_be(State::AdministrationAnnounced)?;
    must_be_settled(work, &vacancy).await?;
    let scheme = committed_scheme(work.connection, &vacancy).await?;
    let tested = pppk_results::tested(work.connection, input.id).await?;
    vacancy.rank_pppk(tested.iter().filter(|one| one.result.is_none()).count(), work.now)?;
    let (mut candidates, mut totals) = (Vec::with_capacity(tested.len()), HashMap::<Uuid, _>::new());
    for one in &tested {
        let Some(result) = &one.result else { continue };
        candidates.push(candidate(&scheme, &work.vault, (one.id, &one.identity), result)?);
        if let PppkOutcome::Scored(score) = result.1 {
            totals.insert(one.id, score.total());
        }
    }
    let placings = pppk_ranking::rank_pppk(vacancy.quota(), &scheme, &candidates);
    pppk_results::save_ranking(work.connection, &placings, &totals).await?;
    save(work, &mut vacancy).await?;
    Ok(vacancy.release())
}
