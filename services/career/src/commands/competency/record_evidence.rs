use super::{must_be_known::is_known, note_evidence::note_evidence};
use crate::{
    commands::is_actor,
    domain::{
        competency_rules::CompetencyRules,
        evidence::{CompetencyCode, Evidence, EvidenceRefusal, KeptEvidence},
        servant::day_of,
    },
    error::Error,
    store::servants,
};
use platform::Work;

/// Records evidence of a competency that some dictionary or standard knows. Nobody does it for themselves.
pub async fn record_evidence(
    work: &mut Work<'_>,
    evidence: Evidence,
    rules: &CompetencyRules,
) -> Result<KeptEvidence, Error> {
    let servant = servants::lock(work.connection, evidence.servant).await?.ok_or(Error::ServantNotFound)?;
    if is_actor(work, &servant) {
        return Err(EvidenceRefusal::Own.into());
    }
    if evidence.date > day_of(work.now) {
        return Err(EvidenceRefusal::NotYet.into());
    }
    let code = CompetencyCode::new(&evidence.dictionary, &evidence.code);
    if !is_known(work, &code, rules).await? {
        return Err(EvidenceRefusal::UnknownCompetency.into());
    }
    note_evidence(work, evidence, rules).await
}
