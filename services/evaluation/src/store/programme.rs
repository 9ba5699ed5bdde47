//! Evaluation of programmes: what it is measured from, and its reports.

pub mod chosen_servants;
pub mod competency_measures;
pub mod ended_trainings;
pub mod programme_costs;
pub mod programme_reports;
pub mod programme_scores;
