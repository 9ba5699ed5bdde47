//! Public consultation (*forum konsultasi publik*).

pub(crate) mod consultation_messages;
pub mod consultations;
