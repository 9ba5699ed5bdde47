use crate::{
    domain::leaf::{Leaf, SkbLeaf, SkdLeaf},
    error::Error,
    store::{
        leaves::{self, NewLeaf},
        published,
    },
};
use ::proof::Salt;
use platform::Work;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Adds the official results of the basic test as they were imported to the logs of their vacancies.
pub async fn log_skd(work: &mut Work<'_>, applications: &[Uuid]) -> Result<(), Error> {
    let mut added = Vec::new();
    for (vacancy, row) in published::skd_rows(work.connection, applications).await? {
        added.push(skd_leaf(vacancy, row)?);
    }
    Ok(leaves::insert(work.connection, &added).await?)
}

/// The same with the field test.
pub async fn log_skb(work: &mut Work<'_>, applications: &[Uuid]) -> Result<(), Error> {
    let mut added = Vec::new();
    for (vacancy, row) in published::skb_rows(work.connection, applications).await? {
        added.push(skb_leaf(vacancy, row)?);
    }
    Ok(leaves::insert(work.connection, &added).await?)
}

/// Adds the official results that were corrected since they were imported, and returns whose they are.
pub async fn log_corrections(
    work: &mut Work<'_>,
    vacancy: Uuid,
    applications: &[Uuid],
) -> Result<HashSet<String>, Error> {
    let (mut added, mut corrected) = (Vec::new(), HashSet::new());
    let logged = leaves::latest(work.connection, vacancy, "skd").await?;
    for (vacancy, row) in published::skd_rows(work.connection, applications).await? {
        let same = |leaf: Leaf| matches!(leaf, Leaf::Skd(before) if before.outcome == row.outcome);
        if !latest(&logged, &row.participant)?.is_some_and(same) {
            corrected.insert(row.participant.clone());
            added.push(skd_leaf(vacancy, row)?);
        }
    }
    let logged = leaves::latest(work.connection, vacancy, "skb").await?;
    for (vacancy, row) in published::skb_rows(work.connection, applications).await? {
        let ends = (row.outcome, row.scores.clone());
        let same = |leaf: Leaf| matches!(leaf, Leaf::Skb(before) if (before.outcome, before.scores.clone()) == ends);
        if !latest(&logged, &row.participant)?.is_some_and(same) {
            corrected.insert(row.participant.clone());
            added.push(skb_leaf(vacancy, row)?);
        }
    }
    leaves::insert(work.connection, &added).await?;
    Ok(corrected)
}

pub(crate) fn latest(logged: &HashMap<String, String>, participant: &str) -> Result<Option<Leaf>, Error> {
    logged.get(participant).map(|data| Leaf::parse(data)).transpose().map_err(Error::internal)
}

fn skd_leaf(vacancy: Uuid, row: SkdLeaf) -> Result<NewLeaf, Error> {
    let leaf = Leaf::Skd(SkdLeaf { salt: salt()?, ..row });
    Ok(NewLeaf::new(Uuid::now_v7(), vacancy, &leaf))
}

fn skb_leaf(vacancy: Uuid, row: SkbLeaf) -> Result<NewLeaf, Error> {
    let leaf = Leaf::Skb(SkbLeaf { salt: salt()?, ..row });
    Ok(NewLeaf::new(Uuid::now_v7(), vacancy, &leaf))
}

/// Scores are few and could be guessed from their hash; the salt is published with them.
pub(crate) fn salt() -> Result<String, Error> {
    let salt = Salt::random().map_err(|_| Error::internal("no random numbers"))?;
    Ok(salt.to_hex())
}
