use super::{lock_selection, save_selection};
use crate::{
    domain::{
        open_selection::{Selection, State},
        panel_member::{Member, MemberState, Seat, flaws},
        selection_error::SelectionError,
    },
    error::Error,
    rulesets::Selterbook,
    store::panel_members,
};
use platform::{AsRead, Work, sensitive::Sensitive};
use uuid::Uuid;

/// Somebody to sit on a panel.
pub struct NewSeat {
    /// What is known of the member, but for the name.
    pub seat: Seat,
    /// Full name.
    pub full_name: Sensitive<String>,
}

/// A panel to be named.
pub struct SetPanel {
    /// Selection as it was read.
    pub selection: AsRead,
    /// Who sits there.
    pub seats: Vec<NewSeat>,
}

/// Names the panel of a draft, in place of the one before.
pub async fn set_panel(
    work: &mut Work<'_>,
    input: SetPanel,
    book: &Selterbook,
) -> Result<(Selection, Vec<Member>), Error> {
    let mut selection = lock_selection(work, input.selection).await?;
    selection.must_be(State::Draft)?;
    let rules = &book.find(&selection.ruleset)?.panel;
    let flaws = flaws(input.seats.iter().map(|new| &new.seat), rules, true);
    if !flaws.is_empty() {
        return Err(SelectionError::PanelUnfit(flaws).into());
    }
    panel_members::clear(work.connection, selection.id).await?;
    let mut members = Vec::new();
    for (number, new) in (1..).zip(input.seats) {
        members.push(seat(work, &selection, number, new).await?);
    }
    save_selection(work, &mut selection).await?;
    Ok((selection.release(), members))
}

/// Gives somebody a seat on the panel, the name sealed.
pub(super) async fn seat(
    work: &mut Work<'_>,
    selection: &Selection,
    number: i32,
    new: NewSeat,
) -> Result<Member, Error> {
    let member = Member {
        id: Uuid::now_v7(),
        number,
        seat: new.seat,
        state: MemberState::Active,
        declared: false,
        round: selection.round,
    };
    let name = work.vault.seal(member.id.as_bytes(), new.full_name.reveal().as_bytes())?;
    panel_members::insert(work.connection, selection.id, &member, &name).await?;
    Ok(member)
}
