//! Units, posts and who sits on them (*peta jabatan*).

pub mod job;
pub mod organisation;
pub mod position;
pub mod position_definition;
pub mod structure;
pub mod unit_tree;
