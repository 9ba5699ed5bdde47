//! The edge: parse everything, report all violations, call one command, render.

pub mod applications;
mod imports;
pub mod vacancies;
