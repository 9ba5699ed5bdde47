//! Whether an application meets the requirements (*seleksi administrasi*).

pub(crate) mod confirmation_messages;
pub mod confirmations;
pub(crate) mod verification_messages;
pub mod verifications;
