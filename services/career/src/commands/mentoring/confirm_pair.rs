use crate::commands::{
    mentoring::{Two, lock_pair, must_be_of_others, save_pair_reason},
    seal_text,
};
use crate::{
    domain::{
        evidence::CompetencyCode,
        mentoring_rules::MentoringRules,
        mentorship::Mentorship,
        servant::{State, day_of},
    },
    error::{Error, MentoringError},
    store::{mentor_candidates, mentorships},
};
use jiff::civil::Date;
use platform::{AsRead, Work, sensitive::Sensitive};
use uuid::Uuid;

/// What a person makes of a proposed pair.
pub struct ConfirmPair {
    /// Pair as it was read.
    pub pair: AsRead,
    /// What is to be reached.
    pub goal: Sensitive<String>,
    /// By when.
    pub due_date: Date,
    /// Another mentor than the proposed one, and why.
    pub other: Option<(Uuid, Sensitive<String>)>,
}

/// Confirms a pair, or makes another one of it. Both are looked at again: a mentor may have left since, and a gap be closed.
pub async fn confirm_pair(
    work: &mut Work<'_>,
    input: ConfirmPair,
    rules: &MentoringRules,
) -> Result<Mentorship, Error> {
    mentor_candidates::take_turn(work.connection).await?;
    let other = input.other.as_ref().map(|(mentor, _)| *mentor);
    let (mut pair, two) = lock_pair(work, input.pair, other).await?;
    must_be_of_others(work, &two)?;
    let subject = work.actor.subject.to_string();
    let today = day_of(work.now);
    let confirmed = pair.confirm(&subject, input.due_date, today);
    confirmed.map_err(|refusal| MentoringError::of_field("due_date", refusal))?;
    take_mentor(work, &mut pair, &two, rules).await?;
    mentorships::update(work.connection, &mut pair).await?;
    let goal = seal_text(work, pair.mentee, &input.goal)?;
    mentorships::save_goal(work.connection, pair.id, &goal).await?;
    if let Some((_, reason)) = &input.other {
        save_pair_reason(work, &pair, reason).await?;
    }
    Ok(pair)
}

/// Takes the mentor as things are today.
async fn take_mentor(
    work: &mut Work<'_>,
    pair: &mut Mentorship,
    two: &Two,
    rules: &MentoringRules,
) -> Result<(), Error> {
    if two.mentee.state == State::Left || !mentorships::gap_is_open(work.connection, pair.gap).await? {
        return Err(MentoringError::GapClosed.into());
    }
    let mentor = two.mentor.id;
    let code = CompetencyCode::new(&pair.dictionary, &pair.code);
    let levels = mentor_candidates::levels_of(work.connection, &[mentor], day_of(work.now)).await?;
    let level = levels.get(&mentor).and_then(|levels| levels.get(&code)).copied().unwrap_or_default();
    let suits = two.mentor.state == State::InService && level >= rules.lowest_level(pair.standard);
    if !suits || mentor == pair.mentee {
        return Err(MentoringError::MentorUnsuitable.into());
    }
    if mentor != pair.mentor {
        let load = mentor_candidates::load(work.connection, mentor).await?;
        if load >= rules.capacity {
            return Err(MentoringError::MentorFull(load).into());
        }
        let asked = pair.standard;
        pair.explanation = format!(
            "another mentor than the proposed one was chosen: {} level {level} where {asked} is asked; proposed was: {}",
            pair.code, pair.explanation
        );
    }
    (pair.mentor, pair.mentor_level) = (mentor, level);
    Ok(())
}
