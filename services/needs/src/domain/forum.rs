//! Public consultation (*forum konsultasi publik*).

pub mod consultation;
