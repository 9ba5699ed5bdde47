//! Tables of open selections.

pub mod panel_members;
pub mod panel_scores;
pub mod public_inputs;
pub mod selection_candidates;
pub mod selection_erasures;
pub mod selection_findings;
pub mod selection_notes;
pub mod selection_notices;
pub mod selection_requirements;
pub mod selections;
