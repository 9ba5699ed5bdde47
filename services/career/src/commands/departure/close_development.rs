use super::close_open_matters::REASON;
use crate::{
    commands::{book_minutes, give_seat, save_remark, seal_text},
    domain::{mentorship::MentorshipState, servant::day_of},
    error::{Error, MentoringError, TrainingError},
    store::{
        external_trainings, mentorships, onboarding_tasks, open_matters, servants, training_participants,
        training_sessions,
    },
};
use jiff::civil::Date;
use platform::{Work, sensitive::Sensitive};
use uuid::Uuid;

/// Ends what develops somebody who leaves: pairs on both sides, seats in courses that go on after the last day, what was
/// submitted and nobody looked at, and tasks of the first year. Sessions and people were held before.
pub(super) async fn close_development(work: &mut Work<'_>, servant: Uuid, last_day: Date) -> Result<(), Error> {
    end_pairs(work, servant).await?;
    give_up_seats(work, servant, last_day).await?;
    decline_submitted(work, servant).await?;
    Ok(onboarding_tasks::lapse(work.connection, servant, day_of(work.now)).await?)
}

/// What the two did counts for the mentee, and nothing is shown by it.
async fn end_pairs(work: &mut Work<'_>, servant: Uuid) -> Result<(), Error> {
    let today = day_of(work.now);
    for id in open_matters::pairs(work.connection, servant).await? {
        let Some(mut pair) = mentorships::lock(work.connection, id).await? else { continue };
        if pair.state == MentorshipState::Proposed {
            pair.decline(today).map_err(MentoringError::from)?;
        } else {
            pair.end(None, today).map_err(MentoringError::from)?;
            let mentee = servants::get(work.connection, pair.mentee).await?.ok_or(Error::ServantNotFound)?;
            book_minutes(work, &mut pair, mentee.employment).await?;
        }
        mentorships::update(work.connection, &mut pair).await?;
        let sealed = seal_text(work, pair.mentee, &Sensitive::new(REASON.to_owned()))?;
        mentorships::save_reason(work.connection, pair.id, &sealed).await?;
    }
    Ok(())
}

/// Of a course that was over by the last day a result is still recorded: those seats stay.
async fn give_up_seats(work: &mut Work<'_>, servant: Uuid, last_day: Date) -> Result<(), Error> {
    for id in open_matters::seats(work.connection, servant, last_day).await? {
        let Some(mut participant) = training_participants::get(work.connection, id).await? else { continue };
        let session = training_sessions::lock(work.connection, participant.session).await?;
        let mut session = session.ok_or(TrainingError::SessionNotFound)?;
        let freed = participant.withdraw().map_err(TrainingError::from)?;
        training_participants::update(work.connection, &mut participant).await?;
        save_remark(work, participant.id, &Sensitive::new(REASON.to_owned())).await?;
        if freed && session.must_take_people(day_of(work.now)).is_ok() {
            give_seat(work, &session).await?;
        }
        training_sessions::update(work.connection, &mut session).await?;
    }
    Ok(())
}

async fn decline_submitted(work: &mut Work<'_>, servant: Uuid) -> Result<(), Error> {
    for id in open_matters::submitted(work.connection, servant).await? {
        let Some(mut training) = external_trainings::lock(work.connection, id).await? else { continue };
        training.lapse().map_err(TrainingError::from)?;
        external_trainings::update(work.connection, &mut training).await?;
        let sealed = seal_text(work, training.id, &Sensitive::new(REASON.to_owned()))?;
        external_trainings::save_reason(work.connection, training.id, &sealed).await?;
    }
    Ok(())
}
