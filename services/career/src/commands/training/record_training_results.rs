use crate::commands::training::{course_of, lock_session, must_be_of_another, participants_of};
use crate::{
    commands::{book_hours, note_evidence},
    domain::{
        competency_rules::CompetencyRules,
        course::Course,
        evidence::{Evidence, EvidenceKind},
        hours::Hours,
        servant::day_of,
        training_participant::{Outcome, Participant, ParticipantRefusal},
        training_rules::TrainingRules,
        training_session::TrainingSession,
    },
    error::{Error, TrainingError},
    events, names, rulesets,
    store::{attendance, servants, training_participants, training_sessions},
};
use jiff::civil::Date;
use platform::{AsRead, Work};
use std::collections::HashMap;
use uuid::Uuid;

/// What came of a course for some people.
pub struct RecordTrainingResults {
    /// Session as it was read.
    pub session: AsRead,
    /// Outcome of each participant.
    pub outcomes: HashMap<Uuid, Outcome>,
}

/// Records results, all or none, servant by servant in one order for everybody. Who passed gets hours and evidence.
pub async fn record_training_results(
    work: &mut Work<'_>,
    mut input: RecordTrainingResults,
    competency: &CompetencyRules,
) -> Result<TrainingSession, Error> {
    let mut session = lock_session(work, input.session).await?;
    let course = course_of(work, &session).await?;
    let today = day_of(work.now);
    let day = session.result_day(course.mode, today).map_err(TrainingError::from)?;
    let rules = rulesets::training::in_force(today)?;
    let held = attendance::days_held(work.connection, session.id).await?;
    let ids: Vec<Uuid> = input.outcomes.keys().copied().collect();
    let ended = Ended { course: &course, day, year: session.end.year().into(), competency };
    for mut participant in participants_of(work, session.id, &ids).await? {
        let Some(outcome) = input.outcomes.remove(&participant.id) else { continue };
        must_have_attended(&course, &participant, outcome.passed, held, &rules)?;
        end(work, &ended, &mut participant, outcome).await?;
    }
    training_sessions::update(work.connection, &mut session).await?;
    Ok(session)
}

/// What a result belongs to.
pub(super) struct Ended<'e> {
    /// Course.
    pub(super) course: &'e Course,
    /// Day of the result.
    pub(super) day: Date,
    /// Calendar year in which the session ends: the year whose hours were reserved.
    pub(super) year: i32,
    /// By which rules what was learned counts.
    pub(super) competency: &'e CompetencyRules,
}

/// Whoever passes where people come together was there often enough.
pub(super) fn must_have_attended(
    course: &Course,
    participant: &Participant,
    passed: bool,
    held: i64,
    rules: &TrainingRules,
) -> Result<(), TrainingError> {
    let present = participant.days_present;
    let there = !course.mode.has_days() || held > 0 && rules.attended(present, held);
    if passed && !there { Err(ParticipantRefusal::Attendance { present, held }.into()) } else { Ok(()) }
}

/// Ends the course for one person and tells of it. Of who left, results are of what was over by the last day.
async fn end(
    work: &mut Work<'_>,
    ended: &Ended<'_>,
    participant: &mut Participant,
    outcome: Outcome,
) -> Result<(), Error> {
    let servant = servants::lock(work.connection, participant.servant).await?.ok_or(Error::ServantNotFound)?;
    must_be_of_another(work, &servant)?;
    if servant.last_day.is_some_and(|last_day| ended.day > last_day) {
        return Err(TrainingError::from(ParticipantRefusal::NotInService).into());
    }
    let passed = outcome.passed;
    participant.end(outcome, ended.course.hours, ended.day).map_err(TrainingError::from)?;
    training_participants::update(work.connection, participant).await.map_err(TrainingError::of)?;
    if passed {
        settle(work, ended, participant).await?;
    }
    tell(work, ended, participant).await
}

/// What passing brings: hours, and evidence of what the course teaches.
pub(super) async fn settle(work: &mut Work<'_>, ended: &Ended<'_>, participant: &Participant) -> Result<(), Error> {
    let hours = hours_of(work, ended, participant);
    book_hours(work, hours).await?;
    if let Some(evidence) = evidence_of(work, ended, participant) {
        note_evidence(work, evidence, ended.competency).await?;
    }
    Ok(())
}

/// Tells of a result, under the next version of the servant. Evidence may have changed the record: it is read again.
pub(super) async fn tell(work: &mut Work<'_>, ended: &Ended<'_>, participant: &Participant) -> Result<(), Error> {
    let servant = servants::lock(work.connection, participant.servant).await?;
    let mut servant = servant.ok_or(Error::ServantNotFound)?;
    servant.update_time = work.now;
    servants::update(work.connection, &mut servant).await?;
    let completed = events::training_completed(&work.tenant, &servant, ended.course, participant, ended.day);
    work.record(&servant, &completed);
    Ok(())
}

fn hours_of(work: &Work<'_>, ended: &Ended<'_>, participant: &Participant) -> Hours {
    Hours {
        servant: participant.servant,
        year: ended.year,
        kind: ended.course.activity,
        hours: participant.hours,
        source: names::TRAINING_SESSION.name(&work.tenant, participant.session),
        date: ended.day,
    }
}

fn evidence_of(work: &Work<'_>, ended: &Ended<'_>, participant: &Participant) -> Option<Evidence> {
    let course = ended.course;
    let teaching = course.teaching.as_ref()?;
    Some(Evidence {
        id: Uuid::now_v7(),
        servant: participant.servant,
        kind: EvidenceKind::Training,
        dictionary: teaching.dictionary.clone(),
        code: teaching.code.clone(),
        level: teaching.level,
        assessor: course.provider.clone(),
        instrument: course.title.clone(),
        date: ended.day,
        expiry: None,
        reference: names::TRAINING_SESSION.name(&work.tenant, participant.session),
    })
}
