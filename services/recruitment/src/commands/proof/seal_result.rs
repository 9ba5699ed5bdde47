use super::{log_corrections, sequence_log, signer};
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
    let criteria = cpns_criteria::of(work.connection, &[vacancy]).await?.remove(&vacancy);
    let tie_breaks = criteria.map(|criteria| criteria.tie_breaks).unwrap_or_default();
    let log = names::VACANCY.name(&work.tenant, vacancy);
    let results = published::results(work.connection, vacancy).await?;
    let applications: Vec<Uuid> = results.iter().map(|result| result.id).collect();
    let corrected = log_corrections(work, vacancy, &applications).await?;
    // Scores stand before the result that is made from them, whatever the clocks of those who imported them say.
    sequence_log(work.connection, vacancy, log.clone(), work.now, &signer).await?;
    let logged = leaves::latest(work.connection, vacancy, "result").await?;
    let seniority = seniority(&work.vault, &results, &tie_breaks)?;
    let mut added = Vec::new();
    for Published { id, row, .. } in results {
        let leaf = Leaf::Result(ResultLeaf { seniority: seniority.get(&id).copied(), ..row });
        let leaf = NewLeaf::new(Uuid::now_v7(), vacancy, &leaf);
        if corrected.contains(&leaf.participant) || logged.get(&leaf.participant) != Some(&leaf.data) {
            added.push(leaf);
        }
    }
    leaves::insert(work.connection, &added).await?;
    Ok(sequence_log(work.connection, vacancy, log, work.now, &signer).await?)
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
