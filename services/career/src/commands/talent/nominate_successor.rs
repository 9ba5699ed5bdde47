use super::is_actor;
use crate::{
    commands::seal_text,
    domain::{
        key_post::{KeyPostRefusal, Successor},
        servant::State,
        succession::{Verdict, cleared_by_naming},
    },
    error::{DepartureError, Error, TalentError},
    store::{key_posts, pool_members, servants, successors},
};
use platform::{Work, sensitive::Sensitive};
use uuid::Uuid;

/// Somebody to name as a successor.
pub struct NominateSuccessor {
    /// Key post.
    pub key_post: Uuid,
    /// Who.
    pub servant: Uuid,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Names somebody who is in the pool as drawn last, or who had to be looked at for what was done elsewhere alone: the reason then
/// says how that was shown, and it is not asked again when the servant comes to the post. Nobody names themselves.
pub async fn nominate_successor(work: &mut Work<'_>, input: NominateSuccessor) -> Result<Successor, Error> {
    let servant = servants::lock(work.connection, input.servant).await?.ok_or(Error::ServantNotFound)?;
    let key_post = key_posts::lock(work.connection, input.key_post).await?.ok_or(TalentError::KeyPostNotFound)?;
    key_post.must_be_active()?;
    if is_actor(work, &servant) {
        return Err(KeyPostRefusal::Own.into());
    }
    if servant.state == State::Left {
        return Err(DepartureError::ServantLeft.into());
    }
    let drawn = pool_members::get(work.connection, key_post.id, servant.id).await?;
    let member = drawn.ok_or(KeyPostRefusal::NotInPool)?;
    let cleared = match member.verdict {
        Verdict::In => Vec::new(),
        Verdict::NeedsReview => cleared_by_naming(&member.reasons).ok_or(KeyPostRefusal::NotInPool)?,
        Verdict::Out => return Err(KeyPostRefusal::NotInPool.into()),
    };
    let successor = Successor {
        id: Uuid::now_v7(),
        key_post: key_post.id,
        servant: servant.id,
        nominated: true,
        score: member.score,
        place: member.place,
        cleared,
        ruleset: key_post.draw_ruleset,
        nominated_by: work.actor.subject.to_string(),
        withdrawn_by: String::new(),
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    let sealed = seal_text(work, successor.id, &input.reason)?;
    successors::insert(work.connection, &successor, &sealed).await.map_err(TalentError::of)?;
    Ok(successor)
}
