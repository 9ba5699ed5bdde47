use super::{seat_change, withdraw_candidate::tell_free_seats};
use crate::{
    commands::{log_replacement, must_be_settled},
    domain::{
        difference::Reason,
        filing::Filing,
        final_ranking::FinalOutcome,
        replacement::{Replacement, ReplacementState},
        vacancy::{Vacancy, VacancyError},
    },
    error::{AppointmentError, Error},
    rulesets::Rulebook,
    store::{applications, filings, replacements, result_changes, seats, vacancies},
};
use platform::{AsRead, Locked, Work};
use uuid::Uuid;

/// The confirmation of a replacement.
pub struct ConfirmReplacement {
    /// Replacement as it was read.
    pub replacement: AsRead,
    /// Application that takes the place; none for the only one of the next rank.
    pub candidate: Option<Uuid>,
    /// Number of the national committee's decision about a tie; else empty.
    pub decision: String,
}

/// Selects the replacement, tells the public, and opens the file where the ruleset has that stage. Where nobody whom it names
/// waits any more, the next rank of now is proposed instead, for somebody to look at and confirm.
pub async fn confirm_replacement(
    work: &mut Work<'_>,
    input: ConfirmReplacement,
    rulebook: &Rulebook,
) -> Result<Replacement, Error> {
    let read = input.replacement;
    let vacancy = replacements::vacancy_of(work.connection, read.id).await?;
    let vacancy = vacancy.ok_or(AppointmentError::ReplacementNotFound)?;
    let mut vacancy = vacancies::lock(work.connection, vacancy).await?.ok_or(Error::VacancyNotFound)?;
    let replacement = replacements::lock(work.connection, read.id).await?;
    let mut replacement = replacement.ok_or(AppointmentError::ReplacementNotFound)?;
    read.must_be(replacement.version)?;
    must_be_settled(work, &vacancy).await?;
    replacement.must_be_proposed().map_err(AppointmentError::from)?;
    let waiting = replacements::still_waiting(work.connection, vacancy.id, &replacement.candidates).await?;
    if waiting.is_empty() {
        propose_anew(work, &mut vacancy, &mut replacement).await?;
        return Ok(replacement.release());
    }
    let proposals = replacements::proposals_on(work.connection, vacancy.id, &waiting).await?;
    let left = (waiting.as_slice(), usize::try_from(proposals).map_err(Error::internal)?);
    let chosen = replacement.confirm(left, input.candidate, input.decision).map_err(AppointmentError::from)?;
    let taken = seats::taken(work.connection, &[vacancy.id]).await?;
    if taken.get(&vacancy.id).is_some_and(|taken| taken.seats >= vacancy.seats) {
        return Err(VacancyError::NoSeatLeft.into());
    }
    let application = applications::lock(work.connection, vacancy.id, chosen).await?;
    let application = application.ok_or(Error::ApplicationNotFound)?;
    let change = seat_change(&application, Reason::Replaced, &replacement.leaver, FinalOutcome::Selected);
    result_changes::insert(work.connection, vacancy.id, &[change], Some(work.now)).await?;
    replacements::select(work.connection, chosen).await?;
    if let Some(rules) = &rulebook.general(&vacancy.ruleset)?.filing {
        let filing = Filing::open(&vacancy, (vacancy.id, chosen), rules, work.now);
        filings::insert(work.connection, &[filing]).await?;
    }
    replacements::update(work.connection, &mut replacement).await?;
    log_replacement(work, &application.participant_number, &replacement).await?;
    Ok(replacement.release())
}

/// All whom a replacement names have got another seat, or left: the seat is the next rank's.
async fn propose_anew(
    work: &mut Work<'_>,
    vacancy: &mut Locked<Vacancy>,
    replacement: &mut Locked<Replacement>,
) -> Result<(), Error> {
    let next = replacements::next_rank(work.connection, vacancy.id, Some(replacement.id)).await?;
    replacement.propose_anew(next);
    replacements::update(work.connection, replacement).await?;
    if replacement.state == ReplacementState::Impossible {
        tell_free_seats(work, vacancy).await?;
    }
    Ok(())
}
