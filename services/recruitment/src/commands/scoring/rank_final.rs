use crate::commands::{lock, save};
use crate::{
    domain::{
        final_ranking::{self, FinalCandidate},
        identity,
        integration::{Integration, SkbScores},
        thousandths::Thousandths,
        vacancy::Vacancy,
    },
    error::Error,
    rulesets::Rulebook,
    store::results::{self, Finalist},
};
use platform::{AsRead, Work, sensitive::Vault};
use std::collections::HashMap;
use uuid::Uuid;

/// Integrates basic and field test, orders by law and gives the seats to the best.
pub async fn rank_final(work: &mut Work<'_>, input: AsRead, rulebook: &Rulebook) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input).await?;
    let finalists = results::finalists(work.connection, input.id).await?;
    let marked: Vec<_> = finalists.iter().filter_map(|finalist| Some((finalist, finalist.skb?))).collect();
    vacancy.rank_final(finalists.len() - marked.len())?;
    let integration = rulebook.selection(&vacancy.ruleset)?.integration()?;
    let mut candidates = Vec::with_capacity(marked.len());
    for (finalist, mark) in marked {
        candidates.push(candidate(&integration, &work.vault, finalist, mark)?);
    }
    let points: HashMap<_, _> = candidates.iter().map(|candidate| (candidate.id, candidate.points)).collect();
    let placings = final_ranking::rank_final(vacancy.quota(), &candidates);
    let placings: Vec<_> = placings.into_iter().map(|placing| (placing, points[&placing.id])).collect();
    results::save_final_ranking(work.connection, integration.denominator(), &placings).await?;
    save(work, &mut vacancy).await?;
    Ok(vacancy.release())
}

/// What decides about a finalist. The birth date, the last of it, is sealed.
fn candidate(
    integration: &Integration,
    vault: &Vault,
    finalist: &Finalist,
    mark: Thousandths,
) -> Result<FinalCandidate<Uuid>, Error> {
    let record = vault.open(finalist.id.as_bytes(), &finalist.identity)?;
    let birth_date = identity::birth_date_of(&String::from_utf8_lossy(&record));
    Ok(FinalCandidate {
        id: finalist.id,
        points: integration.final_points(finalist.skd.total(), &SkbScores::cat_only(mark))?,
        skd: finalist.skd,
        gpa: finalist.gpa,
        birth_date: birth_date.ok_or_else(|| Error::internal("a sealed identity without a date of birth"))?,
    })
}
