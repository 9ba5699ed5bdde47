use crate::commands::{lock, save};
use crate::{
    domain::vacancy::{State, Vacancy},
    error::Error,
    rulesets::Rulebook,
    store::vacancies,
};
use platform::{AsRead, Work};

/// Ends the time of application and counts what was taken, the applications under way included.
pub async fn close_vacancy(work: &mut Work<'_>, input: AsRead, rulebook: &Rulebook) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input).await?;
    vacancy.must_be(State::Open)?;
    vacancy.must_be_due(rulebook.general(&vacancy.ruleset)?, work.now)?;
    let applications = vacancies::count_at_close(work.connection, input.id).await?;
    vacancy.close(applications)?;
    save(work, &mut vacancy).await?;
    Ok(vacancy.release())
}
