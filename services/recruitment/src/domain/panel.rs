//! Open selection (*seleksi terbuka*) for leading posts: where a panel with outsiders judges, and the public is heard.

pub mod assessment;
pub mod bloc;
pub mod instrument;
pub mod open_selection;
pub mod panel_check;
pub mod panel_member;
pub mod public_input;
pub mod score_sheet;
pub mod selection_candidate;
pub mod selter;
pub mod shuffle;
