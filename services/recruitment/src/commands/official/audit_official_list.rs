use super::{lock_list, sums};
use crate::{
    domain::{
        audit,
        official_list::{OfficialList, OfficialListError, Stage},
        vacancy::{State, Vacancy},
    },
    error::{Error, OfficialError},
    rulesets::Rulebook,
    store::{computed, differences, official_lists, official_rows, vacancies},
};
use platform::{AsRead, Work};

/// Compares a list with what was computed and keeps every difference. Reads the vacancy without holding it: an audit says what
/// it saw when it looked, and is done again after a new ranking.
pub async fn audit_official_list(
    work: &mut Work<'_>,
    input: AsRead,
    rulebook: &Rulebook,
) -> Result<OfficialList, Error> {
    let mut list = lock_list(work, input).await?;
    let vacancy = vacancies::get(work.connection, list.vacancy_id).await?.ok_or(Error::VacancyNotFound)?;
    must_be_ranked(&vacancy, list.stage)?;
    let programme = rulebook.find(&vacancy.ruleset)?.programme();
    let sums = sums(work.connection, rulebook, &vacancy, list.stage).await?;
    let rows = official_rows::all(work.connection, list.id).await?;
    let ours = computed::of_vacancy(work.connection, vacancy.id, list.stage, programme).await?;
    let report = audit::audit(&sums, &rows, &ours);
    list.note_audit(report.counts, work.now).map_err(OfficialError::from)?;
    differences::replace(work.connection, list.id, &report.differences).await?;
    official_lists::update(work.connection, &mut list).await?;
    Ok(list.release())
}

fn must_be_ranked(vacancy: &Vacancy, stage: Stage) -> Result<(), OfficialError> {
    match (stage, vacancy.state) {
        (Stage::Skd, State::SkdRanked) | (_, State::FinalRanked | State::Published) => Ok(()),
        _ => Err(OfficialListError::NotRanked.into()),
    }
}
