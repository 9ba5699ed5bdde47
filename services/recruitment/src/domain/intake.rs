//! Who applies with what (*lamaran*).

pub mod application;
pub mod declaration;
pub mod document;
pub mod identity;
pub mod intake_rules;
pub mod nik;
pub mod retention;
