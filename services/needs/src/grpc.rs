//! The edge: parse everything, report all violations, call one command, render.

mod imports;
pub mod needs;
pub mod positions;
pub mod proposals;
pub mod reassessments;
