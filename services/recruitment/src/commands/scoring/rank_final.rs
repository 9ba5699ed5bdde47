use super::{birth_date, final_rules};
use crate::commands::{lock, save};
use crate::{
    domain::{
        final_ranking::{BothOrders, FinalCandidate, FinalPlacing, rank_both},
        integration::{Integration, Points, SkbScores},
        skb_outcome::SkbOutcome,
        vacancy::{State, Vacancy},
    },
    error::Error,
    rulesets::Rulebook,
    store::finals::{self, FinalLine, Finalist},
};
use platform::{AsRead, Work, sensitive::Vault};
use std::collections::HashMap;
use uuid::Uuid;

/// Integrates basic and field test, orders by law and gives the seats to the best. Who was eliminated, absent or
/// disqualified has no points and no rank. Exact or printed points decide, as the vacancy opened; the order by the others is
/// kept beside it.
pub async fn rank_final(work: &mut Work<'_>, input: AsRead, rulebook: &Rulebook) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input).await?;
    vacancy.must_be(State::SkdRanked)?;
    let rules = final_rules(work.connection, &vacancy, rulebook).await?;
    let finalists = finals::finalists(work.connection, input.id).await?;
    vacancy.rank_final(finalists.iter().filter(|finalist| finalist.skb.is_none()).count())?;
    let integration = rules.integration()?;
    let mut candidates = Vec::with_capacity(finalists.len());
    for finalist in &finalists {
        if let Some(SkbOutcome::Marked(scores)) = &finalist.skb {
            candidates.push(candidate(&integration, &work.vault, finalist, scores)?);
        }
    }
    let (quota, denominator) = (vacancy.quota(), integration.denominator());
    let orders = rank_both(&rules.tie_breaks, rules.decides_by, quota, denominator, &candidates);
    finals::save_ranking(work.connection, denominator, &lines(&candidates, orders)).await?;
    save(work, &mut vacancy).await?;
    Ok(vacancy.release())
}

/// What decides about a finalist. The birth date, the last of it, is sealed.
fn candidate(
    integration: &Integration,
    vault: &Vault,
    finalist: &Finalist,
    scores: &SkbScores,
) -> Result<FinalCandidate<Uuid>, Error> {
    Ok(FinalCandidate {
        id: finalist.id,
        points: integration.final_points(finalist.skd.total(), scores)?,
        skd: finalist.skd,
        gpa: finalist.gpa,
        birth_date: birth_date(vault, finalist.id, &finalist.identity)?,
    })
}

fn lines(candidates: &[FinalCandidate<Uuid>], orders: BothOrders<Uuid>) -> Vec<FinalLine> {
    let points: HashMap<Uuid, Points> = candidates.iter().map(|one| (one.id, one.points)).collect();
    let other: HashMap<Uuid, FinalPlacing<Uuid>> =
        orders.other.into_iter().map(|placing| (placing.id, placing)).collect();
    let line =
        |placing: FinalPlacing<Uuid>| FinalLine { points: points[&placing.id], rounded: other[&placing.id], placing };
    orders.deciding.into_iter().map(line).collect()
}
