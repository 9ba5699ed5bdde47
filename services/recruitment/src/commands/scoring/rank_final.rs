use super::birth_date;
use crate::commands::{lock, save};
use crate::{
    domain::{
        final_ranking::{FinalCandidate, FinalPlacing, rank_final_by, rank_rounded},
        final_rules::FinalRules,
        integration::{Integration, Points, SkbScores},
        skb_outcome::SkbOutcome,
        vacancy::{State, Vacancy},
    },
    error::Error,
    rulesets::Rulebook,
    store::{
        cpns_criteria,
        finals::{self, FinalLine, Finalist},
    },
};
use platform::{AsRead, Work, sensitive::Vault};
use std::collections::HashMap;
use uuid::Uuid;

/// Integrates basic and field test, orders by law and gives the seats to the best. Who was eliminated, absent or
/// disqualified has no points and no rank. The order by printed points is kept beside the exact one, which decides.
pub async fn rank_final(work: &mut Work<'_>, input: AsRead, rulebook: &Rulebook) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input).await?;
    vacancy.must_be(State::SkdRanked)?;
    let ruleset = rulebook.selection(&vacancy.ruleset)?;
    let criteria = cpns_criteria::of(work.connection, &[vacancy.id]).await?;
    let rules = FinalRules::of(criteria.get(&vacancy.id), ruleset);
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
    let exact = rank_final_by(&rules.tie_breaks, quota, &candidates);
    let rounded = rank_rounded(&rules.tie_breaks, quota, denominator, &candidates);
    finals::save_ranking(work.connection, denominator, &lines(&candidates, exact, rounded)).await?;
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

fn lines(
    candidates: &[FinalCandidate<Uuid>],
    exact: Vec<FinalPlacing<Uuid>>,
    rounded: Vec<FinalPlacing<Uuid>>,
) -> Vec<FinalLine> {
    let points: HashMap<Uuid, Points> = candidates.iter().map(|one| (one.id, one.points)).collect();
    let rounded: HashMap<Uuid, FinalPlacing<Uuid>> = rounded.into_iter().map(|placing| (placing.id, placing)).collect();
    let line =
        |placing: FinalPlacing<Uuid>| FinalLine { points: points[&placing.id], rounded: rounded[&placing.id], placing };
    exact.into_iter().map(line).collect()
}
