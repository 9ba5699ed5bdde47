use super::{
    filing_rules,
    withdraw_candidate::{Leaving, LeftCandidate, leave},
};
use crate::{
    commands::seal_results,
    domain::{replacement::WithdrawalCause, vacancy::State},
    error::Error,
    rulesets::Rulebook,
    store::{applications, filings, moves, vacancies},
};
use platform::{AsRead, Work};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What the register says about those who did not hand in their papers.
const REASON: &str = "berkas tidak lengkap sampai batas waktu";

/// Considers up to 500 withdrawn whose papers did not come in time, and proposes a replacement for each. Who moved here from a
/// vacancy whose own result is not certain yet waits for it.
pub async fn close_filing(
    work: &mut Work<'_>,
    input: AsRead,
    rulebook: &Rulebook,
) -> Result<Vec<LeftCandidate>, Error> {
    // Who moved here changes the result of the vacancy applied for as well: all of them are held, in one order.
    let unsettled = moves::unsettled_origins(work.connection, input.id, work.now).await?;
    let lapsing = filings::lapsing(work.connection, input.id, &unsettled, work.now).await?;
    let held: BTreeSet<Uuid> = lapsing.iter().map(|(applied_for, _)| *applied_for).chain([input.id]).collect();
    let mut locked = vacancies::lock_all(work.connection, &Vec::from_iter(held.iter().copied())).await?;
    let vacancy = locked.iter_mut().find(|one| one.id == input.id).ok_or(Error::VacancyNotFound)?;
    input.must_be(vacancy.version)?;
    vacancy.must_be(State::Published)?;
    filing_rules(rulebook, vacancy)?;
    let (mut left, mut concerned) = (Vec::new(), BTreeSet::new());
    let lapsing = filings::lapsing(work.connection, input.id, &unsettled, work.now).await?.into_iter();
    for (applied_for, id) in lapsing.filter(|(applied_for, _)| held.contains(applied_for)) {
        let application = applications::lock(work.connection, applied_for, id).await?;
        let application = application.ok_or(Error::ApplicationNotFound)?;
        let why = Leaving { cause: WithdrawalCause::FileIncomplete, reason: REASON, ousted: false };
        let one = leave(work, vacancy, &application, why, rulebook).await?;
        concerned.append(&mut one.concerned());
        left.push(one);
    }
    seal_results(work, concerned).await?;
    Ok(left)
}
