use crate::commands::mentoring::{book_minutes, lock_pair, must_be_of_others, save_pair_reason};
use crate::{
    domain::{mentorship::Mentorship, servant::day_of},
    error::{Error, MentoringError},
    store::mentorships,
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// A pair that the office ends, because the mentor cannot.
pub struct StopPair {
    /// Pair as it was read.
    pub pair: AsRead,
    /// Why.
    pub reason: Sensitive<String>,
}

/// The office ends a pair: the hours of what was done are booked, and nothing is shown by it.
pub async fn stop_pair(work: &mut Work<'_>, input: StopPair) -> Result<Mentorship, Error> {
    let (mut pair, two) = lock_pair(work, input.pair, None).await?;
    must_be_of_others(work, &two)?;
    pair.end(None, day_of(work.now)).map_err(MentoringError::from)?;
    book_minutes(work, &mut pair, two.mentee.employment).await?;
    mentorships::update(work.connection, &mut pair).await?;
    save_pair_reason(work, &pair, &input.reason).await?;
    Ok(pair)
}
