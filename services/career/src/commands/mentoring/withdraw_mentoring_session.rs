use crate::commands::{
    mentoring::{must_be_of_pair, two},
    seal_text,
};
use crate::{
    domain::{
        hours::Hours,
        mentorship::{MentoringSession, Mentorship, MentorshipRefusal, MentorshipState, YearOfSessions, by_year},
        servant::State,
    },
    error::{Error, MentoringError},
    names, rulesets,
    store::{
        hours,
        mentoring_sessions::{self, SessionTexts},
        mentorships, profiles,
    },
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// A session that was written down wrongly.
pub struct WithdrawMentoringSession {
    /// Session, with the version of its pair as it was read.
    pub session: AsRead,
    /// Why.
    pub reason: Sensitive<String>,
}

/// The mentor takes a session back, also after the pair ended: its minutes count no more, and hours that they had brought are
/// booked back. Others do not know that the session exists.
pub async fn withdraw_mentoring_session(
    work: &mut Work<'_>,
    input: WithdrawMentoringSession,
) -> Result<(MentoringSession, SessionTexts), Error> {
    let pair = mentoring_sessions::pair_of(work.connection, input.session.id).await?;
    let seen = must_be_of_pair(work, pair.ok_or(MentoringError::SessionNotFound)?).await?;
    profiles::lock_all(work.connection, &[seen.mentee, seen.mentor]).await?;
    let pair = mentorships::lock(work.connection, seen.id).await?;
    let mut pair = pair.ok_or(MentoringError::MentorshipNotFound)?;
    input.session.must_be(pair.version)?;
    let two = two(work, pair.mentee, pair.mentor).await?;
    if !two.mentor_is(&work.actor.subject) || two.mentor.state == State::Left {
        return Err(MentoringError::from(MentorshipRefusal::NotTheMentor).into());
    }
    let found = mentoring_sessions::get(work.connection, input.session.id).await?;
    let (mut session, mut texts) = found.ok_or(MentoringError::SessionNotFound)?;
    work.show(pair.mentee);
    let before = mentoring_sessions::of_pair(work.connection, pair.id).await?;
    session.withdraw(work.now).map_err(MentoringError::from)?;
    let reason = seal_text(work, pair.mentee, &input.reason)?;
    mentoring_sessions::withdraw(work.connection, &session, &reason).await?;
    if pair.state == MentorshipState::Ended {
        let year = i32::from(session.date.year());
        let before = by_year(&before).into_iter().find(|one| one.year == year);
        let before = before.ok_or_else(|| Error::internal("a session is of no year"))?;
        book_back(work, &mut pair, before, session.minutes).await?;
    }
    mentorships::update(work.connection, &mut pair).await?;
    texts.reason = Some(reason);
    Ok((session, texts))
}

/// Books back what a year brought by minutes that are taken back, by the rules that booked it.
async fn book_back(
    work: &mut Work<'_>,
    pair: &mut Mentorship,
    before: YearOfSessions,
    minutes: i64,
) -> Result<(), Error> {
    let rules = rulesets::training::in_force(before.last)?;
    let (earned, was) = (rules.hours_of(before.minutes - minutes), rules.hours_of(before.minutes));
    let source = names::MENTORSHIP.name(&work.tenant, pair.id);
    let stands = hours::of_source(work.connection, pair.mentee, &source).await?;
    let Some(booked) = stands.into_iter().find(|one| one.year == before.year) else {
        pair.take_back_hours(earned, was, 0);
        return Ok(());
    };
    let back = pair.take_back_hours(earned, was, booked.hours);
    if back > 0 {
        hours::insert(work.connection, &Hours { hours: -back, ..booked }, work.now).await?;
    }
    Ok(())
}
