use super::{ChangeMember, NewSeat, assessment, keep_note, lock_selection, note, save_selection, set_panel::seat};
use crate::{
    domain::{
        open_selection::{Selection, SelectionError},
        panel_member::{Member, MemberState, PanelFlaw},
    },
    error::{Error, PanelError},
    selterbook::Selterbook,
    store::{panel_members, panel_scores, selection_notes::NewNote},
};
use platform::Work;

/// A member who goes, and who sits there from now on.
pub struct ReplaceMember {
    /// Who goes, and why.
    pub change: ChangeMember,
    /// Who comes.
    pub seat: NewSeat,
}

/// Puts another person in a member's place while the selection is held, or for a member who is late. The new member
/// declares and scores; the old scores stay on record and do not count.
pub async fn replace_member(
    work: &mut Work<'_>,
    input: ReplaceMember,
    book: &Selterbook,
) -> Result<(Selection, Member), Error> {
    let mut selection = lock_selection(work, input.change.selection).await?;
    let mut assessment = assessment(work.connection, selection.id).await?;
    let counts = panel_scores::counts(work.connection, selection.id).await?;
    let left = assessment.left_to(input.change.member, &counts);
    let number = assessment.members.len() as i32 + 1;
    let known = assessment.members.iter().any(|member| member.seat.subject == input.seat.seat.subject);
    let found = assessment.members.iter_mut().find(|member| member.id == input.change.member && member.is_active());
    let gone = found.ok_or(PanelError::MemberNotFound)?;
    selection.replace_member(left, work.now)?;
    gone.state = MemberState::Replaced;
    let gone = gone.clone();
    if known {
        return Err(SelectionError::PanelUnfit(vec![PanelFlaw::Twice]).into());
    }
    panel_members::update(work.connection, &gone).await?;
    let member = seat(work, &selection, number, input.seat).await?;
    assessment.members.push(member.clone());
    let flaws = assessment.flaws(&book.find(&selection.ruleset)?.panel);
    if !flaws.is_empty() {
        return Err(SelectionError::PanelUnfit(flaws).into());
    }
    let about = NewNote { member: Some(gone.id), ..note(selection.id, "replacement") };
    keep_note(work, about, &input.change.reason).await?;
    save_selection(work, &mut selection).await?;
    Ok((selection.release(), member))
}
