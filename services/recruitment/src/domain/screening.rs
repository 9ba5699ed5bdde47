//! Whether an application meets the requirements (*seleksi administrasi*).

pub mod assignment;
pub mod confirmation;
pub mod look;
pub mod requirement;
pub mod verdict;
