//! Who applies with what (*lamaran*).

pub mod applications;
pub mod documents;
