//! SQL, one function a statement, on a connection. Row-level security keeps each transaction to its tenant, and the
//! tenant's column fills itself.

pub mod applications;
pub mod results;
pub mod vacancies;
