use super::{assessment, committed, keep_note, note, save_selection};
use crate::{
    domain::{
        open_selection::State,
        panel_member::MemberState,
        selection_note::{Note, NoteKind},
    },
    error::{Error, PanelError},
    store::{panel_members, selection_findings, selections},
};
use platform::{Work, sensitive::Sensitive};
use uuid::Uuid;

/// A seat that is given up.
pub struct LeavePanel {
    /// Selection.
    pub selection: Uuid,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Gives the caller's seat up. What the caller scored does not count, so that nobody can choose whom to score; a panel that
/// is none any more waits for somebody else.
pub async fn leave_panel(work: &mut Work<'_>, input: LeavePanel) -> Result<(), Error> {
    let mut selection = selections::lock(work.connection, input.selection).await?.ok_or(PanelError::NotFound)?;
    let subject = work.actor.subject.clone();
    let member = panel_members::of_subject(work.connection, selection.id, &subject).await?;
    let mut member = member.ok_or(PanelError::NotOnPanel)?;
    selection.must_let_leave()?;
    member.state = MemberState::Left;
    panel_members::update(work.connection, &member).await?;
    let about = Note { member: Some(member.id), ..note(work, selection.id, NoteKind::Leaving) };
    keep_note(work, about, &input.reason).await?;
    let assessment = assessment(work.connection, selection.id).await?;
    if selection.state != State::Open {
        let found = assessment.shortages(&committed(&selection)?.panel);
        selection_findings::insert(work.connection, &selection, &found).await?;
        selection.go_on_without(!found.is_empty());
    }
    save_selection(work, &mut selection).await
}
