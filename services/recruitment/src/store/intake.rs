//! Who applies with what (*lamaran*).

pub mod applications;
pub mod copies;
pub mod documents;
pub mod erasures;
