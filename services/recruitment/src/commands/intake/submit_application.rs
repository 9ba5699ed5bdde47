use crate::{
    domain::application::{Applicant, Application, ApplicationError, participant_number},
    error::Error,
    rulesets::Rulebook,
    store::{
        applications::{self, NewApplication},
        vacancies,
    },
};
use platform::Work;
use uuid::Uuid;

/// An application for a vacancy.
pub struct SubmitApplication {
    /// Vacancy.
    pub vacancy_id: Uuid,
    /// Who applies with what.
    pub applicant: Applicant,
}

/// Takes an application and seals who sent it. Everybody applies at once, so there are two statements, no shared row is
/// written, and nobody is told.
pub async fn submit_application(
    work: &mut Work<'_>,
    input: SubmitApplication,
    rulebook: &Rulebook,
) -> Result<Application, Error> {
    let SubmitApplication { vacancy_id, applicant } = input;
    let vacancy = vacancies::hold_open(work.connection, vacancy_id).await?.ok_or(Error::VacancyNotFound)?;
    vacancy.must_accept(work.now)?;
    let ruleset = rulebook.selection(&vacancy.ruleset)?;
    vacancy.admit(&applicant, ruleset, work.now)?;
    let id = Uuid::now_v7();
    let application = Application {
        id,
        vacancy_id,
        participant_number: participant_number(ruleset.valid_from.year(), work.tenant.as_str(), id),
        submit_time: work.now,
        standing: None,
        appointed: false,
        version: 1,
    };
    let identity = &applicant.identity;
    let new = NewApplication {
        application: &application,
        applicant: &applicant,
        person_index: work.vault.blind_index(identity.nik.expose()),
        identity: work.vault.seal(id.as_bytes(), identity.to_record().as_bytes())?,
    };
    let taken = applications::insert_if_open(work.connection, new).await.map_err(Error::of_application)?;
    // The closing time may have passed, or the vacancy closed while this waited for the lock.
    if taken { Ok(application) } else { Err(ApplicationError::NotAccepting.into()) }
}
