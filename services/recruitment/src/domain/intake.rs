//! Who applies with what (*lamaran*).

pub mod application;
pub mod identity;
pub mod nik;
