use super::{assessment, committed, keep_note, note, save_selection};
use crate::{
    domain::{
        assessment::Assessment,
        open_selection::Selection,
        selection_note::{Note, NoteKind},
    },
    error::{Error, PanelError},
    store::{panel_members, selection_candidates, selection_findings, selections},
};
use platform::{Locked, Work, sensitive::Sensitive};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A member's conflicts of interest.
pub struct DeclareConflicts {
    /// Selection.
    pub selection: Uuid,
    /// Candidate and what it is; none about all others.
    pub conflicts: BTreeMap<Uuid, Sensitive<String>>,
}

/// Takes the caller's declaration about all candidates and tells how many are left to score. A later one replaces an
/// earlier one until the assessment, and from then on adds to it.
pub async fn declare_conflicts(work: &mut Work<'_>, input: DeclareConflicts) -> Result<usize, Error> {
    let mut selection = selections::lock(work.connection, input.selection).await?.ok_or(PanelError::NotFound)?;
    let subject = work.actor.subject.clone();
    let member = panel_members::of_subject(work.connection, selection.id, &subject).await?;
    let mut member = member.ok_or(PanelError::NotOnPanel)?;
    let close_time = selection.plan.close_time;
    let waiting = selection_candidates::tally(work.connection, selection.id, close_time).await?.waiting;
    selection.must_take_declaration(waiting, work.now)?;
    let mut assessment = assessment(work.connection, selection.id).await?;
    let known = |id: &Uuid| assessment.candidates.iter().any(|candidate| candidate.id == *id);
    if !input.conflicts.keys().all(known) {
        return Err(PanelError::CandidateNotFound.into());
    }
    let before = assessment.conflicts_of(member.id);
    let told: BTreeSet<Uuid> = input.conflicts.keys().copied().collect();
    let conflicts = if selection.declares_anew() { told } else { &before | &told };
    let added: BTreeSet<Uuid> = &conflicts - &before;
    panel_members::replace_conflicts(work.connection, selection.id, member.id, &conflicts).await?;
    for (candidate, reason) in &input.conflicts {
        let about = note(work, selection.id, NoteKind::Conflict);
        let about = Note { member: Some(member.id), candidate: Some(*candidate), ..about };
        keep_note(work, about, reason).await?;
    }
    member.declared = true;
    panel_members::update(work.connection, &member).await?;
    let left = assessment.candidates.len() - conflicts.len();
    if !selection.declares_anew() && !added.is_empty() {
        assessment.conflicts.extend(added.iter().map(|candidate| (member.id, *candidate)));
        go_on(work, &mut selection, &assessment, &added).await?;
    }
    Ok(left)
}

/// Holds the selection when too few are left for a candidate, and lets scores that were fixed be fixed anew.
async fn go_on(
    work: &mut Work<'_>,
    selection: &mut Locked<Selection>,
    assessment: &Assessment,
    added: &BTreeSet<Uuid>,
) -> Result<(), Error> {
    let codes: Vec<&str> = assessment.codes(added).collect();
    let mut found = assessment.short_of_members(&committed(selection)?.panel);
    found.retain(|finding| codes.contains(&finding.candidate.as_str()));
    selection.go_on_without(!found.is_empty());
    selection_findings::insert(work.connection, selection, &found).await?;
    save_selection(work, selection).await
}
