use crate::commands::{lock, save};
use crate::{
    domain::{ruleset::SelectionRuleset, vacancy::Vacancy},
    error::Error,
    events,
};
use jiff::Timestamp;
use platform::{AsRead, Work};
use std::sync::Arc;

/// What a draft opens with.
pub struct OpenVacancy {
    /// Vacancy as it was read.
    pub vacancy: AsRead,
    /// Ruleset of the selection.
    pub ruleset: Arc<SelectionRuleset>,
    /// Last instant an application is taken.
    pub close_time: Timestamp,
}

/// Opens a draft for applications.
pub async fn open_vacancy(work: &mut Work<'_>, input: OpenVacancy) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input.vacancy).await?;
    vacancy.open(&input.ruleset, input.close_time, work.now)?;
    save(work, &mut vacancy).await?;
    let opened = events::opened(&work.tenant, &vacancy);
    work.record(&vacancy, &opened);
    Ok(vacancy.release())
}
