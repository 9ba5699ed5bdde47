use super::{assessment, keep_note, note};
use crate::{
    error::{Error, PanelError},
    store::{panel_members, selection_notes::NewNote, selections},
};
use platform::{Work, sensitive::Sensitive};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A member's conflicts of interest.
pub struct DeclareConflicts {
    /// Selection.
    pub selection: Uuid,
    /// Candidate and what it is; none about all others.
    pub conflicts: BTreeMap<Uuid, Sensitive<String>>,
}

/// Takes the caller's declaration about all candidates and tells how many are left to score. A later one replaces an
/// earlier one until the panel scores.
pub async fn declare_conflicts(work: &mut Work<'_>, input: DeclareConflicts) -> Result<usize, Error> {
    let selection = selections::hold(work.connection, input.selection).await?.ok_or(PanelError::NotFound)?;
    let subject = work.actor.subject.clone();
    let member = panel_members::of_subject(work.connection, selection.id, &subject).await?;
    let mut member = member.ok_or(PanelError::NotOnPanel)?;
    selection.must_take_declaration(member.declared, work.now)?;
    let candidates = assessment(work.connection, selection.id).await?.candidates;
    let known = |id: &Uuid| candidates.iter().any(|candidate| candidate.id == *id);
    if !input.conflicts.keys().all(known) {
        return Err(PanelError::CandidateNotFound.into());
    }
    let ids: Vec<Uuid> = input.conflicts.keys().copied().collect();
    panel_members::replace_conflicts(work.connection, selection.id, member.id, &ids).await?;
    for (candidate, reason) in &input.conflicts {
        let about = note(selection.id, "conflict");
        let about = NewNote { member: Some(member.id), candidate: Some(*candidate), ..about };
        keep_note(work, about, reason).await?;
    }
    member.declared = true;
    panel_members::update(work.connection, &member).await?;
    Ok(candidates.len() - ids.len())
}
