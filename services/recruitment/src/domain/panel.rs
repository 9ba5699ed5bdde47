//! Open selection (*seleksi terbuka*) for leading posts: where a panel with outsiders judges, and the public is heard.

pub mod assessment;
pub mod bloc;
pub mod candidacy;
pub mod instrument;
pub mod open_selection;
pub mod panel_check;
pub mod panel_member;
pub mod public_input;
pub mod score_sheet;
pub mod selection_candidate;
mod selection_changes;
mod selection_checks;
pub mod selection_design;
pub mod selection_error;
pub mod selection_leaf;
pub mod selection_note;
pub mod selection_notice;
pub mod selection_recount;
pub mod selter;
pub mod shuffle;
