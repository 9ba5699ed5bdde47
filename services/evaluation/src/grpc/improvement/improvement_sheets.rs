//! A case, whole: with what was said, the goals and the notes. Whoever calls sees to it that the reading is audited.

use super::improvement_messages::render;
use crate::{
    commands::ImprovementDesk,
    domain::improvement_case::ImprovementCase,
    error::Error,
    store::improvement_words::{self, CasePart},
};
use contracts::evaluation::v1 as pb;
use platform::{
    Failure, Work, dates,
    sensitive::{Sealed, Vault},
};
use std::collections::HashMap;
use uuid::Uuid;

/// The case with all that belongs to it.
pub(super) async fn sheet(
    work: &mut Work<'_>,
    case: ImprovementCase,
    desk: &ImprovementDesk,
) -> Result<pb::ImprovementCase, Error> {
    let id = case.id;
    let mut texts = HashMap::new();
    for (decision, part, sealed) in improvement_words::texts_of(work.connection, id).await? {
        texts.insert((decision.to_string(), part), open(&work.vault, id, &sealed)?);
    }
    let mut goals = Vec::new();
    for (due_date, sealed) in improvement_words::goals_of(work.connection, id).await? {
        let text = open(&work.vault, id, &sealed)?;
        goals.push(pb::ImprovementGoal { text, due_date: Some(dates::render(due_date)) });
    }
    let mut notes = Vec::new();
    for note in improvement_words::notes_of(work.connection, id).await? {
        let text = open(&work.vault, id, &note.text)?;
        let note_time = Some(dates::render_time(note.time));
        notes.push(pb::CoachingNote { month: note.month, text, noted_by: note.noted_by, note_time });
    }
    let mut rendered = render(&work.tenant, case, desk)?;
    for decision in &mut rendered.decisions {
        let mut said =
            |part: CasePart| texts.remove(&(decision.decision.clone(), part.as_str().to_owned())).unwrap_or_default();
        let (reason, objection, answer) = (said(CasePart::Reason), said(CasePart::Objection), said(CasePart::Answer));
        decision.reason = reason;
        decision.objection = objection;
        decision.answer_reason = answer;
    }
    Ok(pb::ImprovementCase { goals, notes, ..rendered })
}

/// Opens a text that was sealed for a case or a proposal.
pub(super) fn open(vault: &Vault, owner: Uuid, sealed: &Sealed) -> Result<String, Error> {
    let bytes = vault.open(owner.as_bytes(), sealed)?;
    String::from_utf8(bytes).map_err(|error| Failure::Internal(error.into()).into())
}
