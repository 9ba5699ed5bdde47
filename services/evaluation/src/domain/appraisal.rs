//! A servant's yearly appraisal (*SKP*): set, rated as often as needed, then final.

use crate::domain::rating::{Expectation, Predikat, predikat};
use jiff::Timestamp;
use uuid::Uuid;

/// Where an appraisal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Set, not rated.
    Planned,
    /// Rated by the superior; may be rated again.
    Rated(Ratings),
    /// Final: other services know it.
    Final(Ratings),
}

/// The two ratings of a year (*rating hasil kerja*, *rating perilaku*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratings {
    /// Of results.
    pub result: Expectation,
    /// Of behaviour.
    pub behaviour: Expectation,
}

impl Ratings {
    /// What the two give (*predikat kinerja*).
    pub fn predikat(self) -> Predikat {
        predikat(self.result, self.behaviour)
    }
}

/// A yearly appraisal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appraisal {
    /// Id.
    pub id: Uuid,
    /// Where it stands.
    pub state: State,
    /// Servant in the career service.
    pub servant: String,
    /// Calendar year.
    pub year: i32,
    /// Version.
    pub version: i64,
    /// When it was set.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// Why an appraisal refuses a step.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppraisalError {
    /// Nothing changes a final rating.
    #[error("the appraisal is final")]
    Final,
    /// Only a rating can become final.
    #[error("the appraisal is not rated")]
    NotRated,
}

impl Appraisal {
    /// The ratings, once there are any.
    pub fn ratings(&self) -> Option<Ratings> {
        match self.state {
            State::Planned => None,
            State::Rated(ratings) | State::Final(ratings) => Some(ratings),
        }
    }

    /// Rates the year, or rates it again.
    pub fn rate(&mut self, ratings: Ratings) -> Result<(), AppraisalError> {
        match self.state {
            State::Planned | State::Rated(_) => self.state = State::Rated(ratings),
            State::Final(_) => return Err(AppraisalError::Final),
        }
        Ok(())
    }

    /// Makes the rating final; returns what it came to.
    pub fn finalise(&mut self) -> Result<Predikat, AppraisalError> {
        match self.state {
            State::Planned => Err(AppraisalError::NotRated),
            State::Final(_) => Err(AppraisalError::Final),
            State::Rated(ratings) => {
                self.state = State::Final(ratings);
                Ok(ratings.predikat())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Ratings = Ratings { result: Expectation::Meets, behaviour: Expectation::Meets };
    const BEST: Ratings = Ratings { result: Expectation::Above, behaviour: Expectation::Above };

    fn appraisal(state: State) -> Appraisal {
        Appraisal {
            id: Uuid::nil(),
            state,
            servant: "s".into(),
            year: 2025,
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
            update_time: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_planned_appraisal_is_rated_and_rated_again() {
        let mut appraisal = appraisal(State::Planned);
        assert_eq!(appraisal.ratings(), None);
        assert_eq!(appraisal.rate(GOOD), Ok(()));
        assert_eq!(appraisal.rate(BEST), Ok(()));
        assert_eq!((appraisal.state, appraisal.ratings()), (State::Rated(BEST), Some(BEST)));
    }

    #[test]
    fn a_rated_appraisal_becomes_final_with_its_predikat() {
        let mut appraisal = appraisal(State::Rated(BEST));
        assert_eq!(appraisal.finalise(), Ok(Predikat::SangatBaik));
        assert_eq!(appraisal.state, State::Final(BEST));
    }

    #[test]
    fn a_final_appraisal_is_neither_rated_nor_finalised_again() {
        let mut appraisal = appraisal(State::Final(GOOD));
        assert_eq!(appraisal.rate(BEST), Err(AppraisalError::Final));
        assert_eq!(appraisal.finalise(), Err(AppraisalError::Final));
        assert_eq!(appraisal.ratings(), Some(GOOD));
    }

    #[test]
    fn a_planned_appraisal_does_not_become_final() {
        let mut appraisal = appraisal(State::Planned);
        assert_eq!(appraisal.finalise(), Err(AppraisalError::NotRated));
        assert_eq!(appraisal.state, State::Planned);
    }
}
