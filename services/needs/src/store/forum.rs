//! Public consultation (*forum konsultasi publik*).

pub mod consultations;
pub mod contributions;
