//! Official scores, taken in and computed again (*nilai*, *peringkat*, *kelulusan*).

mod fill_unfilled_seats;
mod import_skb_results;
mod import_skd_results;
mod publish_result;
mod rank_final;
mod rank_skd;
mod record_tie_decision;

pub use fill_unfilled_seats::{Filled, LeftOut, fill_unfilled_seats};
pub(crate) use fill_unfilled_seats::{Offer, new_moves};
pub(crate) use import_skb_results::check_outcome;
pub use import_skb_results::{SkbResult, import_skb_results};
pub use import_skd_results::{SkdResult, SkdTaken, import_skd_results};
pub use publish_result::publish_result;
pub use rank_final::rank_final;
pub use rank_skd::rank_skd;
pub use record_tie_decision::{RecordTieDecision, record_tie_decision};

use crate::{
    domain::{
        final_ranking::FinalOutcome,
        final_rules::FinalRules,
        identity,
        leaf::{Leaf, ResultLeaf},
        skd_rules::SkdRules,
        vacancy::Vacancy,
    },
    error::{Error, IntakeError},
    events,
    rulesets::Rulebook,
    store::{
        cpns_criteria,
        leaves::{self, NewLeaf},
        moves, seats, vacancies,
    },
};
use jiff::civil::Date;
use platform::{
    Work,
    sensitive::{Sealed, Vault},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// What a vacancy's basic test is judged by: what it opened with; its ruleset's file may be gone. Only a vacancy that opened
/// before criteria were committed needs that.
pub(crate) async fn skd_rules(work: &mut Work<'_>, vacancy: &Vacancy, rulebook: &Rulebook) -> Result<SkdRules, Error> {
    match cpns_criteria::of(work.connection, &[vacancy.id]).await?.get(&vacancy.id) {
        Some(committed) => Ok(SkdRules::committed(committed)),
        None => Ok(SkdRules::of_ruleset(rulebook.selection(&vacancy.ruleset)?, vacancy)?),
    }
}

/// What a vacancy's final order is made by, likewise.
pub(crate) async fn final_rules(
    connection: &mut PgConnection,
    vacancy: &Vacancy,
    rulebook: &Rulebook,
) -> Result<FinalRules, Error> {
    match cpns_criteria::of(connection, &[vacancy.id]).await?.get(&vacancy.id) {
        Some(committed) => Ok(FinalRules::committed(committed)),
        None => Ok(FinalRules::of_ruleset(rulebook.selection(&vacancy.ruleset)?, &vacancy.position_title)),
    }
}

/// The birth date in a sealed identity: the last thing that decides between equals. Of whom was erased it is not known.
pub(crate) fn birth_date(vault: &Vault, application: Uuid, identity: &Sealed) -> Result<Date, Error> {
    if identity.data.is_empty() {
        return Err(IntakeError::Erased.into());
    }
    let record = vault.open(application.as_bytes(), identity)?;
    let birth_date = identity::birth_date_of(&String::from_utf8_lossy(&record));
    birth_date.ok_or_else(|| Error::internal("a sealed identity without a date of birth"))
}

/// Tells anew what the results of published vacancies are, when their seats were given to more people: the versions rise,
/// so that what was told before is known to be older.
async fn announce_again(work: &mut Work<'_>, published: &[Uuid]) -> Result<(), Error> {
    moves::place(work.connection, published).await?;
    moves::touch(work.connection, published, work.now).await?;
    let taken = seats::taken(work.connection, published).await?;
    for vacancy in vacancies::lock_all(work.connection, published).await? {
        let selected = taken.get(&vacancy.id).copied().unwrap_or_default().seats;
        let told = events::published(&work.tenant, &vacancy, selected);
        work.record(&vacancy, &told);
        if selected < vacancy.seats {
            let unfilled = events::unfilled(&work.tenant, &vacancy, vacancy.seats - selected);
            work.record(&vacancy, &unfilled);
        }
    }
    super::log_arrivals(work, published).await
}

/// Adds to the logs of published vacancies that these of their participants have a seat elsewhere now. Logs of vacancies that
/// are not public yet say it when they are sealed.
async fn log_moves(work: &mut Work<'_>, applications: &[Uuid]) -> Result<(), Error> {
    let mut added = Vec::new();
    for (vacancy, data) in moves::logged_results(work.connection, applications).await? {
        let mut leaf = Leaf::parse(&data).map_err(Error::internal)?;
        match &mut leaf {
            Leaf::Result(ResultLeaf { last: Some(last), .. }) => last.outcome = FinalOutcome::Moved,
            Leaf::PppkResult(row) => row.move_elsewhere(),
            _ => {}
        }
        added.push(NewLeaf::new(Uuid::now_v7(), vacancy, &leaf));
    }
    Ok(leaves::insert(work.connection, &added).await?)
}
