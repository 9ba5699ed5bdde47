//! From the published result to the first day of service (*pemberkasan*, *pengangkatan*).

pub mod filing;
pub mod filing_rules;
pub mod replacement;
pub mod sanction;
pub mod servant_number;
