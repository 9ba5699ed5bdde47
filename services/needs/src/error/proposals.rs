//! What a proposal refuses, for callers.

use crate::domain::proposal::ProposalError;
use contracts::needs::v1::ErrorReason;

/// The reason of a refusal.
pub fn reason(error: &ProposalError) -> ErrorReason {
    match error {
        ProposalError::State { .. } => ErrorReason::ProposalState,
        ProposalError::SeatsDiffer { .. } | ProposalError::ItemsDiffer { .. } => ErrorReason::SeatsDiffer,
        ProposalError::MoreThanShortage { .. } => ErrorReason::MoreThanShortage,
        ProposalError::Empty => ErrorReason::ProposalEmpty,
        ProposalError::StatementMissing { .. } => ErrorReason::StatementMissing,
        ProposalError::DeadlinePassed { .. } => ErrorReason::DeadlinePassed,
        ProposalError::DeadlineNotLater { .. } => ErrorReason::DeadlineNotLater,
        ProposalError::OpinionMissing(_) => ErrorReason::OpinionMissing,
        ProposalError::DisabilityQuota { .. } => ErrorReason::DisabilityQuota,
        ProposalError::YearNotProposed { .. } => ErrorReason::YearNotProposed,
        ProposalError::ProposalsExist { .. } => ErrorReason::ProposalsExist,
    }
}

/// The variables of its message.
pub fn metadata(error: &ProposalError) -> Vec<(&'static str, String)> {
    match error {
        ProposalError::State { state, needs } => {
            let needs: Vec<String> = needs.iter().map(|state| format!("{state:?}")).collect();
            vec![("state", format!("{state:?}")), ("needs", needs.join(","))]
        }
        ProposalError::SeatsDiffer { items, total } => {
            vec![("items", items.to_string()), ("total", total.to_string())]
        }
        ProposalError::ItemsDiffer { given, items } => {
            vec![("given", given.to_string()), ("items", items.to_string())]
        }
        ProposalError::MoreThanShortage { title, asked, lacking } => {
            vec![("title", title.clone()), ("asked", asked.to_string()), ("lacking", lacking.to_string())]
        }
        ProposalError::DeadlinePassed { year, last_day } | ProposalError::DeadlineNotLater { year, last_day } => {
            vec![("year", year.to_string()), ("last_day", last_day.to_string())]
        }
        ProposalError::OpinionMissing(which) => vec![("which", (*which).to_owned())],
        ProposalError::DisabilityQuota { seats, total, least } => {
            vec![("seats", seats.to_string()), ("total", total.to_string()), ("least", least.to_string())]
        }
        ProposalError::StatementMissing { year }
        | ProposalError::YearNotProposed { year }
        | ProposalError::ProposalsExist { year } => vec![("year", year.to_string())],
        ProposalError::Empty => Vec::new(),
    }
}
