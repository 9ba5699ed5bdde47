//! Mentoring and coaching: pairs, goals, sessions and what came of them.

pub mod mentor_matching;
pub mod mentoring_rules;
pub mod mentorship;
