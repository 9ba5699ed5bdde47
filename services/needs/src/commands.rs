//! What the service can be asked to do: one file, one function, one short story. Edges begin and commit.

mod advance_proposal;
mod create_proposal;
mod decide_reassessment;
mod determine_proposal;
mod import_positions;
mod import_workload;
mod note_filled;
mod note_recovery;
mod note_vacated;
mod open_reassessment;
mod return_proposal;

pub use advance_proposal::{AdvanceProposal, advance_proposal};
pub use create_proposal::{CreateProposal, create_proposal};
pub use decide_reassessment::{DecideReassessment, Verdict, decide_reassessment};
pub use determine_proposal::{DetermineProposal, determine_proposal};
pub use import_positions::{PositionLine, import_positions};
pub use import_workload::{SheetLine, compute_workload, import_workload};
pub use note_filled::{Filling, note_filled};
pub use note_recovery::note_recovery;
pub use note_vacated::{Vacating, note_vacated};
pub use open_reassessment::{QualityFell, open_reassessment};
pub use return_proposal::{ReturnProposal, return_proposal};
