use super::{
    filing_rules,
    withdraw_candidate::{LeftCandidate, leave},
};
use crate::{
    commands::lock,
    domain::{replacement::WithdrawalCause, vacancy::State},
    error::Error,
    rulesets::Rulebook,
    store::{applications, filings},
};
use platform::{AsRead, Work};

/// What the register says about those who did not hand in their papers.
const REASON: &str = "berkas tidak lengkap sampai batas waktu";

/// Considers everybody withdrawn whose papers did not come in time, and proposes a replacement for each.
pub async fn close_filing(
    work: &mut Work<'_>,
    input: AsRead,
    rulebook: &Rulebook,
) -> Result<Vec<LeftCandidate>, Error> {
    let mut vacancy = lock(work, input).await?;
    vacancy.must_be(State::Published)?;
    filing_rules(rulebook, &vacancy)?;
    let mut left = Vec::new();
    for (applied_for, id) in filings::lapsing(work.connection, input.id, work.now).await? {
        let application = applications::lock(work.connection, applied_for, id).await?;
        let application = application.ok_or(Error::ApplicationNotFound)?;
        let why = (WithdrawalCause::FileIncomplete, REASON);
        left.push(leave(work, &mut vacancy, &application, why, rulebook).await?);
    }
    Ok(left)
}
