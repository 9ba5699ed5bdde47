use super::{
    refresh_profile::refresh_profile,
    refresh_profiles::{one, refresh_profiles},
};
use crate::{
    commands::{is_actor, seal_text},
    domain::{
        competency_rules::CompetencyRules,
        evidence::{EvidenceRefusal, KeptEvidence},
    },
    error::{CompetencyError, Error},
    store::{evidence, profiles, servants},
};
use platform::{AsRead, Work, sensitive::Sensitive};
use uuid::Uuid;

/// What is taken back.
pub struct WithdrawEvidence {
    /// Evidence.
    pub evidence: AsRead,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Takes evidence back: it counts for nothing any more, and the servant's gaps and plan are looked at again. Nobody does it for
/// themselves.
pub async fn withdraw_evidence(
    work: &mut Work<'_>,
    input: WithdrawEvidence,
    rules: &CompetencyRules,
) -> Result<KeptEvidence, Error> {
    let id = input.evidence.id;
    let servant = evidence::servant_of(work.connection, id).await?.ok_or(CompetencyError::EvidenceNotFound)?;
    let servant = servants::lock(work.connection, servant).await?.ok_or(Error::ServantNotFound)?;
    if is_actor(work, &servant) {
        return Err(EvidenceRefusal::Own.into());
    }
    let holder = one(profiles::lock_all(work.connection, &[servant.id]).await?)?;
    let mut kept = evidence::lock(work.connection, id).await?.ok_or(CompetencyError::EvidenceNotFound)?;
    input.evidence.must_be(kept.version)?;
    kept.withdraw(work.now)?;
    let reason = seal_text(work, id, &input.reason)?;
    evidence::withdraw(work.connection, &mut kept, &reason).await?;
    refresh_profiles(work, &[holder], rules).await?;
    Ok(kept)
}

/// Takes back the evidence that another resource brought, if it brought any that still stands. The servant's row is held.
pub async fn take_evidence_back(
    work: &mut Work<'_>,
    id: Uuid,
    reason: &Sensitive<String>,
    rules: &CompetencyRules,
) -> Result<(), Error> {
    let found = evidence::lock(work.connection, id).await?;
    let Some(mut kept) = found.filter(|kept| kept.withdrawn_time.is_none()) else { return Ok(()) };
    kept.withdraw(work.now)?;
    let reason = seal_text(work, id, reason)?;
    evidence::withdraw(work.connection, &mut kept, &reason).await?;
    refresh_profile(work, kept.evidence.servant, rules).await
}
