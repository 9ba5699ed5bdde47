use super::seat_change;
use crate::{
    commands::{is_ousted, log_departure, must_be_settled, save, seal_results},
    domain::{
        application::{Application, ApplicationError},
        difference::Reason,
        filing::FilingState,
        final_ranking::FinalOutcome,
        replacement::{Replacement, ReplacementState, Withdrawal, WithdrawalCause},
        vacancy::{State, Vacancy, day_of_applying},
    },
    error::Error,
    events,
    rulesets::Rulebook,
    store::{
        applications, filings, moves, replacements, result_changes, seats, vacancies,
        withdrawals::{self, Note},
    },
};
use ::proof::Salt;
use platform::{AsRead, Locked, Violations, Work};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The withdrawal of a selected candidate.
pub struct WithdrawCandidate {
    /// Vacancy.
    pub vacancy_id: Uuid,
    /// Application as it was read.
    pub application: AsRead,
    /// Why.
    pub cause: WithdrawalCause,
    /// What the candidate states; sealed.
    pub reason: String,
}

/// Why a candidate leaves.
pub(super) struct Leaving<'r> {
    /// Cause.
    pub cause: WithdrawalCause,
    /// What is stated; sealed.
    pub reason: &'r str,
    /// Whether a correction of the vacancy applied for takes the ground from the seat: the correction cannot be published before the
    /// seat is given back, and nobody is sanctioned for that.
    pub ousted: bool,
}

/// A candidate who left.
pub struct LeftCandidate {
    /// The withdrawal.
    pub withdrawal: Withdrawal,
    /// Number of the participant.
    pub number: String,
    /// Who takes the place.
    pub replacement: Uuid,
}

/// Takes the withdrawal of a selected candidate before the appointment, with its sanction, and proposes the next rank. A
/// candidate who moved here from another vacancy gives back the seat of this one.
pub async fn withdraw_candidate(
    work: &mut Work<'_>,
    input: WithdrawCandidate,
    rulebook: &Rulebook,
) -> Result<LeftCandidate, Error> {
    let WithdrawCandidate { vacancy_id, application: read, cause, reason } = input;
    let seat = moves::seat_of(work.connection, vacancy_id, read.id).await?;
    // Both vacancies of who moved, in one order: nothing of either result may change any more, except by the correction that
    // ousts who moved.
    let mut concerned = Vec::with_capacity(2);
    for id in BTreeSet::from([vacancy_id, seat]) {
        concerned.push(vacancies::lock(work.connection, id).await?.ok_or(Error::VacancyNotFound)?);
    }
    let application = applications::lock(work.connection, vacancy_id, read.id).await?;
    let application = application.ok_or(Error::ApplicationNotFound)?;
    read.must_be(application.version)?;
    let mut ousted = false;
    for vacancy in &concerned {
        vacancy.must_be(State::Published)?;
        // A correction that takes the ground from a seat elsewhere cannot be published before that seat is given back.
        if vacancy.id != seat && is_ousted(work, vacancy, &application.participant_number, rulebook).await? {
            ousted = true;
        } else {
            must_be_settled(work, vacancy).await?;
        }
    }
    // Another kind of need in the same unit is no other place.
    let same_place = concerned.iter().all(|one| one.unit_path == concerned[0].unit_path);
    if cause == WithdrawalCause::OtherPlace && same_place {
        let mut check = Violations::default();
        check.add("cause", "is only for who was moved to another place");
        return Err(Error::Failure(check.into()));
    }
    let vacancy = concerned.iter_mut().find(|one| one.id == seat).ok_or(Error::VacancyNotFound)?;
    let why = Leaving { cause, reason: &reason, ousted };
    let left = leave(work, vacancy, &application, why, rulebook).await?;
    seal_results(work, left.concerned()).await?;
    Ok(left)
}

impl LeftCandidate {
    /// The vacancies whose published results change.
    pub(super) fn concerned(&self) -> BTreeSet<Uuid> {
        BTreeSet::from([self.withdrawal.vacancy_id, self.withdrawal.applied_for])
    }
}

/// What follows when a candidate leaves: sanction, an end to the file, a free seat, and whom it goes to. The vacancy is the
/// one whose seat it is. The results that change are to be sealed again afterwards, once for all who leave.
pub(super) async fn leave(
    work: &mut Work<'_>,
    vacancy: &mut Locked<Vacancy>,
    application: &Application,
    Leaving { cause, reason, ousted }: Leaving<'_>,
    rulebook: &Rulebook,
) -> Result<LeftCandidate, Error> {
    if !matches!(application.outcome(), Some(FinalOutcome::Selected | FinalOutcome::Moved)) {
        return Err(ApplicationError::NotSelected.into());
    }
    if application.appointed {
        return Err(ApplicationError::AlreadyAppointed.into());
    }
    let after_nip = end_file(work, application.id, cause).await?;
    let rules = rulebook.general(&vacancy.ruleset)?;
    let ban = rules.filing.as_ref().filter(|_| !ousted).and_then(|filing| filing.ban(cause, after_nip));
    let withdrawal = Withdrawal {
        id: Uuid::now_v7(),
        vacancy_id: vacancy.id,
        application_id: application.id,
        applied_for: application.vacancy_id,
        cause,
        after_nip,
        sanction: ban.map(|ban| ban.from(day_of_applying(work.now), rules.valid_from)),
        period_begin: rules.valid_from,
        time: work.now,
    };
    let salt = Salt::random().map_err(|_| Error::internal("no random numbers"))?;
    let note = Note { reason: work.vault.seal(withdrawal.id.as_bytes(), reason.as_bytes())?, salt };
    withdrawals::insert(work.connection, &withdrawal, &note).await?;
    if let Some(sanction) = &withdrawal.sanction {
        withdrawals::ban(work.connection, &withdrawal, sanction).await?;
    }
    let number = application.participant_number.clone();
    let lapsed = cause == WithdrawalCause::FileIncomplete;
    log_departure(work, &number, &withdrawal, &note.salt, lapsed).await?;
    let why = if lapsed { Reason::Lapsed } else { Reason::Withdrew };
    let change = seat_change(application, why, &number, FinalOutcome::NotSelected);
    result_changes::insert(work.connection, application.vacancy_id, &[change], Some(work.now)).await?;
    withdrawals::unselect(work.connection, application.id).await?;
    let next = replacements::next_rank(work.connection, vacancy.id, None).await?;
    let replacement = Replacement::propose(&withdrawal, number.clone(), next, work.now);
    replacements::insert(work.connection, &replacement).await?;
    if replacement.state == ReplacementState::Impossible {
        tell_free_seats(work, vacancy).await?;
    }
    Ok(LeftCandidate { withdrawal, number, replacement: replacement.id })
}

/// Ends the file, if there is one, and returns whether the number had been recorded.
async fn end_file(work: &mut Work<'_>, application: Uuid, cause: WithdrawalCause) -> Result<bool, Error> {
    let Some(mut filing) = filings::of_application(work.connection, application).await? else { return Ok(false) };
    let after_nip = filing.state == FilingState::NipRecorded;
    let lapsed = cause == WithdrawalCause::FileIncomplete;
    filing.state = if lapsed { FilingState::Lapsed } else { FilingState::Withdrawn };
    filings::update(work.connection, &mut filing).await?;
    Ok(after_nip)
}

/// Nobody is left for a seat: the others hear that it stays free.
pub(super) async fn tell_free_seats(work: &mut Work<'_>, vacancy: &mut Locked<Vacancy>) -> Result<(), Error> {
    save(work, vacancy).await?;
    let taken = seats::taken(work.connection, &[vacancy.id]).await?;
    let selected = taken.get(&vacancy.id).copied().unwrap_or_default().seats;
    let unfilled = events::unfilled(&work.tenant, vacancy, vacancy.seats - selected);
    work.record(vacancy, &unfilled);
    Ok(())
}
