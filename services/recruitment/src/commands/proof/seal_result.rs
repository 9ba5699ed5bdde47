use super::{latest, log_arrivals, log_corrections, sequence_log, signer};
use crate::commands::{birth_date, log_pppk_corrections, pppk_result_rows};
use crate::{
    domain::{
        age_order::{self, between_equals},
        decides_by::DecidesBy,
        final_ranking::FinalCandidate,
        leaf::{Leaf, ResultLeaf},
        pppk_leaf::PppkResultLeaf,
        tie_break::TieBreak,
    },
    error::Error,
    names,
    store::{
        cpns_criteria,
        leaves::{self, NewLeaf},
        pppk_criteria,
        published::{self, Published},
    },
};
use platform::{Work, sensitive::Vault};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Adds the published result of a vacancy to its log and signs the head, all in the transaction of the publication. Done
/// again after a correction it adds the scores and rows that changed; of a participant's the latest counts.
pub async fn seal_result(work: &mut Work<'_>, vacancy: Uuid) -> Result<(), Error> {
    let signer = signer(work)?;
    let log = names::VACANCY.name(&work.tenant, vacancy);
    let (corrected, rows) = match pppk_criteria::of(work.connection, &[vacancy]).await?.remove(&vacancy) {
        Some(scheme) => {
            let (applications, rows) = pppk_result_rows(work, vacancy, &scheme).await?;
            (log_pppk_corrections(work, vacancy, &applications).await?, rows)
        }
        None => {
            let (applications, rows) = result_rows(work, vacancy).await?;
            (log_corrections(work, vacancy, &applications).await?, rows)
        }
    };
    log_arrivals(work, &[vacancy]).await?;
    // Scores stand before the result that is made from them, whatever the clocks of those who imported them say.
    sequence_log(work.connection, vacancy, log.clone(), work.now, &signer).await?;
    let logged = match rows.first() {
        Some(row) => leaves::latest(work.connection, vacancy, row.kind()).await?,
        None => HashMap::new(),
    };
    let mut added = Vec::new();
    for row in rows {
        let leaf = NewLeaf::new(Uuid::now_v7(), vacancy, &row);
        if corrected.contains(&leaf.participant) || logged.get(&leaf.participant) != Some(&leaf.data) {
            added.push(leaf);
        }
    }
    leaves::insert(work.connection, &added).await?;
    sequence_log(work.connection, vacancy, log, work.now, &signer).await
}

/// The published result of a vacancy as its log tells it, and whose applications it is of.
async fn result_rows(work: &mut Work<'_>, vacancy: Uuid) -> Result<(Vec<Uuid>, Vec<Leaf>), Error> {
    let criteria = cpns_criteria::of(work.connection, &[vacancy]).await?.remove(&vacancy);
    let rules = criteria.map(|criteria| (criteria.tie_breaks, criteria.decides_by)).unwrap_or_default();
    let results = published::results(work.connection, vacancy).await?;
    let seniority = match seniority(&work.vault, &results, &rules)? {
        Some(seniority) => seniority,
        None => logged_order(work, vacancy, results.iter().map(|one| (one.id, one.row.participant.as_str()))).await?,
    };
    let row = |Published { id, row, .. }: Published| {
        (id, Leaf::Result(ResultLeaf { seniority: seniority.get(&id).copied(), ..row }))
    };
    Ok(results.into_iter().map(row).unzip())
}

/// The order of age as the log tells it already, for results of somebody who was erased since: nothing is corrected any more,
/// so the same are equal.
pub(crate) async fn logged_order<'a>(
    work: &mut Work<'_>,
    vacancy: Uuid,
    numbers: impl Iterator<Item = (Uuid, &'a str)>,
) -> Result<BTreeMap<Uuid, u32>, Error> {
    let mut logged = leaves::latest(work.connection, vacancy, "result").await?;
    logged.extend(leaves::latest(work.connection, vacancy, PppkResultLeaf::KIND).await?);
    let mut order = BTreeMap::new();
    for (id, number) in numbers {
        let seniority = match latest(&logged, number)? {
            Some(Leaf::Result(row)) => row.seniority,
            Some(Leaf::PppkResult(row)) => row.seniority,
            _ => None,
        };
        order.extend(seniority.map(|seniority| (id, seniority)));
    }
    Ok(order)
}

/// The order of age of those between whom nothing else decides; none where one of them was erased. Only their identities are
/// opened.
fn seniority(
    vault: &Vault,
    results: &[Published],
    (steps, decides_by): &(Vec<TieBreak>, DecidesBy),
) -> Result<Option<BTreeMap<Uuid, u32>>, Error> {
    let candidates: Vec<FinalCandidate<Uuid>> = results.iter().filter_map(|result| result.candidate).collect();
    // All points of a vacancy have one denominator.
    let denominator = results.iter().find_map(|result| result.row.last).map_or(1, |last| last.points.denominator);
    let candidates = decides_by.candidates(denominator, &candidates);
    let sealed: HashMap<Uuid, _> = results.iter().map(|result| (result.id, &result.identity)).collect();
    let mut equals = Vec::new();
    for candidate in between_equals(&candidates, steps) {
        let identity = sealed[&candidate.id];
        if identity.data.is_empty() {
            return Ok(None);
        }
        let birth_date = birth_date(vault, candidate.id, identity)?;
        equals.push(FinalCandidate { birth_date, ..candidate });
    }
    Ok(Some(age_order::seniority(&equals, steps)))
}
