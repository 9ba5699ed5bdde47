//! The selection of employees with a work agreement (*seleksi PPPK*).

mod fill_other_places;
mod import_pppk_results;
mod log_pppk;
mod rank_pppk;
mod rank_pppk_again;

pub(crate) use fill_other_places::moves_to_other_places;
pub(crate) use import_pppk_results::check_tested;
pub use import_pppk_results::{PppkLine, import_pppk_results};
pub use log_pppk::log_pppk;
pub(crate) use log_pppk::{log_pppk_corrections, pppk_result_rows};
pub use rank_pppk::rank_pppk;
pub(crate) use rank_pppk_again::rank_pppk_again;

use crate::{
    commands::birth_date,
    domain::{
        competency_test::Scheme,
        pppk_ranking::{PppkCandidate, PppkOutcome},
        pppk_seniority::between_equals,
        programme::Programme,
        vacancy::Vacancy,
    },
    error::Error,
    store::pppk_criteria,
};
use jiff::civil::Date;
use platform::sensitive::{Sealed, Vault};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// What a vacancy is ranked by: the scheme that it opened with, whatever its ruleset says today.
pub(crate) async fn committed_scheme(connection: &mut PgConnection, vacancy: &Vacancy) -> Result<Scheme, Error> {
    if let Some(of @ Programme::Cpns) = vacancy.programme {
        return Err(Error::OtherProgramme { of, wanted: Programme::Pppk });
    }
    let scheme = pppk_criteria::of(connection, &[vacancy.id]).await?.remove(&vacancy.id);
    scheme.ok_or_else(|| Error::internal("a PPPK vacancy that opened without a scheme"))
}

/// What decides about a participant before age does: the birth date is sealed, and seldom decides.
fn undated(scheme: &Scheme, id: Uuid, (tier, outcome): &(String, PppkOutcome)) -> Result<PppkCandidate<Uuid>, Error> {
    Ok(PppkCandidate { id, tier: tier.clone(), step: step(scheme, tier)?, outcome: *outcome, birth_date: Date::ZERO })
}

/// The birth dates of those between whom only age decides, by the sealed identities that know them. No other is opened.
fn ages(
    vault: &Vault,
    scheme: &Scheme,
    candidates: &[PppkCandidate<Uuid>],
    identities: &HashMap<Uuid, &Sealed>,
) -> Result<HashMap<Uuid, Date>, Error> {
    let mut ages = HashMap::new();
    for tied in between_equals(scheme, candidates) {
        let identity = identities.get(&tied.id).ok_or(Error::ApplicationNotFound)?;
        ages.insert(tied.id, birth_date(vault, tied.id, identity)?);
    }
    Ok(ages)
}

/// What decides about a participant. The birth date, the last of it, is sealed.
fn candidate(
    scheme: &Scheme,
    vault: &Vault,
    (id, identity): (Uuid, &Sealed),
    tested: &(String, PppkOutcome),
) -> Result<PppkCandidate<Uuid>, Error> {
    Ok(PppkCandidate { birth_date: birth_date(vault, id, identity)?, ..undated(scheme, id, tested)? })
}

fn step(scheme: &Scheme, tier: &str) -> Result<u32, Error> {
    scheme.step(tier).ok_or_else(|| Error::internal("a result of a tier that the vacancy does not have"))
}
