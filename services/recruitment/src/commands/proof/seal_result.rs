use super::{log_arrivals, log_corrections, sequence_log, signer};
use crate::commands::{log_pppk_corrections, pppk_result_rows};
use crate::{
    domain::{
        final_ranking::FinalCandidate,
        identity,
        leaf::{Leaf, ResultLeaf},
        recount::{self, between_equals},
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
    let tie_breaks = criteria.map(|criteria| criteria.tie_breaks).unwrap_or_default();
    let results = published::results(work.connection, vacancy).await?;
    let seniority = seniority(&work.vault, &results, &tie_breaks)?;
    let row = |Published { id, row, .. }: Published| {
        (id, Leaf::Result(ResultLeaf { seniority: seniority.get(&id).copied(), ..row }))
    };
    Ok(results.into_iter().map(row).unzip())
}

/// The order of age of those between whom nothing else decides. Only their identities are opened.
fn seniority(vault: &Vault, results: &[Published], steps: &[TieBreak]) -> Result<BTreeMap<Uuid, u32>, Error> {
    let candidates: Vec<FinalCandidate<Uuid>> = results.iter().filter_map(|result| result.candidate).collect();
    let sealed: HashMap<Uuid, _> = results.iter().map(|result| (result.id, &result.identity)).collect();
    let mut equals = Vec::new();
    for candidate in between_equals(&candidates, steps) {
        let record = vault.open(candidate.id.as_bytes(), sealed[&candidate.id])?;
        let birth_date = identity::birth_date_of(&String::from_utf8_lossy(&record));
        let birth_date = birth_date.ok_or_else(|| Error::internal("a sealed identity without a date of birth"))?;
        equals.push(FinalCandidate { birth_date, ..candidate });
    }
    Ok(recount::seniority(&equals, steps))
}
