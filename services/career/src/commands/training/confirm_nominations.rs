use crate::commands::{
    seal_text,
    training::{course_of, nominate_participants::look},
};
use crate::{
    domain::{
        servant::day_of,
        training_nomination::{Nomination, NominationRun, Stale, VerdictKind, leave_out, same, seat},
        training_participant::{Participant, ParticipantRefusal, ParticipantState},
    },
    error::{Error, TrainingError},
    rulesets,
    store::{nomination_runs, servants, training_gaps, training_participants, training_sessions},
};
use platform::{AsRead, Failure, Violations, Work, sensitive::Sensitive};
use uuid::Uuid;

/// What a person makes of a run.
pub struct ConfirmNominations {
    /// Run as it was read.
    pub run: AsRead,
    /// Whom to leave out, and why.
    pub left_out: Vec<(Uuid, Sensitive<String>)>,
}

/// Takes those of a run into the session; nobody confirms that they come in themselves. Everybody is looked at again with the people locked: what was seen has to be what
/// happens, and nobody's hours are reserved twice.
pub async fn confirm_nominations(work: &mut Work<'_>, input: ConfirmNominations) -> Result<NominationRun, Error> {
    let seen = nomination_runs::get(work.connection, input.run.id).await?.ok_or(TrainingError::RunNotFound)?;
    let session = training_sessions::lock(work.connection, seen.session).await?;
    let mut session = session.ok_or(TrainingError::SessionNotFound)?;
    let mut run = nomination_runs::lock(work.connection, input.run.id).await?.ok_or(TrainingError::RunNotFound)?;
    input.run.must_be(run.version)?;
    run.confirm(work.now).map_err(TrainingError::from)?;
    session.must_take_people(day_of(work.now)).map_err(TrainingError::from)?;
    let course = course_of(work, &session).await?;
    let rules = rulesets::training::find(&run.ruleset)?;
    let mut lines = nomination_runs::lines(work.connection, run.id).await?;
    let coming: Vec<Uuid> = lines.iter().filter(|one| one.verdict.comes_in()).map(|one| one.servant).collect();
    training_gaps::hold(work.connection, &coming).await?;
    if !same(&lines, &look(work, &session, &course, &rules).await?) {
        return Err(TrainingError::from(Stale::Changed).into());
    }
    let left_out: Vec<Uuid> = input.left_out.iter().map(|(servant, _)| *servant).collect();
    let unknown = leave_out(&mut lines, &left_out, &rules);
    if !unknown.is_empty() {
        return Err(not_nominated(&unknown));
    }
    let me = servants::of_account(work.connection, &work.actor.subject).await?;
    if me.is_some_and(|me| lines.iter().any(|one| one.servant == me.id && one.verdict.comes_in())) {
        return Err(TrainingError::from(ParticipantRefusal::Own).into());
    }
    seat(&mut lines, session.free_seats(), &rules);
    nomination_runs::update_verdicts(work.connection, run.id, &lines).await?;
    for (servant, reason) in &input.left_out {
        let sealed = seal_text(work, run.id, reason)?;
        nomination_runs::save_reason(work.connection, run.id, *servant, &sealed).await?;
    }
    let place = training_participants::next_place(work.connection, session.id).await?;
    let participants = coming_in(&lines, session.id, place);
    training_participants::insert(work.connection, session.id, &participants).await.map_err(TrainingError::of)?;
    nomination_runs::update(work.connection, &mut run).await?;
    training_sessions::update(work.connection, &mut session).await?;
    Ok(run)
}

/// Those who come in, in their order.
fn coming_in(lines: &[Nomination], session: Uuid, first_place: i32) -> Vec<Participant> {
    let coming = lines.iter().filter(|one| one.verdict.comes_in());
    let participant = |(one, place): (&Nomination, i32)| Participant {
        id: Uuid::now_v7(),
        session,
        servant: one.servant,
        state: match one.verdict {
            VerdictKind::Nominated => ParticipantState::Enrolled,
            _ => ParticipantState::Waiting,
        },
        place,
        gap: Some(one.gap),
        score: None,
        certificate: String::new(),
        result_date: None,
        hours: 0,
        days_present: 0,
        version: 1,
    };
    coming.zip(first_place..).map(participant).collect()
}

fn not_nominated(places: &[usize]) -> Error {
    let mut check = Violations::default();
    for place in places {
        check.add(format!("left_out[{place}].servant"), "was not nominated in this run");
    }
    Failure::from(check).into()
}
