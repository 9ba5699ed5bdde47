use crate::commands::mentoring::{lock_pair, must_be_of_others, save_pair_reason};
use crate::{
    domain::{mentorship::Mentorship, servant::day_of},
    error::{Error, MentoringError},
    store::mentorships,
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// A pair that is not wanted.
pub struct DeclinePair {
    /// Pair as it was read.
    pub pair: AsRead,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Declines a proposed pair of other people; the mentee may be proposed again.
pub async fn decline_pair(work: &mut Work<'_>, input: DeclinePair) -> Result<Mentorship, Error> {
    let (mut pair, two) = lock_pair(work, input.pair, None).await?;
    must_be_of_others(work, &two)?;
    pair.decline(day_of(work.now)).map_err(MentoringError::from)?;
    mentorships::update(work.connection, &mut pair).await?;
    save_pair_reason(work, &pair, &input.reason).await?;
    Ok(pair)
}
