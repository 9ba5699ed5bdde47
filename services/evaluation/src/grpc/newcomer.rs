//! The newly appointed, beside what the selection measured.

pub mod newcomers;
