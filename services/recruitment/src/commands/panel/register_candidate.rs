use super::committed;
use crate::{
    domain::{
        candidacy::Screening,
        selection_candidate::{Candidate, Official, Record, code_of, unmet},
        selection_error::SelectionError,
    },
    error::{Error, PanelError},
    store::{selection_candidates, selections},
};
use platform::Work;
use uuid::Uuid;

/// Somebody who wants the post.
pub struct RegisterCandidate {
    /// Selection.
    pub selection: Uuid,
    /// Who.
    pub official: Official,
    /// What is declared about the requirements.
    pub record: Record,
}

/// Takes a candidate, sealed, once, under a code that says nothing. What falls short by the own declaration is refused at once;
/// whether the rest is true is for the committee to find.
pub async fn register_candidate(work: &mut Work<'_>, input: RegisterCandidate) -> Result<Candidate, Error> {
    let selection = selections::hold(work.connection, input.selection).await?.ok_or(PanelError::NotFound)?;
    selection.must_take_candidate(work.now)?;
    let rules = committed(&selection)?;
    let (born, day) = (input.official.birth_date, selection.plan.appointment_date);
    let unmet = unmet(&input.record, born, &rules.requirements, day);
    if !unmet.is_empty() {
        return Err(SelectionError::NotEligible(unmet).into());
    }
    let candidate = Candidate {
        id: Uuid::now_v7(),
        code: code_of(Uuid::new_v4()),
        registrar: work.actor.subject.to_string(),
        screening: Screening::Waiting,
        withdraw_time: None,
        submitted: false,
        create_time: work.now,
    };
    let index = work.vault.blind_index(&format!("nip {}", input.official.nip));
    let identity = work.vault.seal(candidate.id.as_bytes(), input.official.to_record().as_bytes())?;
    selection_candidates::insert(work.connection, selection.id, &candidate, &index, &identity)
        .await
        .map_err(PanelError::of_candidate)?;
    Ok(candidate)
}
