use super::WelfareBook;
use crate::{
    domain::award::{AwardInput, AwardOutcome, AwardRefusal, canonical},
    error::{Error, WelfareError},
    rulesets,
    store::{award_candidates, award_runs},
};
use platform::Work;
use uuid::Uuid;

/// Differing servants that are told, at most.
const MOST_TOLD: usize = 100;

/// What came out of computing a run again.
pub struct AwardsRecomputed {
    /// Fingerprint that the run kept.
    pub kept: Vec<u8>,
    /// Fingerprint of what came out now.
    pub fingerprint: Vec<u8>,
    /// Servants with another result.
    pub differing: Vec<Uuid>,
    /// Ruleset.
    pub ruleset: String,
}

/// Computes a run again from what it kept, by the ruleset it names.
pub async fn recompute_awards(work: &mut Work<'_>, id: Uuid, book: &WelfareBook) -> Result<AwardsRecomputed, Error> {
    let run = award_runs::get(work.connection, id).await?.ok_or(WelfareError::AwardRunNotFound)?;
    let rules = if run.ruleset == book.rules.id {
        book.rules.award.clone()
    } else {
        let found = rulesets::welfare::find(&run.ruleset);
        found.map_err(|_| AwardRefusal::RulesGone(run.ruleset.clone()))?.award
    };
    let kept = award_candidates::all(work.connection, id).await?;
    let (inputs, before): (Vec<AwardInput>, Vec<AwardOutcome>) = kept.into_iter().unzip();
    let now = rules.decide(run.year, &inputs);
    let text = canonical(&run.ruleset, run.year, &inputs, &now);
    let pairs = inputs.iter().zip(before.iter().zip(&now));
    let differing = pairs.filter(|(_, (before, now))| before != now).map(|(input, _)| input.servant);
    Ok(AwardsRecomputed {
        kept: run.fingerprint,
        fingerprint: work.vault.fingerprint(text.as_bytes()),
        differing: differing.take(MOST_TOLD).collect(),
        ruleset: run.ruleset,
    })
}
