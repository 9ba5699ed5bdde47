use crate::commands::training::{course_of, must_be_of_another, must_fit, save_remark};
use crate::{
    domain::{
        course::Course,
        servant::{State, day_of},
        training_participant::{GapThen, Participant, ParticipantRefusal, ParticipantState},
    },
    error::{Error, TrainingError},
    rulesets,
    store::{gaps, servants, training_participants, training_sessions},
};
use platform::{Work, sensitive::Sensitive};
use uuid::Uuid;

/// Somebody who comes in outside the order of gaps.
pub struct EnrolParticipant {
    /// Session.
    pub session: Uuid,
    /// Who.
    pub servant: Uuid,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Takes one person into the session, onto the waiting list where it is full. A gap that the course closes is noted.
pub async fn enrol_participant(work: &mut Work<'_>, input: EnrolParticipant) -> Result<Participant, Error> {
    let session = training_sessions::lock(work.connection, input.session).await?;
    let mut session = session.ok_or(TrainingError::SessionNotFound)?;
    let today = day_of(work.now);
    session.must_take_people(today).map_err(TrainingError::from)?;
    let servant = servants::lock(work.connection, input.servant).await?.ok_or(Error::ServantNotFound)?;
    must_be_of_another(work, &servant)?;
    if servant.state == State::Left {
        return Err(TrainingError::from(ParticipantRefusal::NotInService).into());
    }
    let course = course_of(work, &session).await?;
    must_fit(work, &servant, &session, &course, &rulesets::training::in_force(today)?).await?;
    let seat = session.free_seats() > 0;
    let participant = Participant {
        id: Uuid::now_v7(),
        session: session.id,
        servant: servant.id,
        state: if seat { ParticipantState::Enrolled } else { ParticipantState::Waiting },
        place: training_participants::next_place(work.connection, session.id).await?,
        gap: gap_of(work, servant.id, &course).await?,
        score: None,
        certificate: String::new(),
        result_date: None,
        hours: 0,
        days_present: 0,
        version: 1,
    };
    let inserted = training_participants::insert(work.connection, session.id, std::slice::from_ref(&participant));
    inserted.await.map_err(TrainingError::of)?;
    save_remark(work, participant.id, &input.reason).await?;
    training_sessions::update(work.connection, &mut session).await?;
    Ok(participant)
}

/// The open gap of a servant in what a course teaches.
async fn gap_of(work: &mut Work<'_>, servant: Uuid, course: &Course) -> Result<Option<GapThen>, Error> {
    let Some(teaching) = &course.teaching else { return Ok(None) };
    let open = gaps::open_of(work.connection, servant).await?;
    let found = open.into_iter().find(|gap| gap.dictionary == teaching.dictionary && gap.code == teaching.code);
    Ok(found.map(|gap| GapThen { gap: gap.id, standard: gap.standard, achieved: gap.achieved }))
}
