//! Fairness (*kesetaraan kesempatan*): whether groups of applicants come through the stages alike. It reads and counts;
//! no ranking knows it.

pub mod adverse_impact;
pub mod applicant_group;
pub mod fairness_rules;
pub mod rate_interval;
pub mod tally;
pub mod withholding;
