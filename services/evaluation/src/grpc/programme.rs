//! Evaluation of programmes: data, measurements and reports.

mod programme_messages;

pub mod programme_data;
pub mod programme_imports;
pub mod programmes;

pub(crate) use programme_messages::{read_day, render_finding};
