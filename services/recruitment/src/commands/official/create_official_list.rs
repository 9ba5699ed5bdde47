use crate::{
    domain::{
        official_list::{ListState, OfficialList, Stage},
        vacancy::{State, VacancyError},
    },
    error::{Error, OfficialError},
    rulesets::Rulebook,
    store::{official_lists, vacancies},
};
use jiff::civil::Date;
use platform::Work;
use uuid::Uuid;

/// A list that was published.
pub struct CreateOfficialList {
    /// Vacancy.
    pub vacancy_id: Uuid,
    /// What it is the result of.
    pub stage: Stage,
    /// Who published it, and where.
    pub source: String,
    /// When.
    pub list_date: Date,
    /// SHA-256 of the file; may be empty.
    pub source_sha256: String,
}

/// Records that a list was published; its rows follow.
pub async fn create_official_list(
    work: &mut Work<'_>,
    input: CreateOfficialList,
    rulebook: &Rulebook,
) -> Result<OfficialList, Error> {
    let vacancy = vacancies::get(work.connection, input.vacancy_id).await?.ok_or(Error::VacancyNotFound)?;
    if vacancy.state == State::Draft {
        return Err(VacancyError::State { state: State::Draft, wanted: State::Open }.into());
    }
    let programme = rulebook.find(&vacancy.ruleset)?.programme();
    OfficialList::must_suit(input.stage, programme).map_err(OfficialError::from)?;
    let list = OfficialList {
        id: Uuid::now_v7(),
        vacancy_id: vacancy.id,
        stage: input.stage,
        state: ListState::Empty,
        source: input.source,
        list_date: input.list_date,
        source_sha256: input.source_sha256,
        rows: 0,
        refused_rows: 0,
        rows_sha256: String::new(),
        counts: None,
        audit_time: None,
        version: 1,
        create_time: work.now,
    };
    official_lists::insert(work.connection, &list).await?;
    Ok(list)
}
