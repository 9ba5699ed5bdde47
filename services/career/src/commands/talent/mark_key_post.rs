use super::TalentBook;
use crate::{
    domain::key_post::KeyPost,
    error::{Error, TalentError},
    store::{key_posts, positions},
};
use platform::Work;
use uuid::Uuid;

/// A position for which successors are to be looked for.
pub struct MarkKeyPost {
    /// Position in the needs service.
    pub position: String,
    /// Why.
    pub reason: String,
}

/// Marks a position as a key post (*jabatan kunci*). The rules have to know what such posts ask for.
pub async fn mark_key_post(work: &mut Work<'_>, input: MarkKeyPost, book: &TalentBook) -> Result<KeyPost, Error> {
    let position = positions::get(work.connection, &input.position).await?.ok_or(TalentError::PositionNotFound)?;
    let known = position.job.and_then(|job| book.rules.requirement(job));
    if known.is_none() {
        return Err(TalentError::RequirementsUnknown.into());
    }
    let key_post = KeyPost {
        id: Uuid::now_v7(),
        position: position.name,
        reason: input.reason,
        active: true,
        draw_time: None,
        draw_ruleset: String::new(),
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    key_posts::insert(work.connection, &key_post).await.map_err(TalentError::of)?;
    Ok(key_post)
}
