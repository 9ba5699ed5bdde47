//! From the published result to the first day of service (*pemberkasan*, *pengangkatan*).

mod appoint_candidate;
mod close_filing;
mod complete_filing;
mod confirm_replacement;
mod export_nip_proposal;
mod inspect_withdrawal;
mod open_filing;
mod propose_nip;
mod record_nip;
mod withdraw_candidate;

pub use appoint_candidate::{AppointCandidate, appoint_candidate};
pub use close_filing::close_filing;
pub use complete_filing::{CompleteFiling, complete_filing};
pub use confirm_replacement::{ConfirmReplacement, confirm_replacement};
pub use export_nip_proposal::{ProposedCandidate, export_nip_proposal};
pub use inspect_withdrawal::{Inspected, inspect_withdrawal};
pub use open_filing::{Opened, open_filing};
pub use propose_nip::{NipProposal, propose_nip};
pub use record_nip::{RecordNip, record_nip};
pub use withdraw_candidate::{LeftCandidate, WithdrawCandidate, withdraw_candidate};

use crate::{
    domain::{
        application::Application,
        difference::{Change, Position, Reason},
        filing::{FilingError, FilingState},
        filing_rules::FilingRules,
        final_ranking::FinalOutcome,
        general_rules::GeneralRules,
        sanction::Sanction,
        vacancy::{Vacancy, day_of_applying},
    },
    error::{AppointmentError, Error},
    rulesets::Rulebook,
    store::{filings, withdrawals},
};
use platform::Work;
use uuid::Uuid;

/// The rules of filing of a vacancy; refused where its ruleset has no such stage.
fn filing_rules<'a>(rulebook: &'a Rulebook, vacancy: &Vacancy) -> Result<&'a FilingRules, Error> {
    let rules = rulebook.general(&vacancy.ruleset)?.filing.as_ref();
    Ok(rules.ok_or(AppointmentError::NoFiling)?)
}

/// Refuses to appoint a candidate whose number is not there, unless the ruleset has no stage of filing: the decree
/// (*SK CPNS*) comes after the number.
async fn must_have_nip(work: &mut Work<'_>, rules: &GeneralRules, application: Uuid) -> Result<(), Error> {
    if rules.filing.is_none() {
        return Ok(());
    }
    let filing = filings::of_application(work.connection, application).await?;
    let filing = filing.ok_or(AppointmentError::Filing(FilingError::None))?;
    Ok(filing.must_be(FilingState::NipRecorded).map_err(AppointmentError::from)?)
}

/// Refuses a person who left after an earlier selection, here or in another instansi, and may not apply yet: one indexed
/// look-up, on the path that everybody takes who applies.
pub(crate) async fn must_not_be_banned(
    work: &mut Work<'_>,
    rulebook: &Rulebook,
    rules: &GeneralRules,
    person_index: &[u8],
) -> Result<(), Error> {
    let sanctions = withdrawals::sanctions_of(work.connection, person_index).await?;
    if sanctions.is_empty() {
        return Ok(());
    }
    let begins: Vec<_> = rulebook.all().map(|ruleset| ruleset.general().valid_from).collect();
    let day = day_of_applying(work.now);
    let forbids = |sanction: &&Sanction| sanction.forbids(day, rules, &begins);
    match sanctions.iter().find(forbids) {
        Some(sanction) => Err(AppointmentError::Sanctioned(sanction.extent).into()),
        None => Ok(()),
    }
}

/// How somebody's seat changes hands, as the public list of changes tells it.
pub(crate) fn seat_change(
    application: &Application,
    reason: Reason,
    because_of: &str,
    outcome: FinalOutcome,
) -> Change<Uuid> {
    let from = Position {
        code: application.standing.as_ref().map(|standing| standing.code),
        skd_rank: application.standing.as_ref().and_then(|standing| standing.skd_rank),
        // A seat that changes hands changes nothing of it.
        pppk_code: None,
        points: application.last.as_ref().map(|last| last.points),
        rank: application.last.as_ref().map(|last| last.rank),
        outcome: application.outcome(),
        place: application.place,
    };
    Change {
        id: application.id,
        number: application.participant_number.clone(),
        reason,
        because_of: vec![because_of.to_owned()],
        to: Position { outcome: Some(outcome), ..from.clone() },
        from,
    }
}
