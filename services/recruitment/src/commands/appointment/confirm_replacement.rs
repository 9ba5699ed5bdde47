use super::seat_change;
use crate::{
    commands::must_be_settled,
    domain::{
        application::Application,
        difference::Reason,
        filing::Filing,
        final_ranking::FinalOutcome,
        replacement::{Replacement, ReplacementError},
    },
    error::{AppointmentError, Error},
    rulesets::Rulebook,
    store::{applications, filings, replacements, result_changes, vacancies},
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
    let application = applications::lock(work.connection, vacancy.id, chosen).await?;
    let application = application.ok_or(Error::ApplicationNotFound)?;
    if !waits(&application) {
        return Err(AppointmentError::Replacement(ReplacementError::NotNext).into());
    }
    let change = seat_change(&application, Reason::Replaced, &replacement.leaver, FinalOutcome::Selected);
    result_changes::insert(work.connection, vacancy.id, &[change], Some(work.now)).await?;
    replacements::select(work.connection, chosen).await?;
    if let Some(rules) = &rulebook.general(&vacancy.ruleset)?.filing {
        filings::insert(work.connection, &Filing::open(&vacancy, (vacancy.id, chosen), rules, work.now)).await?;
    }
    replacements::confirm(work.connection, &mut replacement).await?;
    Ok(replacement.release())
}

/// Whether the candidate still has no seat: one of a tie may have got another meanwhile.
fn waits(application: &Application) -> bool {
    let last = application.standing.as_ref().and_then(|standing| standing.last.as_ref());
    matches!(last.map(|last| last.outcome), Some(FinalOutcome::NotSelected | FinalOutcome::NeedsDecision))
}
