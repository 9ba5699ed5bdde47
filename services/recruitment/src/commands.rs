//! What the service can be asked to do: one file, one function, one short story. Edges begin and commit.

mod announcement;
mod appointment;
mod fairness;
mod intake;
mod internship;
mod objection;
mod official;
mod panel;
mod pppk;
mod proof;
mod scoring;
mod screening;

pub use self::proof::*;
pub use announcement::*;
pub use appointment::*;
pub use fairness::*;
pub use intake::*;
pub use internship::*;
pub use objection::*;
pub use official::*;
pub use panel::*;
pub use pppk::*;
pub use scoring::*;
pub use screening::*;

use crate::{
    domain::vacancy::{State, Vacancy},
    error::Error,
    store::{results::Participant, vacancies},
};
use platform::{AsRead, Locked, Violations, Work};

/// Locks the vacancy if nobody has changed it since it was read.
async fn lock(work: &mut Work<'_>, vacancy: AsRead) -> Result<Locked<Vacancy>, Error> {
    let locked = vacancies::lock(work.connection, vacancy.id).await?.ok_or(Error::VacancyNotFound)?;
    vacancy.must_be(locked.version)?;
    Ok(locked)
}

/// Saves the vacancy under its next version.
async fn save(work: &mut Work<'_>, vacancy: &mut Locked<Vacancy>) -> Result<(), Error> {
    vacancy.update_time = work.now;
    Ok(vacancies::update(work.connection, vacancy).await?)
}

/// What every import asks of a participant: known here, for the first time in the import, and of a vacancy that takes
/// results now.
fn check_participant(participant: Option<&Participant>, wanted: State, first: bool) -> Violations {
    let mut check = Violations::default();
    let Some(participant) = participant else {
        check.add("participant_number", "is not known in this instansi");
        return check;
    };
    check.check("participant_number", first, "comes twice in this import");
    let state = participant.state;
    let reason = format_args!("the vacancy is {state}, and takes these results while it is {wanted}");
    check.check("participant_number", state == wanted, reason);
    check
}
