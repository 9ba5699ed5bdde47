use super::seat_change;
use crate::{
    commands::{log_replacement, must_be_settled},
    domain::{
        application::Application,
        difference::Reason,
        filing::Filing,
        final_ranking::FinalOutcome,
        replacement::{Replacement, ReplacementError},
        vacancy::VacancyError,
    },
    error::{AppointmentError, Error},
    rulesets::Rulebook,
    store::{applications, filings, replacements, result_changes, seats, vacancies},
};
use platform::{AsRead, Work};
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

/// Selects the replacement, tells the public, and opens the file where the ruleset has that stage.
pub async fn confirm_replacement(
    work: &mut Work<'_>,
    input: ConfirmReplacement,
    rulebook: &Rulebook,
) -> Result<Replacement, Error> {
    let read = input.replacement;
    let vacancy = replacements::vacancy_of(work.connection, read.id).await?;
    let vacancy = vacancy.ok_or(AppointmentError::ReplacementNotFound)?;
    let vacancy = vacancies::lock(work.connection, vacancy).await?.ok_or(Error::VacancyNotFound)?;
    let replacement = replacements::lock(work.connection, read.id).await?;
    let mut replacement = replacement.ok_or(AppointmentError::ReplacementNotFound)?;
    read.must_be(replacement.version)?;
    must_be_settled(work, &vacancy).await?;
    let chosen = replacement.confirm(input.candidate, input.decision).map_err(AppointmentError::from)?;
    let taken = seats::taken(work.connection, &[vacancy.id]).await?;
    if taken.get(&vacancy.id).is_some_and(|taken| taken.seats >= vacancy.seats) {
        return Err(VacancyError::NoSeatLeft.into());
    }
    let application = applications::lock(work.connection, vacancy.id, chosen).await?;
    let application = application.ok_or(Error::ApplicationNotFound)?;
    if !waits(&application) {
        return Err(AppointmentError::Replacement(ReplacementError::NotNext).into());
    }
    let change = seat_change(&application, Reason::Replaced, &replacement.leaver, FinalOutcome::Selected);
    result_changes::insert(work.connection, vacancy.id, &[change], Some(work.now)).await?;
    replacements::select(work.connection, chosen).await?;
    if let Some(rules) = &rulebook.general(&vacancy.ruleset)?.filing {
        let filing = Filing::open(&vacancy, (vacancy.id, chosen), rules, work.now);
        filings::insert(work.connection, &[filing]).await?;
    }
    replacements::confirm(work.connection, &mut replacement).await?;
    log_replacement(work, &application.participant_number, &replacement).await?;
    Ok(replacement.release())
}

/// Whether the candidate still has no seat: one of a tie may have got another meanwhile.
fn waits(application: &Application) -> bool {
    matches!(application.outcome(), Some(FinalOutcome::NotSelected | FinalOutcome::NeedsDecision))
}
