use super::{assessment, committed, keep_note, lock_selection, note, save_selection};
use crate::{
    domain::{
        open_selection::Selection,
        panel_member::{Member, MemberState},
        selection_error::SelectionError,
        selection_note::{Note, NoteKind},
    },
    error::{Error, PanelError},
    store::{panel_members, panel_scores},
};
use platform::{AsRead, Work, sensitive::Sensitive};
use uuid::Uuid;

/// A member who is to go.
pub struct ChangeMember {
    /// Selection as it was read.
    pub selection: AsRead,
    /// Member.
    pub member: Uuid,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Goes on without a member who has not scored in time, if those who are left still make a panel, for every candidate.
/// What the member scored does not count, so that nobody can choose whom to score.
pub async fn excuse_member(work: &mut Work<'_>, input: ChangeMember) -> Result<(Selection, Member), Error> {
    let mut selection = lock_selection(work, input.selection).await?;
    let mut assessment = assessment(work.connection, selection.id).await?;
    let counts = panel_scores::counts(work.connection, selection.id).await?;
    let left = assessment.left_to(input.member, &counts);
    let found = assessment.members.iter_mut().find(|member| member.id == input.member && member.is_active());
    let member = found.ok_or(PanelError::MemberNotFound)?;
    selection.must_be_late(left, work.now)?;
    member.state = MemberState::Excused;
    let member = member.clone();
    let flaws = assessment.flaws_on_the_way(&committed(&selection)?.panel);
    if !flaws.is_empty() {
        return Err(SelectionError::PanelUnfit(flaws).into());
    }
    panel_members::update(work.connection, &member).await?;
    let about = Note { member: Some(member.id), ..note(work, selection.id, NoteKind::Excuse) };
    keep_note(work, about, &input.reason).await?;
    save_selection(work, &mut selection).await?;
    Ok((selection.release(), member))
}
