//! Open selection at the edge.

pub(super) mod candidacies;
pub(crate) mod open_selection_messages;
pub mod open_selections;
pub(crate) mod panel_messages;
pub mod panels;
pub mod public_inputs;
pub(crate) mod selection_answers;
pub mod selection_notices;
mod selection_requests;
