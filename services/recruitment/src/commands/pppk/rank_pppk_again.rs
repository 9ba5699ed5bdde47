use super::{ages, committed_scheme, undated};
use crate::{
    domain::{
        difference::Moved,
        pppk_reranking::{self, PppkEntrant},
        reranking::CannotRank,
        vacancy::{Vacancy, VacancyError},
    },
    error::{Error, ObjectionError},
    store::pppk_corrections::{self, Stored},
};
use platform::Work;
use std::collections::HashMap;
use uuid::Uuid;

/// Ranks a published vacancy again with the corrected results, by the scheme that it opened with. `moved_in` of its seats have
/// candidates from other vacancies.
pub(crate) async fn rank_pppk_again(
    work: &mut Work<'_>,
    vacancy: &Vacancy,
    moved_in: i32,
) -> Result<Vec<Moved<Uuid>>, Error> {
    let scheme = committed_scheme(work.connection, vacancy).await?;
    let stored = pppk_corrections::entrants(work.connection, vacancy.id).await?;
    let mut candidates = Vec::new();
    for one in &stored {
        if let Some(tested) = &one.tested {
            candidates.push(undated(&scheme, one.id, tested)?);
        }
    }
    let identities = stored.iter().map(|one| (one.id, &one.identity)).collect();
    let ages = ages(&work.vault, &scheme, &candidates, &identities)?;
    let mut candidates: HashMap<Uuid, _> = candidates.into_iter().map(|one| (one.id, one)).collect();
    let mut entrants = Vec::with_capacity(stored.len());
    for Stored { id, number, corrected, aside, from, .. } in stored {
        let mut candidate = candidates.remove(&id);
        if let (Some(candidate), Some(birth_date)) = (&mut candidate, ages.get(&id)) {
            candidate.birth_date = *birth_date;
        }
        entrants.push(PppkEntrant { id, number, corrected, aside, candidate, from });
    }
    // Whoever moved here from another vacancy keeps the seat.
    let quota = vacancy.seats.saturating_sub(moved_in).max(0).unsigned_abs();
    match pppk_reranking::rank_pppk_again(quota, &scheme, &entrants) {
        Ok(moved) => Ok(moved),
        Err(CannotRank::Missing(missing)) => Err(VacancyError::ResultsMissing(missing).into()),
        Err(CannotRank::SeatsElsewhere(numbers)) => Err(ObjectionError::SeatsElsewhere(numbers).into()),
    }
}
