use crate::{
    commands::{lock, save},
    domain::{
        objections::Round,
        vacancy::{State, Vacancy, VacancyError},
    },
    error::{Error, ObjectionError},
    store::objections,
};
use platform::{AsRead, Work};

/// Makes the result after the objections public (*pengumuman pasca sanggah*): after the administrative selection whatever
/// was answered, after the final result only where every objection was rejected.
pub async fn announce_after_objections(work: &mut Work<'_>, input: AsRead) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input).await?;
    let round = Round::of(vacancy.state);
    let round = round.ok_or(VacancyError::State { state: vacancy.state, wanted: State::AdministrationAnnounced })?;
    let changed = super::must_be_answered(work, &vacancy).await?;
    if round == Round::Final && changed > 0 {
        return Err(ObjectionError::CorrectionPending.into());
    }
    if objections::announce(work.connection, input.id, work.now).await? == 0 {
        return Err(ObjectionError::NothingToAnnounce.into());
    }
    save(work, &mut vacancy).await?;
    Ok(vacancy.release())
}
