use super::opened;
use crate::{
    domain::confirmation::{Answer, Confirmation},
    error::{Error, ScreeningError},
    store::confirmations,
};
use platform::{AsRead, Work};

/// An institution's answer.
pub struct AnswerConfirmation {
    /// The question as it was read.
    pub confirmation: AsRead,
    /// The answer.
    pub answer: Answer,
}

/// Takes the answer of an institution that the caller speaks for; no other question exists for the caller.
pub async fn answer_confirmation(work: &mut Work<'_>, input: AnswerConfirmation) -> Result<Confirmation, Error> {
    let AnswerConfirmation { confirmation: read, answer } = input;
    let mine = confirmations::lock_own(work.connection, read.id, &work.actor.subject).await?;
    let mut sealed = mine.ok_or(ScreeningError::ConfirmationNotFound)?;
    let mut asked = opened(&work.vault, &sealed)?;
    let note = match &answer {
        Answer::Confirmed => None,
        Answer::Denied(note) => Some(work.vault.seal(read.id.as_bytes(), note.as_bytes())?),
    };
    let confirmed = matches!(answer, Answer::Confirmed);
    asked.answer(answer, work.now).map_err(ScreeningError::from)?;
    read.must_be(asked.version)?;
    sealed.answer = Some((confirmed, note, work.now));
    confirmations::answer(work.connection, &mut sealed).await?;
    asked.version = sealed.version;
    Ok(asked)
}
