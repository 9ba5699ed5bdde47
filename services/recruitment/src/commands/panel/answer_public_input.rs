use crate::{
    domain::public_input::{PublicInput, Verdict},
    error::{Error, PanelError},
    store::{public_inputs, selections},
};
use platform::{AsRead, Work, sensitive::Sensitive};
use uuid::Uuid;

/// The answer to what somebody said.
pub struct AnswerPublicInput {
    /// Selection it belongs to.
    pub selection: Uuid,
    /// Input as it was read.
    pub input: AsRead,
    /// What became of it.
    pub verdict: Verdict,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Answers an input, once, before the announcement. No score changes by it.
pub async fn answer_public_input(work: &mut Work<'_>, input: AnswerPublicInput) -> Result<PublicInput, Error> {
    let selection = selections::hold(work.connection, input.selection).await?.ok_or(PanelError::InputNotFound)?;
    let kept = public_inputs::lock(work.connection, input.input.id).await?;
    let kept = kept.filter(|kept| kept.input.selection == selection.id).ok_or(PanelError::InputNotFound)?;
    let mut said = kept.input;
    input.input.must_be(said.version)?;
    selection.must_answer_input()?;
    said.answer(input.verdict, work.now).map_err(PanelError::from)?;
    let reason = work.vault.seal(said.id.as_bytes(), input.reason.reveal().as_bytes())?;
    public_inputs::answer(work.connection, &mut said, &reason).await?;
    Ok(said)
}
