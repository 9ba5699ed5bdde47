use super::{candidates_known, save_selection};
use crate::{
    domain::{
        candidacy::RequirementFound,
        selection_candidate::{Candidate, Unmet},
    },
    error::{Error, PanelError},
    store::{
        selection_candidates,
        selection_requirements::{self, Kept},
        selections,
    },
};
use platform::{Failure, Violations, Work, sensitive::Sensitive};
use uuid::Uuid;

/// What the committee found in a candidate's papers.
pub struct ScreenCandidate {
    /// Selection.
    pub selection: Uuid,
    /// Candidate.
    pub candidate: Uuid,
    /// Each requirement, with the reason where it is not met.
    pub findings: Vec<(RequirementFound, Option<Sensitive<String>>)>,
}

/// Notes who meets the requirements, by whom that was found and why where somebody does not. May be said otherwise until
/// everybody knows the candidates.
pub async fn screen_candidate(work: &mut Work<'_>, input: ScreenCandidate) -> Result<Candidate, Error> {
    let mut selection =
        selections::lock(work.connection, input.selection).await?.ok_or(PanelError::CandidateNotFound)?;
    let candidate = selection_candidates::get(work.connection, selection.id, input.candidate).await?;
    let mut candidate = candidate.ok_or(PanelError::CandidateNotFound)?;
    must_be_whole(input.findings.len())?;
    let (rules, tally) = candidates_known(work, &selection).await?;
    selection.must_screen(tally, rules.candidates_minimum, work.now)?;
    let mut kept = Vec::new();
    for (found, reason) in input.findings {
        let id = Uuid::now_v7();
        let sealed = reason.map(|reason| work.vault.seal(id.as_bytes(), reason.reveal().as_bytes()));
        kept.push(Kept { id, found, reason: sealed.transpose()? });
    }
    let found: Vec<RequirementFound> = kept.iter().map(|one| one.found).collect();
    candidate.screen(&found)?;
    selection_candidates::update(work.connection, &candidate).await?;
    let by: (&str, _) = (&work.actor.subject, work.now);
    selection_requirements::replace(work.connection, candidate.id, &kept, by).await?;
    let (_, tally) = candidates_known(work, &selection).await?;
    if selection.must_announce_candidates(tally, rules.candidates_minimum, work.now).is_ok() {
        selection.hear_the_public_in_full(work.now);
        save_selection(work, &mut selection).await?;
    }
    Ok(candidate)
}

/// Each requirement once: the caller has checked that none stands there twice.
fn must_be_whole(findings: usize) -> Result<(), Error> {
    let mut check = Violations::default();
    check.check("findings", findings == Unmet::ALL.len(), "must hold each of the five requirements once");
    if check.is_empty() { Ok(()) } else { Err(Failure::from(check).into()) }
}
