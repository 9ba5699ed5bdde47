use crate::commands::{mentoring::must_be_of_pair, seal_text};
use crate::{
    domain::{
        mentoring_rules::MentoringRules,
        mentorship::{MentoringSession, MentorshipRefusal},
        servant::{State, day_of},
    },
    error::{Error, MentoringError},
    store::{mentoring_sessions, mentorships, servants},
};
use jiff::civil::Date;
use platform::{Failure, Violations, Work, sensitive::Sensitive};
use uuid::Uuid;

/// A meeting of the two.
pub struct RecordMentoringSession {
    /// Pair.
    pub pair: Uuid,
    /// Day.
    pub date: Date,
    /// Minutes.
    pub minutes: i64,
    /// What was talked about.
    pub notes: Sensitive<String>,
}

/// The mentor writes down that the two met. Others do not know that the pair exists.
pub async fn record_mentoring_session(
    work: &mut Work<'_>,
    input: RecordMentoringSession,
    rules: &MentoringRules,
) -> Result<MentoringSession, Error> {
    must_be_of_pair(work, input.pair).await?;
    let pair = mentorships::lock(work.connection, input.pair).await?.ok_or(MentoringError::MentorshipNotFound)?;
    let mentor = servants::get(work.connection, pair.mentor).await?.ok_or(Error::ServantNotFound)?;
    if mentor.account != *work.actor.subject || mentor.state == State::Left {
        return Err(MentoringError::from(MentorshipRefusal::NotTheMentor).into());
    }
    let met = pair.must_have_met(input.date, day_of(work.now), rules);
    met.map_err(|refusal| MentoringError::of_field("date", refusal))?;
    let that_day = mentoring_sessions::minutes_on(work.connection, pair.id, input.date).await?;
    let mut check = Violations::default();
    let fits = that_day.saturating_add(input.minutes) <= rules.most_minutes;
    check.check("minutes", fits, format!("must be {} or fewer a day, with what is written down", rules.most_minutes));
    if !check.is_empty() {
        return Err(Failure::from(check).into());
    }
    work.show(pair.mentee);
    let session = MentoringSession {
        id: Uuid::now_v7(),
        mentorship: pair.id,
        date: input.date,
        minutes: input.minutes,
        create_time: work.now,
        withdrawn_time: None,
    };
    let notes = seal_text(work, pair.mentee, &input.notes)?;
    let by = work.actor.subject.to_string();
    mentoring_sessions::insert(work.connection, &session, &notes, &by).await?;
    Ok(session)
}
