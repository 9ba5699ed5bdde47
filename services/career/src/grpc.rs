//! The edge: parse everything, report all violations, call one command, render.

pub mod servants;
