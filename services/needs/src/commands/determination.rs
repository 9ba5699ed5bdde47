//! From the proposal to the minister (*usulan*) to what was determined (*penetapan*).

pub(crate) mod advance_proposal;
pub(crate) mod create_proposal;
pub(crate) mod declare_not_proposing;
pub(crate) mod determine_breakdown;
pub(crate) mod determine_proposal;
pub(crate) mod determine_totals;
pub(crate) mod draft_proposal;
pub(crate) mod extend_deadline;
pub(crate) mod import_proposal_items;
pub(crate) mod note_end;
pub(crate) mod note_opinion;
pub(crate) mod propose_breakdown;
pub(crate) mod publish_proposal;
pub(crate) mod reject_proposal;
pub(crate) mod return_proposal;
pub(crate) mod send_proposal;
pub(crate) mod sign_statement;
pub(crate) mod withdraw_proposal;

pub use advance_proposal::{AdvanceProposal, advance_proposal};
pub use create_proposal::{CreateProposal, create_proposal};
pub use declare_not_proposing::{DeclareNotProposing, declare_not_proposing};
pub use determine_breakdown::{DetermineBreakdown, determine_breakdown};
pub use determine_proposal::{DetermineProposal, determine_proposal};
pub use determine_totals::{DetermineTotals, determine_totals};
pub use draft_proposal::{DraftProposal, draft_proposal};
pub use extend_deadline::{ExtendDeadline, extend_deadline};
pub use import_proposal_items::{DraftFilling, ItemLine, begin_filling, end_filling, import_proposal_items};
pub use note_opinion::{NoteOpinion, note_opinion};
pub use propose_breakdown::{ProposalRows, propose_breakdown};
pub use publish_proposal::publish_proposal;
pub use reject_proposal::{RejectProposal, reject_proposal};
pub use return_proposal::{ReturnProposal, return_proposal};
pub use send_proposal::send_proposal;
pub use sign_statement::{SignStatement, sign_statement};
pub use withdraw_proposal::{WithdrawProposal, withdraw_proposal};
