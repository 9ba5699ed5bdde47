//! Whether an application meets the requirements (*seleksi administrasi*).

pub mod verifications;
