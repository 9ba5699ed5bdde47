//! Mentoring and coaching: pairs, goals, sessions and what came of them.

mod confirm_pair;
mod decline_pair;
mod end_pair;
mod propose_pairs;
mod record_mentoring_session;
mod stop_pair;
mod withdraw_mentoring_session;

pub use confirm_pair::*;
pub use decline_pair::*;
pub use end_pair::*;
pub use propose_pairs::*;
pub use record_mentoring_session::*;
pub use stop_pair::*;
pub use withdraw_mentoring_session::*;

use crate::{
    domain::{
        mentorship::{Mentorship, MentorshipRefusal},
        servant::Servant,
    },
    error::{Error, MentoringError},
    store::{mentorships, profiles, servants},
};
use platform::{AsRead, Work, sensitive::Sensitive};
use uuid::Uuid;

/// The two of a pair, with their rows held if the pair is to change.
struct Two {
    mentee: Servant,
    mentor: Servant,
}

impl Two {
    fn mentee_is(&self, subject: &str) -> bool {
        self.mentee.account == subject
    }

    fn mentor_is(&self, subject: &str) -> bool {
        self.mentor.account == subject
    }
}

/// The two, by their records.
async fn two(work: &mut Work<'_>, mentee: Uuid, mentor: Uuid) -> Result<Two, Error> {
    let mentee = servants::get(work.connection, mentee).await?.ok_or(Error::ServantNotFound)?;
    let mentor = servants::get(work.connection, mentor).await?.ok_or(Error::ServantNotFound)?;
    Ok(Two { mentee, mentor })
}

/// Locks both servants in one order for everybody, and then a pair that nobody has changed since it was read. `other` is a
/// mentor who is to take the place of the proposed one.
async fn lock_pair(work: &mut Work<'_>, read: AsRead, other: Option<Uuid>) -> Result<(Mentorship, Two), Error> {
    let seen = mentorships::get(work.connection, read.id).await?.ok_or(MentoringError::MentorshipNotFound)?;
    let mentor = other.unwrap_or(seen.mentor);
    profiles::lock_all(work.connection, &[seen.mentee, mentor]).await?;
    let pair = mentorships::lock(work.connection, read.id).await?.ok_or(MentoringError::MentorshipNotFound)?;
    read.must_be(pair.version)?;
    let two = two(work, pair.mentee, mentor).await?;
    Ok((pair, two))
}

/// The office decides about pairs of other people.
fn must_be_of_others(work: &Work<'_>, two: &Two) -> Result<(), MentoringError> {
    let subject = &*work.actor.subject;
    let own = two.mentee_is(subject) || two.mentor_is(subject);
    if own { Err(MentorshipRefusal::Own.into()) } else { Ok(()) }
}

/// Whoever may see what only the two see: nobody else knows that the pair exists, nor they before it is confirmed.
pub(crate) async fn must_be_of_pair(work: &mut Work<'_>, id: Uuid) -> Result<Mentorship, Error> {
    let pair = mentorships::get(work.connection, id).await?.ok_or(MentoringError::MentorshipNotFound)?;
    let two = two(work, pair.mentee, pair.mentor).await?;
    let subject = work.actor.subject.to_string();
    let of_the_two = two.mentee_is(&subject) || two.mentor_is(&subject);
    if of_the_two && pair.start.is_some() { Ok(pair) } else { Err(MentoringError::MentorshipNotFound.into()) }
}

/// Keeps sealed, with the mentee's id as its owner, why a pair was changed, declined or ended.
async fn save_pair_reason(work: &mut Work<'_>, pair: &Mentorship, reason: &Sensitive<String>) -> Result<(), Error> {
    let sealed = super::seal_text(work, pair.mentee, reason)?;
    Ok(mentorships::save_reason(work.connection, pair.id, &sealed).await?)
}
