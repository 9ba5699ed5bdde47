use crate::commands::{lock, must_be_settled, save};
use crate::{
    domain::{
        competency_test::Scheme,
        identity,
        pppk_ranking::{self, PppkCandidate, PppkOutcome},
        vacancy::{State, Vacancy},
    },
    error::Error,
    rulesets::Rulebook,
    store::pppk_results::{self, Tested},
};
use platform::{AsRead, Work, sensitive::Vault};
use std::collections::HashMap;
use uuid::Uuid;

/// Ranks the competency test by tier, total and tie-breaks, and gives the seats to the best.
pub async fn rank_pppk(work: &mut Work<'_>, input: AsRead, rulebook: &Rulebook) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input).await?;
    vacancy.must_be(State::AdministrationAnnounced)?;
    must_be_settled(work, &vacancy).await?;
    let scheme = rulebook.pppk(&vacancy.ruleset)?.test.scheme(&vacancy.position_title, vacancy.kind);
    let scheme = scheme.ok_or_else(|| Error::internal("a test without a group for every post"))?;
    let tested = pppk_results::tested(work.connection, input.id).await?;
    vacancy.rank_pppk(tested.iter().filter(|one| one.result.is_none()).count(), work.now)?;
    let mut candidates = Vec::with_capacity(tested.len());
    for one in &tested {
        candidates.extend(candidate(&scheme, &work.vault, one)?);
    }
    let totals: HashMap<Uuid, _> = candidates
        .iter()
        .filter_map(
            |one| if let PppkOutcome::Scored(score) = one.outcome { Some((one.id, score.total())) } else { None },
        )
        .collect();
    let placings = pppk_ranking::rank_pppk(vacancy.quota(), &scheme, &candidates);
    pppk_results::save_ranking(work.connection, &placings, &totals).await?;
    save(work, &mut vacancy).await?;
    Ok(vacancy.release())
}

/// What decides about a participant. The birth date, the last of it, is sealed.
fn candidate(scheme: &Scheme, vault: &Vault, one: &Tested) -> Result<Option<PppkCandidate<Uuid>>, Error> {
    let Some((tier, outcome)) = &one.result else { return Ok(None) };
    let record = vault.open(one.id.as_bytes(), &one.identity)?;
    let birth_date = identity::birth_date_of(&String::from_utf8_lossy(&record));
    Ok(Some(PppkCandidate {
        id: one.id,
        tier: tier.clone(),
        step: scheme.step(tier).ok_or_else(|| Error::internal("a result of a tier that the vacancy does not have"))?,
        outcome: *outcome,
        birth_date: birth_date.ok_or_else(|| Error::internal("a sealed identity without a date of birth"))?,
    }))
}
