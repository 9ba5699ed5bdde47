use super::is_actor;
use crate::{
    commands::seal_text,
    domain::talent_box::{BoxChoice, BoxRefusal, TalentBox},
    error::{Error, TalentError},
    store::{box_decisions, boxes, servants},
};
use platform::{AsRead, Work, sensitive::Sensitive};
use uuid::Uuid;

/// What a person makes of a box.
pub struct DecideBox {
    /// Box as it was read.
    pub talent_box: AsRead,
    /// The proposed one or another.
    pub choice: BoxChoice,
    /// Why; empty where the proposal is accepted without a word.
    pub reason: Sensitive<String>,
}

/// Decides about a box, and keeps who, when and why beside what was before.
pub async fn decide_box(work: &mut Work<'_>, input: DecideBox) -> Result<TalentBox, Error> {
    let known = boxes::get(work.connection, input.talent_box.id).await?.ok_or(TalentError::BoxNotFound)?;
    let servant = servants::lock(work.connection, known.servant).await?.ok_or(Error::ServantNotFound)?;
    let mut seen = boxes::lock(work.connection, known.id).await?.ok_or(TalentError::BoxNotFound)?;
    input.talent_box.must_be(seen.version)?;
    if is_actor(work, &servant) {
        return Err(BoxRefusal::Own.into());
    }
    let decision = seen.decide(input.choice, Uuid::now_v7(), &work.actor.subject, work.now)?;
    boxes::update(work.connection, &mut seen).await?;
    let sealed = seal_text(work, decision.id, &input.reason)?;
    box_decisions::insert(work.connection, &decision, &sealed).await?;
    Ok(seen)
}
