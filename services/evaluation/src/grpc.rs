//! The edge: parse everything, report all violations, call one command, render.

pub mod appraisals;
pub mod complaints;
mod imports;
mod public_services;
