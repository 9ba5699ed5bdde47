use super::seal_result;
use crate::{
    domain::{
        leaf::Leaf,
        replacement::{Replacement, Withdrawal},
        seat_leaf::{SeatEvent, SeatLeaf, terms_text},
    },
    error::Error,
    names,
    store::{
        leaves::{self, NewLeaf},
        published::{self, Arrival},
    },
};
use ::proof::{Salt, commitment, to_hex};
use platform::Work;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Adds that a candidate left to the log of the vacancy whose seat it was, and of the one applied for. Their results are
/// sealed again before the transaction ends; see [`seal_results`].
pub async fn log_departure(
    work: &mut Work<'_>,
    participant: &str,
    withdrawal: &Withdrawal,
    salt: &Salt,
    lapsed: bool,
) -> Result<(), Error> {
    let terms = commitment("withdrawal", salt, terms_text(participant, withdrawal).as_bytes());
    let event = SeatEvent::Left { lapsed, terms: to_hex(&terms) };
    for vacancy in BTreeSet::from([withdrawal.vacancy_id, withdrawal.applied_for]) {
        log_seat(work, vacancy, participant, event.clone()).await?;
    }
    Ok(())
}

/// Adds that a candidate took the seat of one who left to the log of the vacancy, and seals its result again.
pub async fn log_replacement(work: &mut Work<'_>, participant: &str, replacement: &Replacement) -> Result<(), Error> {
    let event = SeatEvent::Took { leaver: replacement.leaver.clone(), decision: replacement.decision.clone() };
    log_seat(work, replacement.vacancy_id, participant, event).await?;
    seal_result(work, replacement.vacancy_id).await
}

/// Seals the results of published vacancies again, in one order: two who do so wait for each other once.
pub async fn seal_results(work: &mut Work<'_>, vacancies: BTreeSet<Uuid>) -> Result<(), Error> {
    for vacancy in vacancies {
        seal_result(work, vacancy).await?;
    }
    Ok(())
}

/// Adds those who got a seat of these vacancies from another to the logs that do not tell it yet.
pub async fn log_arrivals(work: &mut Work<'_>, vacancies: &[Uuid]) -> Result<(), Error> {
    let mut added = Vec::new();
    for Arrival { to, participant, from, code } in published::arrivals(work.connection, vacancies).await? {
        let event = SeatEvent::MovedIn { from: names::VACANCY.name(&work.tenant, from), code };
        let leaf = Leaf::Seat(SeatLeaf { participant, time: work.now, event });
        added.push(NewLeaf::new(Uuid::now_v7(), to, &leaf));
    }
    Ok(leaves::insert(work.connection, &added).await?)
}

/// The leaf waits for its position until the result is sealed in the same transaction.
async fn log_seat(work: &mut Work<'_>, vacancy: Uuid, participant: &str, event: SeatEvent) -> Result<(), Error> {
    let leaf = Leaf::Seat(SeatLeaf { participant: participant.to_owned(), time: work.now, event });
    let leaf = NewLeaf::new(Uuid::now_v7(), vacancy, &leaf);
    Ok(leaves::insert_one(work.connection, &leaf).await?)
}
