//! From the published result to the first day of service (*pemberkasan*, *pengangkatan*).

pub mod appointments;
mod parsing;
pub(crate) mod rendered;
