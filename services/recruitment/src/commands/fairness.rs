mod create_fairness_report;

pub use create_fairness_report::*;
