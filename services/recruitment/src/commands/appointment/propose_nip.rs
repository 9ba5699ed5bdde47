use super::filing_rules;
use crate::{
    commands::lock,
    domain::vacancy::State,
    error::{AppointmentError, Error},
    rulesets::Rulebook,
    store::filings,
};
use jiff::Timestamp;
use platform::{AsRead, Work};
use uuid::Uuid;

/// A batch of numbers asked of BKN.
pub struct NipProposal {
    /// Id.
    pub id: Uuid,
    /// Vacancy.
    pub vacancy_id: Uuid,
    /// Candidates in it.
    pub candidates: i32,
    /// When it was made.
    pub create_time: Timestamp,
}

/// Puts the complete files of a vacancy into a batch (*usul NIP*).
pub async fn propose_nip(work: &mut Work<'_>, input: AsRead, rulebook: &Rulebook) -> Result<NipProposal, Error> {
    let vacancy = lock(work, input).await?;
    vacancy.must_be(State::Published)?;
    filing_rules(rulebook, &vacancy)?;
    let id = Uuid::now_v7();
    let candidates = filings::propose(work.connection, id, input.id, work.now).await?;
    if candidates == 0 {
        return Err(AppointmentError::NothingToPropose.into());
    }
    Ok(NipProposal { id, vacancy_id: input.id, candidates, create_time: work.now })
}
