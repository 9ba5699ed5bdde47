//! Evaluation of programmes (*evaluasi program*): does selection predict ratings, does training close gaps, did a recruited unit
//! recover, what did a post cost. Figures about programmes, never a decision about a person.

pub mod correlation;
pub mod cost_per_post;
pub mod gap_pairs;
pub mod index_change;
pub mod mean_difference;
pub mod programme_finding;
pub mod programme_report;
pub mod programme_rules;
pub mod range_correction;
pub mod rate_ratio;
pub mod selection_validity;
pub mod statistics;
pub mod training_effect;
pub mod unit_change;
