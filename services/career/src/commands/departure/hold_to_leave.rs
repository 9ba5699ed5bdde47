use crate::{
    error::Error,
    store::{open_matters, profiles, training_sessions},
};
use platform::{Failure, Work};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Holds whatever the leaving of these servants touches, in the order that everybody keeps: the open sessions they are in, and
/// then people by id: those who leave, those whom they mentor, and who waits for their seats. Whoever ends careers comes here
/// before any servant is held, so that nobody waits for somebody who waits for them.
pub(in crate::commands) async fn hold_to_leave(work: &mut Work<'_>, leaving: &[Uuid]) -> Result<(), Error> {
    let sessions = open_matters::sessions(work.connection, leaving).await?;
    training_sessions::hold(work.connection, &sessions).await?;
    let people = touched(work, leaving, &sessions).await?;
    let held: Vec<Uuid> = people.iter().copied().collect();
    profiles::lock_all(work.connection, &held).await?;
    // Whoever came into a session or a pair meanwhile was not held: the caller tries again.
    let now = open_matters::sessions(work.connection, leaving).await?;
    let same = now.iter().all(|session| sessions.contains(session));
    let same = same && touched(work, leaving, &now).await?.is_subset(&people);
    if same { Ok(()) } else { Err(Failure::EtagMismatch.into()) }
}

async fn touched(work: &mut Work<'_>, leaving: &[Uuid], sessions: &[Uuid]) -> Result<BTreeSet<Uuid>, Error> {
    let mut people: BTreeSet<Uuid> = leaving.iter().copied().collect();
    people.extend(open_matters::mentees(work.connection, leaving).await?);
    people.extend(open_matters::waiting(work.connection, sessions).await?);
    Ok(people)
}
