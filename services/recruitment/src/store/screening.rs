//! Whether an application meets the requirements (*seleksi administrasi*).

pub mod confirmations;
pub mod requirements;
pub mod rounds;
pub mod verdicts;
pub mod verifications;
