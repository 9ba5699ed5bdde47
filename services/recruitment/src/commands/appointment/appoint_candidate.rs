use super::must_have_nip;
use crate::commands::{must_be_settled, save};
use crate::{
    domain::{application::Application, vacancy::State},
    error::Error,
    events,
    rulesets::Rulebook,
    store::{applications, moves, vacancies},
};
use jiff::civil::Date;
use platform::{AsRead, Work};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The appointment of a selected candidate.
pub struct AppointCandidate {
    /// Vacancy.
    pub vacancy_id: Uuid,
    /// Application as it was read.
    pub application: AsRead,
    /// First day of service.
    pub date: Date,
}

/// Appoints a selected candidate. The row of the vacancy whose seat it is is locked first: it counts the seats. The one applied
/// for is as certain as that, or an objection there could still take the ground from the seat. A move that comes in between
/// changes the application's version.
pub async fn appoint_candidate(
    work: &mut Work<'_>,
    input: AppointCandidate,
    rulebook: &Rulebook,
) -> Result<Application, Error> {
    // A seat of another vacancy is counted there.
    let seat = moves::seat_of(work.connection, input.vacancy_id, input.application.id).await?;
    let concerned = BTreeSet::from([seat, input.vacancy_id]);
    let mut concerned = vacancies::lock_all(work.connection, &Vec::from_iter(concerned)).await?;
    let vacancy = concerned.iter_mut().find(|one| one.id == seat).ok_or(Error::VacancyNotFound)?;
    let application = applications::lock(work.connection, input.vacancy_id, input.application.id).await?;
    let mut application = application.ok_or(Error::ApplicationNotFound)?;
    input.application.must_be(application.version)?;
    vacancy.fill_seat(work.now)?;
    application.appoint()?;
    for one in &concerned {
        one.must_be(State::Published)?;
        must_be_settled(work, one).await?;
    }
    let vacancy = concerned.iter_mut().find(|one| one.id == seat).ok_or(Error::VacancyNotFound)?;
    must_have_nip(work, rulebook.general(&vacancy.ruleset)?, application.id).await?;
    save(work, vacancy).await?;
    applications::update(work.connection, &mut application).await?;
    let appointed = events::appointed(&work.tenant, vacancy, &application, input.date);
    work.record(&application, &appointed);
    Ok(application.release())
}
