use crate::commands::save;
use crate::{
    domain::application::Application,
    error::Error,
    events,
    store::{applications, vacancies},
};
use jiff::civil::Date;
use platform::{AsRead, Work};
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

/// Appoints a selected candidate. The vacancy's row is locked first: it counts the seats.
pub async fn appoint_candidate(work: &mut Work<'_>, input: AppointCandidate) -> Result<Application, Error> {
    let vacancy = vacancies::lock(work.connection, input.vacancy_id).await?;
    let mut vacancy = vacancy.ok_or(Error::VacancyNotFound)?;
    let application = applications::lock(work.connection, input.vacancy_id, input.application.id).await?;
    let mut application = application.ok_or(Error::ApplicationNotFound)?;
    input.application.must_be(application.version)?;
    vacancy.fill_seat(work.now)?;
    application.appoint()?;
    save(work, &mut vacancy).await?;
    applications::update(work.connection, &mut application).await?;
    let appointed = events::appointed(&work.tenant, &vacancy, &application, input.date);
    work.record(&application, &appointed);
    Ok(application.release())
}
