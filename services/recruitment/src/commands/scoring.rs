//! Official scores, taken in and computed again (*nilai*, *peringkat*, *kelulusan*).

mod fill_unfilled_seats;
mod import_skb_results;
mod import_skd_results;
mod publish_result;
mod rank_final;
mod rank_skd;
mod record_tie_decision;

pub use fill_unfilled_seats::{Filled, fill_unfilled_seats};
pub use import_skb_results::{SkbResult, import_skb_results};
pub use import_skd_results::{SkdResult, import_skd_results};
pub use publish_result::publish_result;
pub use rank_final::rank_final;
pub use rank_skd::rank_skd;
pub use record_tie_decision::{RecordTieDecision, record_tie_decision};

use crate::{
    domain::identity,
    error::Error,
    events,
    store::{moves, seats, vacancies},
};
use jiff::civil::Date;
use platform::{
    Work,
    sensitive::{Sealed, Vault},
};
use uuid::Uuid;

/// The birth date in a sealed identity: the last thing that decides between equals.
fn birth_date(vault: &Vault, application: Uuid, identity: &Sealed) -> Result<Date, Error> {
    let record = vault.open(application.as_bytes(), identity)?;
    let birth_date = identity::birth_date_of(&String::from_utf8_lossy(&record));
    birth_date.ok_or_else(|| Error::internal("a sealed identity without a date of birth"))
}

/// Tells anew what the results of published vacancies are, when their seats were given to more people: the versions rise,
/// so that what was told before is known to be older.
async fn announce_again(work: &mut Work<'_>, published: &[Uuid]) -> Result<(), Error> {
    moves::place(work.connection, published).await?;
    let taken = seats::taken(work.connection, published).await?;
    for id in published {
        let mut vacancy = vacancies::lock(work.connection, *id).await?.ok_or(Error::VacancyNotFound)?;
        super::save(work, &mut vacancy).await?;
        super::seal_result(work, *id).await?;
        let selected = taken.get(id).copied().unwrap_or_default().seats;
        let told = events::published(&work.tenant, &vacancy, selected);
        work.record(&vacancy, &told);
        if selected < vacancy.seats {
            let unfilled = events::unfilled(&work.tenant, &vacancy, vacancy.seats - selected);
            work.record(&vacancy, &unfilled);
        }
    }
    Ok(())
}
