use super::{candidate, step};
use crate::{
    commands::proof::{latest, logged_order, salt},
    domain::{
        competency_test::Scheme,
        leaf::Leaf,
        pppk_leaf::{PppkLeaf, PppkResultLeaf},
        pppk_ranking::PppkCandidate,
        pppk_seniority::{between_equals, seniority},
    },
    error::Error,
    store::{
        leaves::{self, NewLeaf},
        pppk_published::{self, Published},
    },
};
use jiff::civil::Date;
use platform::{Work, sensitive::Vault};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Adds the official results of the competency test as they were imported to the logs of their vacancies.
pub async fn log_pppk(work: &mut Work<'_>, applications: &[Uuid]) -> Result<(), Error> {
    let mut added = Vec::new();
    for (vacancy, row) in pppk_published::rows(work.connection, applications).await? {
        added.push(score_leaf(vacancy, row)?);
    }
    Ok(leaves::insert(work.connection, &added).await?)
}

/// Adds the official results that were corrected since they were imported, and returns whose they are.
pub(crate) async fn log_pppk_corrections(
    work: &mut Work<'_>,
    vacancy: Uuid,
    applications: &[Uuid],
) -> Result<HashSet<String>, Error> {
    let (mut added, mut corrected) = (Vec::new(), HashSet::new());
    let logged = leaves::latest(work.connection, vacancy, PppkLeaf::KIND).await?;
    for (vacancy, row) in pppk_published::rows(work.connection, applications).await? {
        let same = |leaf: Leaf| matches!(leaf, Leaf::Pppk(before) if (&before.tier, before.outcome) == (&row.tier, row.outcome));
        if !latest(&logged, &row.participant)?.is_some_and(same) {
            corrected.insert(row.participant.clone());
            added.push(score_leaf(vacancy, row)?);
        }
    }
    leaves::insert(work.connection, &added).await?;
    Ok(corrected)
}

fn score_leaf(vacancy: Uuid, row: PppkLeaf) -> Result<NewLeaf, Error> {
    let leaf = Leaf::Pppk(PppkLeaf { salt: salt()?, ..row });
    Ok(NewLeaf::new(Uuid::now_v7(), vacancy, &leaf))
}

/// The published result of a vacancy as its log tells it, and whose applications it is of.
pub(crate) async fn pppk_result_rows(
    work: &mut Work<'_>,
    vacancy: Uuid,
    scheme: &Scheme,
) -> Result<(Vec<Uuid>, Vec<Leaf>), Error> {
    let results = pppk_published::results(work.connection, vacancy).await?;
    let seniority = match order_of_age(&work.vault, &results, scheme)? {
        Some(seniority) => seniority,
        None => logged_order(work, vacancy, results.iter().map(|one| (one.id, one.row.participant.as_str()))).await?,
    };
    let row = |one: Published| {
        let row = PppkResultLeaf { seniority: seniority.get(&one.id).copied(), ..one.row };
        (one.id, Leaf::PppkResult(row))
    };
    Ok(results.into_iter().map(row).unzip())
}

/// The order of age of those between whom nothing else decides; none where one of them was erased. Only their identities are
/// opened.
fn order_of_age(vault: &Vault, results: &[Published], scheme: &Scheme) -> Result<Option<BTreeMap<Uuid, u32>>, Error> {
    let (mut candidates, mut found) = (Vec::new(), HashMap::new());
    for one in results {
        if let Some((tier, outcome)) = &one.tested {
            let (id, tier, step) = (one.id, tier.clone(), step(scheme, tier)?);
            candidates.push(PppkCandidate { id, tier, step, outcome: *outcome, birth_date: Date::ZERO });
            found.insert(one.id, one);
        }
    }
    let mut equals = Vec::new();
    for tied in between_equals(scheme, &candidates) {
        let (tested, identity) = ((tied.tier, tied.outcome), &found[&tied.id].identity);
        if identity.data.is_empty() {
            return Ok(None);
        }
        equals.push(candidate(scheme, vault, (tied.id, identity), &tested)?);
    }
    Ok(Some(seniority(scheme, &equals)))
}
