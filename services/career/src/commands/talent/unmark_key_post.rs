use crate::{
    domain::key_post::KeyPost,
    error::{Error, TalentError},
    store::key_posts,
};
use platform::{AsRead, Work};

/// Ends a key post. What was drawn and who was named for it can still be read.
pub async fn unmark_key_post(work: &mut Work<'_>, read: AsRead) -> Result<KeyPost, Error> {
    let mut key_post = key_posts::lock(work.connection, read.id).await?.ok_or(TalentError::KeyPostNotFound)?;
    read.must_be(key_post.version)?;
    key_post.unmark(work.now)?;
    key_posts::update(work.connection, &mut key_post).await?;
    Ok(key_post)
}
