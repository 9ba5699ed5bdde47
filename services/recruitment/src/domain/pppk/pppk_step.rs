//! The one step of a vacancy that only a selection of employees with a work agreement knows.

use crate::domain::vacancy::{State, Vacancy, VacancyError};
use jiff::Timestamp;

impl Vacancy {
    /// Notes that the order is known: there is one test, so the ranking of it is the final one. Nobody's result may be missing,
    /// and nobody can object to the administrative selection any more.
    pub fn rank_pppk(&mut self, missing: usize, now: Timestamp) -> Result<(), VacancyError> {
        self.must_be(State::AdministrationAnnounced)?;
        self.must_be_settled(now)?;
        if missing > 0 {
            return Err(VacancyError::ResultsMissing(missing));
        }
        self.state = State::FinalRanked;
        Ok(())
    }
}
