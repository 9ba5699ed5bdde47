use super::refresh_profiles::{one, refresh_profiles};
use crate::{
    domain::{
        competency_rules::CompetencyRules,
        evidence::{Evidence, KeptEvidence},
    },
    error::Error,
    store::{evidence, profiles},
};
use platform::Work;

/// Keeps evidence that whoever calls vouches for, and looks at the servant's gaps and plan again.
pub async fn note_evidence(
    work: &mut Work<'_>,
    evidence: Evidence,
    rules: &CompetencyRules,
) -> Result<KeptEvidence, Error> {
    let holder = one(profiles::lock_all(work.connection, &[evidence.servant]).await?)?;
    let kept = KeptEvidence {
        last_day: rules.last_day(&evidence),
        evidence,
        ruleset: rules.id.clone(),
        recorded_by: work.actor.subject.to_string(),
        withdrawn_time: None,
        version: 1,
        create_time: work.now,
    };
    evidence::insert(work.connection, &kept, work.caused_by).await?;
    refresh_profiles(work, &[holder], rules).await?;
    Ok(kept)
}
