//! SQL, one function a statement, on a connection. Row-level security keeps each transaction to its tenant, and the
//! tenant's column fills itself.

pub mod appraisals;
pub mod complaints;
pub mod public_services;
pub mod servants;
pub mod service_months;
