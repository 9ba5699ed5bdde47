pub mod fairness_reports;
