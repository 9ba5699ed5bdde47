//! From the published result to the first day of service (*pemberkasan*, *pengangkatan*).

pub mod filings;
pub mod replacements;
pub mod withdrawals;
