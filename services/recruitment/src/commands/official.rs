//! Official lists and their audit (*audit hasil resmi*). Nothing here writes to a vacancy or an application.

mod audit_official_list;
mod create_official_list;
mod import_official_list;

pub use audit_official_list::audit_official_list;
pub use create_official_list::{CreateOfficialList, create_official_list};
pub use import_official_list::{RowsTaken, begin_official_list, end_official_list, import_official_rows};

use crate::commands::final_rules;
use crate::{
    domain::{
        official_list::OfficialList, official_list::Stage, programme::Programme, recomputation::Sums, vacancy::Vacancy,
    },
    error::{Error, OfficialError},
    rulesets::Rulebook,
    store::official_lists,
};
use platform::{AsRead, Locked, Work};
use sqlx::PgConnection;

/// Locks the list if nobody has changed it since it was read.
async fn lock_list(work: &mut Work<'_>, list: AsRead) -> Result<Locked<OfficialList>, Error> {
    let locked = official_lists::lock(work.connection, list.id).await?.ok_or(OfficialError::NotFound)?;
    list.must_be(locked.version)?;
    Ok(locked)
}

/// How the sums of a vacancy's lists come about.
async fn sums(
    connection: &mut PgConnection,
    rulebook: &Rulebook,
    vacancy: &Vacancy,
    stage: Stage,
) -> Result<Sums, Error> {
    match (stage, vacancy.programme) {
        (Stage::Skd, _) => Ok(Sums::Skd),
        (Stage::Final, Some(Programme::Pppk)) => Ok(Sums::Pppk),
        (Stage::Final, Some(Programme::Cpns) | None) => {
            let rules = final_rules(connection, vacancy, rulebook).await?;
            Ok(Sums::Integrated(Box::new(rules.integration()?)))
        }
    }
}
