use super::{
    ChangeMember, NewSeat, assessment, committed, in_days, keep_note, lock_selection, note, save_selection,
    set_panel::seat,
};
use crate::{
    domain::{
        open_selection::{Selection, State},
        panel_check,
        panel_member::{Member, MemberState, PanelFlaw},
        selection_error::SelectionError,
        selection_note::{Note, NoteKind},
    },
    error::{Error, PanelError},
    store::{panel_members, panel_scores, selection_findings},
};
use platform::Work;

/// A member who goes, and who sits there from now on.
pub struct ReplaceMember {
    /// Who goes, and why.
    pub change: ChangeMember,
    /// Who comes.
    pub seat: NewSeat,
}

/// Puts another person in a member's place before the assessment, while the selection is held, or for a member who left or
/// is late; when scores were read, only for one whom a finding names. The new member declares and scores; the old scores
/// stay on record and do not count.
pub async fn replace_member(work: &mut Work<'_>, input: ReplaceMember) -> Result<(Selection, Member), Error> {
    let mut selection = lock_selection(work, input.change.selection).await?;
    let rules = &committed(&selection)?.panel;
    let mut assessment = assessment(work.connection, selection.id).await?;
    let counts = panel_scores::counts(work.connection, selection.id).await?;
    let missing = assessment.left_to(input.change.member, &counts);
    let odd = selection.state == State::Open;
    let before = assessment.flaws(rules, odd);
    let number = assessment.members.len() as i32 + 1;
    let known = assessment.members.iter().any(|member| member.seat.subject == input.seat.seat.subject);
    let gone = assessment.seat_to_fill(input.change.member).ok_or(PanelError::MemberNotFound)?;
    if selection.scores_held {
        // Scores were read: whoever may replace members could replace those whose scores displease.
        let found = selection_findings::of_round(work.connection, &selection).await?;
        if !panel_check::names(&found, gone.number) {
            return Err(SelectionError::MemberNotNamed.into());
        }
    }
    selection.replace_member(gone.state == MemberState::Left, missing, work.now)?;
    gone.state = MemberState::Replaced;
    let gone = gone.clone();
    if known {
        return Err(SelectionError::PanelUnfit(vec![PanelFlaw::Twice]).into());
    }
    panel_members::update(work.connection, &gone).await?;
    let member = seat(work, &selection, number, input.seat).await?;
    assessment.members.push(member.clone());
    let mut flaws = assessment.flaws(rules, odd);
    if assessment.has_free_seats() {
        // Whoever comes for one of several who left cannot make the panel whole.
        flaws.retain(|flaw| !before.contains(flaw));
    }
    if !flaws.is_empty() {
        return Err(SelectionError::PanelUnfit(flaws).into());
    }
    if selection.state != State::Open {
        selection.give_time(in_days(work, rules.replacement_days));
    }
    let about = Note { member: Some(gone.id), ..note(work, selection.id, NoteKind::Replacement) };
    keep_note(work, about, &input.change.reason).await?;
    save_selection(work, &mut selection).await?;
    Ok((selection.release(), member))
}
