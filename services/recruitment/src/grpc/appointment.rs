//! From the published result to the first day of service (*pemberkasan*, *pengangkatan*).

pub mod appointments;
mod parsing;
mod rendered;
