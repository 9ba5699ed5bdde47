//! What became of a need here.

pub mod need_careers;
