use crate::commands::training::{course_of, must_fit};
use crate::{
    domain::{
        servant::{State, day_of},
        training_session::TrainingSession,
    },
    error::{Error, TrainingError},
    rulesets,
    store::{servants, training_participants},
};
use platform::Work;

/// Gives a free seat to the first who waits and may take it. The session is held, and everybody who waits.
pub(in crate::commands) async fn give_seat(work: &mut Work<'_>, session: &TrainingSession) -> Result<(), Error> {
    let course = course_of(work, session).await?;
    let rules = rulesets::training::in_force(day_of(work.now))?;
    for mut next in training_participants::waiting(work.connection, session.id).await? {
        let servant = servants::get(work.connection, next.servant).await?.ok_or(Error::ServantNotFound)?;
        if servant.state == State::Left {
            continue;
        }
        match must_fit(work, &servant, session, &course, &rules).await {
            Ok(()) => {
                next.take_seat().map_err(TrainingError::from)?;
                return Ok(training_participants::update(work.connection, &mut next).await?);
            }
            // Booked other hours since: the next one gets the seat, and this one goes on waiting.
            Err(Error::Training(TrainingError::OverCap(_))) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}
