use super::{candidate, committed_scheme};
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
use uuid::Uuid;

/// Ranks a published vacancy again with the corrected results, by the scheme that it opened with. `moved_in` of its seats have
/// candidates from other vacancies.
pub(crate) async fn rank_pppk_again(
    work: &mut Work<'_>,
    vacancy: &Vacancy,
    moved_in: i32,
) -> Result<Vec<Moved<Uuid>>, Error> {
    let scheme = committed_scheme(work.connection, vacancy).await?;
    let mut entrants = Vec::new();
    for stored in pppk_corrections::entrants(work.connection, vacancy.id).await? {
        let Stored { id, number, corrected, aside, tested, identity, from } = stored;
        let candidate = tested.map(|tested| candidate(&scheme, &work.vault, (id, &identity), &tested)).transpose()?;
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
